/** Tea: leaves and what they steep in. */

import { bag } from './coffee.mjs'
import { dark, ground, light, palette as c, sprig } from './kit.mjs'

const flower = (x, y) =>
  `${Array.from({ length: 9 }, (_, n) => `<ellipse cx="${x}" cy="${y - 17}" rx="5.5" ry="12" fill="#fffaf0" stroke="${c.ochre}" stroke-width="1" transform="rotate(${n * 40} ${x} ${y})"/>`).join('')}<circle cx="${x}" cy="${y}" r="8" fill="${c.ochre}"/>`

const teapot = (paint) => `${ground(paint, 196, 344, 124)}
<path d="M108 176q-52-8-54 42t48 70" fill="none" stroke="${paint.round(c.oak)}" stroke-width="17" stroke-linecap="round"/>
<path d="M280 236q46-6 58-60l18-8q4 82-72 126z" fill="#e4eeee" opacity=".85" stroke="#fff" stroke-width="4" stroke-linejoin="round"/>
<path d="M196 132q104 0 104 116 0 62-40 92H132q-40-30-40-92 0-116 104-116z" fill="#e4eeee" opacity=".8"/>
<path d="M94 228q-2 74 40 108h124q42-34 40-108-102 20-204 0z" fill="${paint.down('#cf8f35')}" opacity=".92"/><ellipse cx="196" cy="229" rx="101" ry="15" fill="#e3ae5a"/>
<path d="M156 150h80l-10 118q-30 14-60 0z" fill="#f4f8f8" opacity=".5" stroke="#fff" stroke-width="3"/>
<path d="M162 226h68l-4 42q-30 14-60 0z" fill="${dark(c.leaf, 0.2)}" opacity=".8"/>
<path d="M196 132q104 0 104 116 0 62-40 92H132q-40-30-40-92 0-116 104-116z" fill="none" stroke="#fff" stroke-opacity=".9" stroke-width="4.5"/>
<path d="M112 214q8-44 40-60" stroke="#fff" stroke-width="8" stroke-linecap="round" fill="none" opacity=".85"/>
<ellipse cx="196" cy="132" rx="62" ry="13" fill="${paint.round(c.oak)}"/><path d="M150 128q46-26 92 0z" fill="${light(c.oak, 0.2)}"/><circle cx="196" cy="102" r="15" fill="${paint.round(c.walnut)}"/>`

const whisk = (paint) => {
  const tines = Array.from({ length: 19 }, (_, n) => {
    const turn = (n - 9) / 9
    return `<path d="M${200 + turn * 26} 188Q${200 + turn * 92} 262 ${200 + turn * 66} 334" fill="none" stroke="${n % 3 ? c.oak : light(c.oak, 0.3)}" stroke-width="4.2" stroke-linecap="round"/>`
  })
  return `${ground(paint, 200, 342, 96)}${tines.join('')}
<path d="M166 60q34-10 68 0l-5 132q-29 10-58 0z" fill="${paint.round(light(c.oak, 0.12))}"/><ellipse cx="200" cy="60" rx="34" ry="8" fill="${light(c.oak, 0.45)}"/>
<path d="M169 176q31 9 62 0l-1 16q-30 9-60 0z" fill="${c.ink}"/><path d="M169 184q31 9 62 0" stroke="${c.clay}" stroke-width="3" fill="none"/>
<path d="M168 112q32 8 64 0" stroke="${c.walnut}" stroke-opacity=".5" stroke-width="3" fill="none"/>`
}

export const drawings = {
  'sencha-first-flush': (paint) => bag(paint, { colour: c.moss, label: c.cream, lines: ['SENCHA', 'FIRST FLUSH'], mark: sprig(200, 236, 0, c.leaf, 0.5) }),
  'chamomile-meadow': (paint) => bag(paint, { colour: c.ochre, label: '#fffaf0', lines: ['MEADOW', 'CHAMOMILE'], mark: flower(200, 206) }),
  'glass-teapot': teapot,
  'bamboo-whisk': whisk,
}
