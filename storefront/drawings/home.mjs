/** Home: cloth, light and order. */

import { dark, ground, light, palette as c, print, vessel } from './kit.mjs'

const throwOver = (paint, variant = 'Ochre') => {
  const wool = variant === 'Grey' ? '#8f9496' : c.ochre
  const fringe = Array.from({ length: 21 }, (_, n) => `<path d="M${92 + n * 10.8} 310q${n % 2 ? 4 : -4} 14 0 30" fill="none" stroke="${n % 2 ? wool : dark(wool, 0.16)}" stroke-width="6" stroke-linecap="round"/>`).join('')
  const stripes = [[136, c.cream], [152, c.clay], [168, c.cream]].map(([y, colour]) => `<path d="M86 ${y}q114 16 228 0" fill="none" stroke="${colour}" stroke-width="9" opacity=".9"/>`).join('')
  const weave = Array.from({ length: 9 }, (_, n) => `<path d="M88 ${196 + n * 12}q112 14 224 0" fill="none" stroke="#000" stroke-opacity=".07" stroke-width="3"/>`).join('')
  return `${ground(paint, 200, 348, 140)}${fringe}
<path d="M82 108q118 18 236 0l-2 206q-116 16-232 0z" fill="${paint.down(wool, 1.2)}"/>${stripes}${weave}
<path d="M82 108q0-40 34-44 84-8 168 0 34 4 34 44-118 18-236 0z" fill="${paint.down(light(wool, 0.18))}"/><path d="M96 92q104 14 208 0M104 78q96 12 192 0" stroke="#000" stroke-opacity=".08" stroke-width="3" fill="none"/>
<path d="M148 108v206M250 108v206" stroke="#000" stroke-opacity=".06" stroke-width="12"/>`
}

const candle = (paint, variant = 'Fig') => {
  const label = variant === 'Cedar' ? '#dfe3d2' : '#ecd3c6'
  return `<circle cx="200" cy="104" r="96" fill="${paint.glow('#ffd27a', 0.55)}"/>${ground(paint, 200, 346, 96)}
${vessel(paint, { x: 112, y: 172, width: 176, height: 172, colour: c.amber, inside: '#f4e3c1', rim: 0.19 })}
<path d="M118 186l2 40q80 16 160 0l2-40q-82 18-164 0z" fill="#f8d79b" opacity=".35"/>
<path d="M200 178v-26" stroke="${c.ink}" stroke-width="4.5" stroke-linecap="round"/><path d="M200 76q34 44 0 80-34-36 0-80z" fill="#f5a93b"/><path d="M200 104q18 26 0 48-18-22 0-48z" fill="#fff3c9"/>
<path d="M132 232q68 12 136 0v74q-68 12-136 0z" fill="${label}"/>${print(200, 270, variant === 'Cedar' ? 'CEDAR' : 'FIG', { size: 22, spacing: 5 })}${print(200, 290, 'SOY WAX · 40 H', { size: 9.5, spacing: 1.5, weight: 400 })}
<path d="M128 202q-4 60 2 112" stroke="#fff" stroke-opacity=".35" stroke-width="8" stroke-linecap="round" fill="none"/>`
}

const apron = (paint, variant = 'Natural') => {
  const cloth = variant === 'Charcoal' ? '#474c50' : '#dccbaa'
  const strap = variant === 'Charcoal' ? c.clay : c.walnut
  return `<path d="M154 104Q148 34 200 34t46 70" fill="none" stroke="${strap}" stroke-width="11"/>
<path d="M112 176q-46 30-50 118M288 176q46 30 50 118" fill="none" stroke="${strap}" stroke-width="9" stroke-linecap="round"/>
<path d="M146 96q54 12 108 0 6 54 44 84l10 148q-108 24-216 0l10-148q38-30 44-84z" fill="${paint.round(cloth, 0.8)}"/>
<path d="M146 96q54 12 108 0l2 16q-56 12-112 0z" fill="${dark(cloth, 0.14)}"/>
<path d="M132 214q68 12 136 0l5 66q-73 14-146 0z" fill="${paint.down(cloth)}" stroke="${dark(cloth, 0.25)}" stroke-width="2.5"/><path d="M200 219v66" stroke="${dark(cloth, 0.25)}" stroke-width="2.5" stroke-dasharray="5 5"/>
<path d="M134 222q66 11 132 0" stroke="${dark(cloth, 0.3)}" stroke-width="2" stroke-dasharray="5 5" fill="none"/>
<g transform="translate(236 212) rotate(10)"><rect x="-6" y="-64" width="11" height="70" rx="5" fill="${c.oak}"/><ellipse cx="-.5" cy="-76" rx="15" ry="22" fill="${c.oak}"/></g><path d="M200 219q34-1 68-5l2 22q-34 5-70 6z" fill="${cloth}"/>
<circle cx="154" cy="112" r="6" fill="${c.ochre}"/><circle cx="246" cy="112" r="6" fill="${c.ochre}"/>`
}

const jar = (paint, x, top, width, content, dots) => {
  const [right, level] = [x + width, top + (344 - top) * 0.36]
  return `<path d="M${x} ${top + 20}q0-16 16-16h${width - 32}q16 0 16 16v${310 - top}q0 16-16 16H${x + 16}q-16 0-16-16z" fill="#e8f0f0" opacity=".85"/>
<path d="M${x + 6} ${level}q${(width - 12) / 2} 12 ${width - 12} 0v${326 - level}q0 14-14 14H${x + 20}q-14 0-14-14z" fill="${paint.round(content)}"/>${dots}
<path d="M${x} ${top + 20}q0-16 16-16h${width - 32}q16 0 16 16v${310 - top}q0 16-16 16H${x + 16}q-16 0-16-16z" fill="none" stroke="#fff" stroke-opacity=".9" stroke-width="4"/>
<path d="M${x + 14} ${top + 40}v${250 - top}" stroke="#fff" stroke-opacity=".7" stroke-width="6" stroke-linecap="round"/>
<rect x="${x + 4}" y="${top - 18}" width="${width - 8}" height="26" rx="7" fill="${paint.round(c.oak)}"/><path d="M${x + 6} ${top - 6}h${width - 12}" stroke="#000" stroke-opacity=".12" stroke-width="2"/><path d="M${right - 30} ${top - 12}h16" stroke="#fff" stroke-opacity=".3" stroke-width="3"/>`
}

const speckle = (x, y, width, height, colour, shape) =>
  Array.from({ length: 26 }, (_, n) => {
    const [px, py] = [x + ((n * 37) % width), y + ((n * 53) % height)]
    return shape === 'bean' ? `<ellipse cx="${px}" cy="${py}" rx="6" ry="4" fill="${colour}" transform="rotate(${n * 40} ${px} ${py})"/>` : `<circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"/>`
  }).join('')

const jars = (paint) => `${ground(paint, 200, 346, 156)}
${jar(paint, 136, 82, 128, '#5a3826', speckle(150, 190, 100, 138, '#7b5036', 'bean'))}
${jar(paint, 44, 164, 108, c.ochre, speckle(56, 240, 82, 90, light(c.ochre, 0.35)))}
${jar(paint, 252, 196, 104, c.moss, speckle(264, 262, 80, 70, light(c.moss, 0.3), 'bean'))}`

export const drawings = { 'wool-throw': throwOver, 'scented-candle': candle, 'linen-apron': apron, 'storage-jars': jars }
