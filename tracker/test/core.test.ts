import { afterEach, describe, expect, it, vi } from 'vitest'
import { closePage, newPage, type TestPage } from './page'

afterEach(closePage)

const call = (...words: unknown[]): unknown => (window.ecomdash as unknown as (...words: unknown[]) => unknown)(...words)

describe('the address of a page', () => {
  it('keeps its query, which the collector judges, and never its fragment', async () => {
    const page = await newPage().open()
    expect(page.of('pageview')[0]).toMatchObject({ url: 'https://shop.example/hats?colour=red', referrer: '' })
  })

  it('keeps a fragment that is a route', async () => {
    const page = await newPage({ attributes: { hash: '' } }).open()
    expect(page.of('pageview')[0]?.['url']).toBe('https://shop.example/hats?colour=red#reviews')
  })

  it('is cut where it is longer than the collector takes', async () => {
    history.replaceState({}, '', `/hats?${'x'.repeat(5000)}`)
    const page = await newPage().open()
    expect(page.of('pageview')[0]?.['url']).toHaveLength(2048)
  })

  it('changes by routes, each counted once, with the page before as referrer', async () => {
    const page = await newPage().open()
    history.pushState({}, '', '/cart?step=1')
    await page.wait(300)
    history.replaceState({}, '', '/cart?step=2') // the same page
    await page.wait(300)
    expect(page.of('pageview').map((view) => [view['url'], view['referrer']])).toEqual([
      ['https://shop.example/hats?colour=red', ''],
      ['https://shop.example/cart?step=1', 'https://shop.example/hats?colour=red'],
    ])
  })

  it('is noticed where a router goes by methods that it kept from before', async () => {
    const kept = history.pushState.bind(history)
    const page = await newPage().open()
    kept({}, '', '/cart')
    await page.wait(1_000)
    expect(page.of('pageview').map((view) => view['url'])).toEqual(['https://shop.example/hats?colour=red', 'https://shop.example/cart'])
  })

  it('may be what the page says', async () => {
    const page = await newPage().open()
    call('pageview', { url: 'https://shop.example/own', title: 'Own' })
    call('add_to_cart', { items: [] })
    await page.wait(300)
    expect(page.of('add_to_cart')[0]).toMatchObject({ url: 'https://shop.example/own', title: 'Own' })
  })
})

describe('links', () => {
  it.each([
    ['https://other.example/x#y', 'outbound_link'],
    ['/care.pdf', 'file_download'],
    ['/PRICES.XLSX?v=1', 'file_download'],
    ['https://other.example/a.zip', 'file_download'],
    ['/hats/1', undefined],
    ['#top', undefined],
    ['mailto:us@shop.example', undefined],
    ['javascript:void 0', undefined],
  ])('%s is %s', async (href, type) => {
    const page = await newPage().open()
    document.body.innerHTML = `<a href="${href}"><b>x</b></a>`
    document.body.addEventListener('click', (event) => { event.preventDefault() }, { once: true })
    document.querySelector('b')?.click()
    await page.wait(300)
    const found = page.events.filter((event) => event['target_url'])
    expect(found.map((event) => event['event_type'])).toEqual(type ? [type] : [])
  })
})

describe('commerce calls', () => {
  const names = ['view_item_list', 'select_item', 'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart', 'view_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info', 'view_promotion', 'select_promotion', 'purchase', 'refund', 'search']

  it.each(names)('%s goes out as it is, with what is known of the page', async (name) => {
    const page = await newPage().open()
    const fields = { order_id: 'o1', value: 74.5, currency: 'GBP', items: [{ item_id: 'a', price: -1.5, quantity: 2 }] }
    call(name, fields)
    await page.wait(300)
    expect(page.of(name)).toHaveLength(1)
    expect(page.of(name)[0]).toMatchObject({ ...fields, url: 'https://shop.example/hats?colour=red', consent_given: false })
  })

  it.each([undefined, null, 7, 'text', true, Symbol('s'), () => 1])('take %s for no fields', async (fields) => {
    const page = await newPage().open()
    call('view_cart', fields)
    await page.wait(300)
    expect(page.of('view_cart')).toHaveLength(1)
  })

  it('leave out a call that is no JSON, and nothing beside it', async () => {
    const page = await newPage().open()
    const loop: Record<string, unknown> = {}
    loop['loop'] = loop
    call('purchase', loop)
    call('purchase', { order_id: 'o2', value: 10n })
    call('purchase', { order_id: 'o3' })
    await page.wait(300)
    expect(page.of('purchase').map((order) => order['order_id'])).toEqual(['o3'])
  })
})

describe('engagement', () => {
  it('counts only what is in front, in parts of about twenty seconds', async () => {
    const page = await newPage().open()
    await page.wait(20_600)
    vi.spyOn(document, 'hasFocus').mockReturnValue(false)
    await page.wait(60_000)
    page.hidden(true)
    dispatchEvent(new Event('visibilitychange'))
    const parts = page.of('engagement').map((event) => Number(event['engaged_ms']))
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(20_500)
  })
})

describe('a hostile page', () => {
  it.each([
    ['localStorage', () => vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => { throw new Error('no') })],
    ['fetch', () => vi.stubGlobal('fetch', () => { throw new Error('no') })],
    ['no fetch', () => vi.stubGlobal('fetch', undefined)],
    ['sendBeacon', (page: TestPage) => { page.says('sendBeacon', undefined) }],
    ['JSON', () => vi.spyOn(JSON, 'stringify').mockImplementation(() => { throw new Error('no') })],
    ['the title', () => vi.spyOn(document, 'title', 'get').mockImplementation(() => { throw new Error('no') })],
    ['time zones', () => vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(() => { throw new Error('no') })],
    ['random numbers', () => vi.spyOn(Math, 'random').mockImplementation(() => { throw new Error('no') })],
  ])('without %s gets no error from us', async (_, spoil) => {
    const page = newPage({ attributes: { consent: 'implied' } })
    spoil(page)
    const failures: unknown[] = []
    const listen = (error: unknown) => failures.push(error)
    process.on('unhandledRejection', listen)
    await page.open()
    const calls = [['event', 'x'], ['purchase', null], [], [undefined], ['pageview', 4], ['consent', true], ['consent', false], ['toString'], ['optOut']]
    for (const words of calls) expect(() => call(...words)).not.toThrow()
    history.pushState({}, '', '/next')
    expect(location.pathname).toBe('/next')
    page.hidden(true)
    dispatchEvent(new Event('visibilitychange'))
    await page.wait(5_000)
    vi.useRealTimers()
    await new Promise((resolve) => setTimeout(resolve, 0))
    process.off('unhandledRejection', listen)
    expect(failures).toEqual([])
  })

  it('keeps the errors of its own listeners and routes', async () => {
    const original = vi.spyOn(history, 'pushState').mockImplementation(() => { throw new Error("the page's own") })
    await newPage().open()
    original.mockImplementation(() => { throw new Error("the page's own") })
    expect(() => { history.pushState({}, '', '/next') }).toThrow("the page's own")
  })
})
