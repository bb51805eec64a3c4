// What is wrong with the page as it is now, as a list of sentences: nameless controls, repeated ids, odd headings,
// a forced tab order, text of too little contrast (WCAG 2.2 AA, 1.4.3), and content wider than the window.
// eslint-disable-next-line @typescript-eslint/no-unused-expressions -- the file is one function, given to the page
() => {
  const wrong = []
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  const text = (element) => (element?.textContent ?? '').trim()
  const describe = (element) => `${element.tagName.toLowerCase()} “${text(element).slice(0, 40)}” .${element.getAttribute('class') ?? ''}`

  const nameOf = (element) => {
    const by = element.getAttribute('aria-labelledby')
    if (by) return by.split(' ').map((id) => text(document.getElementById(id))).join(' ').trim()
    return (element.getAttribute('aria-label') ?? [...(element.labels ?? [])].map(text).join(' ')) || text(element) || element.title
  }
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, [role=button], [role=tab], [role=switch], [tabindex="0"]'
  for (const element of document.querySelectorAll(controls)) {
    if (seen(element) && !element.closest('[aria-hidden=true]') && !nameOf(element)) wrong.push(`no name: ${describe(element)}`)
  }
  for (const element of document.querySelectorAll('[tabindex]')) {
    if (element.tabIndex > 0) wrong.push(`forced tab order: ${describe(element)}`)
  }

  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) wrong.push(`id ${id} is there twice`)
  for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby]')) {
    const ref = `${element.getAttribute('aria-describedby') ?? ''} ${element.getAttribute('aria-labelledby') ?? ''}`
    for (const id of ref.split(' ').filter(Boolean)) if (!document.getElementById(id)) wrong.push(`${id} is named by ${describe(element)} and is not there`)
  }

  const headings = [...document.querySelectorAll('h1, h2, h3, h4')].filter(seen).map((one) => Number(one.tagName[1]))
  if (headings.filter((level) => level === 1).length !== 1) wrong.push(`${headings.filter((level) => level === 1).length} first headings`)
  headings.forEach((level, at) => { if (at > 0 && level > headings[at - 1] + 1) wrong.push(`heading ${level} follows ${headings[at - 1]}`) })
  if (!document.documentElement.lang) wrong.push('the page has no language')
  if (!document.title) wrong.push('the page has no title')
  if (!document.querySelector('main')) wrong.push('the page has no main part')

  // Colours as the browser paints them: any notation, through a canvas.
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1]
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1]
    const own = rgba(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, ground(element.parentElement))
  }
  const luminance = (color) => {
    const [r, g, b] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!node.textContent.trim() || !element || !seen(element) || element.closest('svg, option, noscript, script, style, :disabled')) continue
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    if (box.width <= 1 || box.height <= 1) continue // for screen readers only
    const back = ground(element)
    const [light, dark] = [luminance(over(rgba(style.color), back)), luminance(back)].sort((a, b) => b - a)
    const size = parseFloat(style.fontSize)
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const ratio = (light + 0.05) / (dark + 0.05)
    if (ratio < (large ? 3 : 4.5)) wrong.push(`contrast ${ratio.toFixed(2)}: ${describe(element)}`)
  }

  if (document.documentElement.scrollWidth > window.innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} pixels wide`)
  return wrong
}
