/** Kitchen: what one cuts, fries and keeps with. */

import { dark, ground, light, palette as c, sprig } from './kit.mjs'

const knife = (paint) => `<g transform="rotate(-32 200 210)"><ellipse cx="196" cy="262" rx="170" ry="13" fill="${paint.glow('#2a1d10', 0.34)}"/>
<path d="M14 236q72-58 214-60v62q-124 20-214-2z" fill="${paint.down(light(c.steel, 0.2), 1.6)}"/><path d="M14 236q90 16 214-12v14q-124 20-214-2z" fill="#fff" opacity=".75"/>
<path d="M60 224q70-32 160-36" stroke="#fff" stroke-opacity=".6" stroke-width="3" fill="none"/>
<path d="M228 174h16v66l-16 4z" fill="${dark(c.steel, 0.32)}"/>
<path d="M244 174h112q22 0 22 20t-14 40q-6 8-18 6l-102-6z" fill="${paint.down(c.walnut, 1.3)}"/>
${[268, 304, 340].map((x) => `<circle cx="${x}" cy="204" r="6" fill="${c.ochre}"/><circle cx="${x - 1.5}" cy="202.5" r="2" fill="#fff" opacity=".8"/>`).join('')}</g>`

const grain = (x, y, width, rows, gap) =>
  Array.from({ length: rows }, (_, n) => `<path d="M${x} ${y + n * gap}q${width * 0.3} ${n % 2 ? 9 : -9} ${width * 0.55} 0t${width * 0.45} ${n % 2 ? -5 : 5}" fill="none" stroke="${c.walnut}" stroke-opacity=".28" stroke-width="3"/>`).join('')

const board = (paint) => `${ground(paint, 204, 346, 118)}
<path d="M176 44q0-16 18-16t18 16v52h62q20 0 20 20v204q0 20-20 20H114q-20 0-20-20V116q0-20 20-20h62z" fill="${paint.down(c.oak, 1.2)}"/>
<path d="M94 316v4q0 20 20 20h160q20 0 20-20v-4q0 14-20 14H114q-20 0-20-14z" fill="${dark(c.oak, 0.35)}"/><circle cx="194" cy="56" r="9" fill="${dark(c.oak, 0.55)}"/>
${grain(104, 134, 180, 8, 25)}
<g transform="translate(272 300)"><path d="M-48 38q-4-52 46-52t48 50q-2 10-14 10h-66q-12 0-14-8z" fill="${paint.round('#c98d4d')}"/><path d="M-26 6q12 8 8 24M-2-4q12 10 8 28M22 4q10 8 6 22" stroke="#f3dcb4" stroke-width="6" fill="none" stroke-linecap="round"/></g>
${sprig(130, 330, 38, c.leaf, 0.8)}`

const pan = (paint) => `<ellipse cx="176" cy="226" rx="150" ry="142" fill="${paint.glow('#2a1d10', 0.4)}"/>
<path d="M270 128l92-72q16-8 24 4t-6 24l-92 70z" fill="${paint.down('#3b4340')}"/><path d="M356 70q10-6 14 0t-6 12l-14 11-7-10z" fill="${dark('#3b4340', 0.4)}"/>
<circle cx="172" cy="206" r="132" fill="${paint.down('#3b4340', 1.3)}"/><circle cx="172" cy="206" r="110" fill="${paint.down('#2c3330')}"/><circle cx="172" cy="206" r="110" fill="none" stroke="#fff" stroke-opacity=".1" stroke-width="3"/>
<path d="M88 150a104 104 0 0 1 70-46" stroke="#fff" stroke-opacity=".28" stroke-width="7" stroke-linecap="round" fill="none"/>
<path d="M120 190q6-42 50-38t58 28q12 30-16 52t-62 8-30-50z" fill="#fffaf0"/><path d="M126 212q10 34 44 34t50-28q-10 46-54 42t-40-48z" fill="#000" opacity=".06"/>
<circle cx="170" cy="200" r="28" fill="${paint.glow('#f2b134', 1)}"/><circle cx="170" cy="200" r="26" fill="${paint.down('#f0aa2e')}"/><ellipse cx="161" cy="191" rx="8" ry="5" fill="#fff" opacity=".7" transform="rotate(-30 161 191)"/>
${sprig(214, 286, 64, c.leaf, 0.75)}${[[120, 256], [132, 268], [226, 152], [110, 240], [214, 246]].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="#8d8372"/>`).join('')}`

const mill = (paint, x, colour) => `${ground(paint, x, 344, 56)}
<path d="M${x - 46} 340q6-62 20-84-22-20-14-56 3-16 14-24h52q11 8 14 24 8 36-14 56 14 22 20 84-46 8-92 0z" fill="${paint.round(colour)}"/>
<path d="M${x - 38} 170q38 8 76 0v10q-38 8-76 0z" fill="${paint.metal(c.steel)}"/>
<path d="M${x - 36} 168q-4-50 36-50t36 50q-36 8-72 0z" fill="${paint.round(colour)}"/><circle cx="${x}" cy="106" r="15" fill="${paint.metal(c.steel)}"/>
<path d="M${x - 22} 320q4-36 14-58" stroke="#fff" stroke-opacity=".22" stroke-width="6" stroke-linecap="round" fill="none"/>`

const hexagon = (x, y, size, colour) => {
  const corners = Array.from({ length: 6 }, (_, n) => `${(x + size * Math.sin((n * Math.PI) / 3)).toFixed(1)} ${(y + size * Math.cos((n * Math.PI) / 3)).toFixed(1)}`)
  return `<path d="M${corners.join('L')}z" fill="none" stroke="${colour}" stroke-width="4"/>`
}

const wraps = (paint) => {
  const cloth = (y, colour) => `<path d="M84 ${y}q116-22 232 0l8 58q-124 24-248 0z" fill="${paint.down(colour)}"/><path d="M76 ${y + 58}q124 24 248 0v10q-124 24-248 0z" fill="${dark(colour, 0.3)}"/>`
  return `${ground(paint, 200, 346, 136)}${cloth(262, c.ochre)}${cloth(206, c.moss)}${cloth(150, '#f4e6cf')}
${[[120, 180], [160, 172], [200, 170], [240, 172], [280, 180], [140, 200], [180, 194], [220, 194], [260, 200]].map(([x, y]) => hexagon(x, y, 16, c.ochre)).join('')}
<path d="M186 136l-6 204M214 136l6 204" stroke="${c.walnut}" stroke-width="6"/><path d="M200 134q-58-54-66-14t66 14q58-54 66-14t-66 14l-30 38M200 134l32 36" fill="none" stroke="${c.walnut}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>`
}

export const drawings = {
  'chef-knife-20': knife,
  'cutting-board-oak': board,
  'cast-iron-pan': pan,
  'salt-and-pepper-mills': (paint, variant) => mill(paint, 136, variant === 'Walnut' ? c.walnut : light(c.oak, 0.15)) + mill(paint, 264, variant === 'Walnut' ? '#4b3022' : c.oak),
  'beeswax-wraps': wraps,
}
