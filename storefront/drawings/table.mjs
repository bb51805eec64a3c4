/** Table: what one eats and drinks from. */

import { dark, ground, light, palette as c, steam } from './kit.mjs'

const glazes = { Sand: '#d8c3a0', Moss: '#76886a', Night: '#3d4c60' }
const linens = { Natural: '#e7d9c0', Rust: '#b8623c', Blue: '#4f6a85' }

/** A mug with a glaze that ends above the raw clay of its foot. */
export const mug = (paint, variant = 'Moss') => {
  const glaze = glazes[variant] ?? glazes.Moss
  return `${ground(paint, 190, 346, 112)}${steam(184, 108)}
<path d="M268 176h20q46 0 46 48t-50 50h-22" fill="none" stroke="${paint.round(glaze)}" stroke-width="25" stroke-linecap="round"/><path d="M286 172q42 2 44 46" stroke="#fff" stroke-opacity=".3" stroke-width="5" fill="none" stroke-linecap="round"/>
<path d="M96 134l6 176q2 34 38 36 46 5 92 0 36-2 38-36l6-176z" fill="${paint.round('#c9a07a')}"/>
<path d="M96 134l5 140q16 12 30 4t30 4 34-6 36 6 42-8l3-140z" fill="${paint.round(glaze)}"/>
<ellipse cx="186" cy="134" rx="90" ry="19" fill="${light(glaze, 0.35)}"/><ellipse cx="186" cy="136" rx="81" ry="14.5" fill="${dark(glaze, 0.35)}"/><path d="M107 139q79 20 158 0-12 11.5-79 11.5T107 139z" fill="#4a2a18"/>
<path d="M118 166q-2 60 3 96" stroke="#fff" stroke-opacity=".4" stroke-width="9" stroke-linecap="round" fill="none"/>
${[[150, 190], [210, 176], [238, 226], [172, 236], [226, 252], [140, 226], [196, 206]].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="2.2" fill="${dark(glaze, 0.5)}" opacity=".5"/>`).join('')}`
}

const plates = (paint, variant = 'Sand') => {
  const glaze = glazes[variant] ?? glazes.Sand
  const plate = (y, colour) => `<path d="M48 ${y}q0 26 60 42 92 16 184 0 60-16 60-42z" fill="${paint.round(dark(colour, 0.1))}"/><ellipse cx="200" cy="${y}" rx="152" ry="36" fill="${paint.down(light(colour, 0.18))}"/>`
  return `${ground(paint, 200, 340, 150)}${plate(286, dark(glaze, 0.12))}${plate(258, glaze)}${plate(230, dark(glaze, 0.06))}${plate(202, light(glaze, 0.12))}
<ellipse cx="200" cy="204" rx="106" ry="23" fill="${paint.down(dark(glaze, 0.1))}"/><ellipse cx="200" cy="207" rx="100" ry="20" fill="${light(glaze, 0.26)}"/><ellipse cx="200" cy="202" rx="150" ry="34.5" fill="none" stroke="#a97b52" stroke-opacity=".65" stroke-width="2.5"/>
${[[128, 206], [160, 218], [230, 214], [268, 204], [196, 200], [82, 196], [312, 208]].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="2" fill="${c.walnut}" opacity=".45"/>`).join('')}
<g transform="translate(214 194) rotate(-14)"><path d="M-62 4q62-44 124 0-62 22-124 0z" fill="${c.leaf}" opacity=".92"/><path d="M-62 4q62-12 124 0" stroke="${light(c.leaf, 0.4)}" stroke-width="3" fill="none"/></g>`
}

const napkins = (paint, variant = 'Natural') => {
  const main = linens[variant] ?? linens.Natural
  const fold = (y, colour) => `<path d="M70 ${y}h238q20 0 20 17t-20 17H70z" fill="${paint.down(colour)}"/><path d="M70 ${y + 11}h240M70 ${y + 23}h240" stroke="#000" stroke-opacity=".09" stroke-width="2.5"/>`
  const fringe = Array.from({ length: 24 }, (_, n) => `<path d="M70 ${194 + n * 6}h-14" stroke="${dark(main, 0.1)}" stroke-width="2.5" stroke-linecap="round"/>`).join('')
  return `${ground(paint, 200, 346, 146)}${fringe}${[4, 3, 2, 1, 0].map((n) => fold(190 + n * 30, n % 2 ? light(main, 0.2) : main)).join('')}
<path d="M70 190h238q16 0 19 12-130-26-257-2z" fill="#fff" opacity=".25"/>
<path d="M182 172v170M220 172v170" stroke="${c.walnut}" stroke-width="5"/><path d="M160 178h82v86l-41 24-41-24z" fill="${c.cream}"/><path d="M160 178h82v86l-41 24-41-24z" fill="none" stroke="${c.sand}" stroke-width="2"/>
<circle cx="201" cy="196" r="6" fill="${c.walnut}"/><path d="M176 222h50M180 236h42M188 250h26" stroke="${c.ink}" stroke-opacity=".55" stroke-width="3.5" stroke-linecap="round"/>`
}

const carafe = (paint) => `${ground(paint, 200, 346, 104)}
<path d="M168 84h64l-4 66q70 44 70 126 0 62-44 68-54 6-108 0-44-6-44-68 0-82 70-126z" fill="#e4eeef" opacity=".8"/>
<path d="M104 252q-4 84 44 90 52 6 104 0 48-6 44-90-96 18-192 0z" fill="${paint.down(c.sky)}" opacity=".85"/><ellipse cx="200" cy="253" rx="96" ry="14" fill="${light(c.sky, 0.45)}"/>
<g transform="translate(226 290) rotate(18)"><circle r="32" fill="#f3d25b"/><circle r="26" fill="#fdf3c4"/>${[0, 60, 120].map((turn) => `<path d="M-24 0h48" stroke="#f3d25b" stroke-width="4" transform="rotate(${turn})"/>`).join('')}</g>
<ellipse cx="158" cy="312" rx="12" ry="19" fill="${c.leaf}" transform="rotate(-40 158 312)"/><ellipse cx="180" cy="322" rx="9" ry="15" fill="${light(c.leaf, 0.2)}" transform="rotate(30 180 322)"/>
<path d="M168 84h64l-4 66q70 44 70 126 0 62-44 68-54 6-108 0-44-6-44-68 0-82 70-126z" fill="none" stroke="#fff" stroke-opacity=".9" stroke-width="4.5"/>
<path d="M126 300q-8-70 40-112" stroke="#fff" stroke-width="9" stroke-linecap="round" fill="none" opacity=".85"/><path d="M160 128h80" stroke="#fff" stroke-opacity=".6" stroke-width="4"/>
<path d="M164 88q36 10 72 0l-6-30q-30-10-60 0z" fill="${paint.round(c.oak)}"/><ellipse cx="200" cy="57" rx="30" ry="7" fill="${light(c.oak, 0.35)}"/>`

export const drawings = { 'stoneware-mug': mug, 'dinner-plate-set': plates, 'linen-napkins': napkins, carafe }
