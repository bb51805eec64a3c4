/** Gifts: things to give away. */

import { bag } from './coffee.mjs'
import { dark, ground, light, palette as c, print, sprig, vessel } from './kit.mjs'

const card = (paint) => `${ground(paint, 200, 330, 150)}
<g transform="rotate(-7 200 220)"><rect x="58" y="130" width="284" height="186" rx="16" fill="${paint.down('#e9dcc4')}"/><path d="M58 146l142 104 142-104q0-16-16-16H74q-16 0-16 16z" fill="#f5ecda" stroke="#d8c6a4" stroke-width="2"/></g>
<g transform="rotate(6 210 180)"><rect x="76" y="84" width="270" height="170" rx="16" fill="${paint.down(c.clay, 1.2)}"/><path d="M136 84v170" stroke="${c.cream}" stroke-width="15" opacity=".95"/><path d="M76 140h270" stroke="${c.cream}" stroke-width="15" opacity=".95"/>
<path d="M136 140q-62-64-70-16t70 16q62-64 70-16t-70 16l-34 52M136 140l38 48" fill="none" stroke="${c.cream}" stroke-width="11" stroke-linecap="round" stroke-linejoin="round"/>
<rect x="126" y="130" width="21" height="20" rx="5" fill="#fff"/>${print(262, 206, 'A SLOW', { size: 21, colour: c.cream, spacing: 4 })}${print(262, 230, 'MORNING', { size: 21, colour: c.cream, spacing: 4 })}</g>`

const box = (paint) => `${ground(paint, 200, 348, 156)}
<g transform="translate(64 14) scale(.52)">${bag(paint, { colour: c.ink, label: c.clay, lines: ['HOUSE', 'ESPRESSO BLEND'], mark: `<circle cx="200" cy="206" r="16" fill="${c.cream}"/>` })}</g>
${sprig(250, 200, 16, c.leaf, 1.1)}${sprig(276, 206, 34, light(c.leaf, 0.15), 0.8)}
${vessel(paint, { x: 196, y: 132, width: 84, height: 120, colour: '#e9b85d', inside: '#f3d79a', rim: 0.2 })}<path d="M192 120h92v20q-46 10-92 0z" fill="${paint.round(c.clay)}"/>${print(238, 188, 'HONEY', { size: 15, spacing: 2 })}
<g transform="translate(282 146)"><path d="M0 20q30-40 62-6l-6 80H6z" fill="${paint.down('#f4e6cf')}"/><path d="M6 30q22-18 48-6M4 48q26-16 52-4" stroke="${c.ochre}" stroke-width="5" fill="none"/></g>
<path d="M50 210h300v118q0 16-16 16H66q-16 0-16-16z" fill="${paint.down(c.oak, 1.2)}"/>${[246, 286].map((y) => `<path d="M50 ${y}h300" stroke="${dark(c.oak, 0.4)}" stroke-width="4"/>`).join('')}
<path d="M50 210h300v14H50z" fill="${light(c.oak, 0.25)}"/><rect x="146" y="252" width="108" height="26" rx="13" fill="${dark(c.oak, 0.55)}"/>${print(200, 320, 'MORROW &amp; FJELL', { size: 14, colour: dark(c.oak, 0.55), spacing: 3 })}
${[[64, 228], [336, 228], [64, 328], [336, 328]].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3.5" fill="${dark(c.oak, 0.5)}"/>`).join('')}`

export const drawings = { 'gift-card': card, 'breakfast-box': box }
