/** Larger pictures of several things together. */

import { drawings as coffee } from './coffee.mjs'
import { dark, ground, light, mix, palette as c, sprig, vessel } from './kit.mjs'
import { mug } from './table.mjs'

const place = (x, y, scale, body) => `<g transform="translate(${x} ${y}) scale(${scale})">${body}</g>`

/** The mountains behind the shop's name, three ranges deep, the morning sun between them. */
const mountains = (paint, width, height) => {
  const ranges = [
    ['#c9a9a0', 0.46, '0,.2 .12,.02 .2,.1 .34,-.12 .48,.08 .6,-.04 .74,.1 .88,-.06 1,.06'],
    ['#9a8a92', 0.6, '0,.04 .16,-.1 .28,.06 .44,-.08 .58,.08 .7,-.02 .84,-.14 1,.04'],
    ['#62707a', 0.74, '0,-.04 .14,.06 .3,-.06 .46,.08 .64,-.02 .8,.08 1,-.06'],
  ]
  const range = ([colour, base, points]) => {
    const line = points.split(' ').map((point) => {
      const [x, dy] = point.split(',').map(Number)
      return `${(x * width).toFixed(0)} ${((base + dy) * height).toFixed(0)}`
    })
    return `<path d="M0 ${height}L${line.join('L')}L${width} ${height}z" fill="${paint.down(colour)}"/>`
  }
  const [x, y] = [width * 0.62, height * 0.4]
  return `<rect width="${width}" height="${height}" fill="${paint.down('#f7d9b8', 0.6)}"/><circle cx="${x}" cy="${y}" r="${width * 0.34}" fill="${paint.glow('#fff3cf', 0.95)}"/><circle cx="${x}" cy="${y}" r="${width * 0.085}" fill="#fff6dc"/>
${ranges.map(range).join('')}<path d="M0 ${height * 0.9}q${width * 0.5} ${-height * 0.08} ${width} 0V${height}H0z" fill="#4e5f56"/>`
}

const window = (paint, x, y, width, height) => {
  const bar = (bx, by, w, h) => `<rect x="${bx}" y="${by}" width="${w}" height="${h}" fill="#fdf8ee"/>`
  return `<g transform="translate(${x} ${y})"><rect x="-26" y="-26" width="${width + 52}" height="${height + 52}" rx="8" fill="#fdf8ee"/><rect x="-26" y="-26" width="${width + 52}" height="${height + 52}" rx="8" fill="none" stroke="#000" stroke-opacity=".07" stroke-width="3"/>
<svg width="${width}" height="${height}" overflow="hidden">${mountains(paint, width, height)}</svg>
${bar(width / 2 - 8, 0, 16, height)}${bar(0, height * 0.42 - 7, width, 14)}<path d="M0 0h${width}v10H0z" fill="#000" opacity=".08"/>
<rect x="-44" y="${height + 18}" width="${width + 88}" height="26" rx="6" fill="#fffaf0"/><path d="M-44 ${height + 42}h${width + 88}" stroke="#000" stroke-opacity=".12" stroke-width="4"/></g>`
}

const croissant = (x, y, scale) => `<g transform="translate(${x} ${y}) scale(${scale})"><path d="M-118 36q-16-64 40-92 78-40 156 0 56 28 40 92-8 20-26 6-10-40-46-48-46-10-92 0-36 8-46 48-18 14-26-6z" fill="#cf8f47"/>
<path d="M-118 36q-16-64 40-92 78-40 156 0 14 7 24 16-96-50-190 0-26 20-12 82-12 6-18-6z" fill="#e4b068"/>
${[[-74, -52, -94, 22], [-34, -68, -44, -4], [14, -70, 20, -8], [58, -60, 78, 2]].map(([a, b, d, e]) => `<path d="M${a} ${b}Q${(a + d) / 2 + 8} ${(b + e) / 2} ${d} ${e}" fill="none" stroke="#9c6128" stroke-width="6" stroke-linecap="round" opacity=".75"/>`).join('')}</g>`

const plate = (paint, x, y) => `<g transform="translate(${x} ${y})">${ground(paint, 0, 22, 190)}<path d="M-170 0q10 30 90 36h160q80-6 90-36z" fill="${dark('#e8dcc6', 0.12)}"/><ellipse rx="170" ry="38" fill="${paint.down('#efe5d2')}"/><ellipse cy="2" rx="120" ry="24" fill="#f8f1e2"/><ellipse rx="168" ry="36.5" fill="none" stroke="#a97b52" stroke-opacity=".5" stroke-width="2.5"/></g>`

const vase = (paint, x, y) => `<g transform="translate(${x} ${y})">${ground(paint, 0, 4, 96)}${sprig(-8, -196, -22, c.leaf, 1.7)}${sprig(8, -196, 12, light(c.leaf, 0.12), 2)}${sprig(4, -196, 40, mix(c.leaf, c.ochre, 0.25), 1.5)}
${vessel(paint, { x: -62, y: -206, width: 124, height: 208, colour: '#d9cbb5', inside: '#4a3a2c', rim: 0.18, taper: 10, corner: 34 })}<path d="M-60 -120q60 18 120 0l-3 50q-57 14-114 0z" fill="${c.clay}" opacity=".85"/></g>`

/** A breakfast table in front of a window, 1200 x 900. */
export const breakfast = (paint) => `<rect width="1200" height="900" fill="${paint.down('#ecd9c2', 0.7)}"/>
${window(paint, 330, 84, 600, 420)}
<path d="M330 84h600l240 640H120z" fill="#fff1d0" opacity=".16"/>
<rect y="700" width="1200" height="200" fill="${paint.down('#a87847', 1.1)}"/><rect y="700" width="1200" height="16" fill="#c79a66"/>${[752, 806, 866].map((y, n) => `<path d="M0 ${y}q300 ${n % 2 ? 10 : -8} 620 0t580-4" fill="none" stroke="#6f4a2c" stroke-opacity=".28" stroke-width="3"/>`).join('')}
<path d="M250 736l330-8 96 132-470 16z" fill="${paint.down('#e9dcc4')}"/><path d="M262 748l306-8 84 108-430 14z" fill="none" stroke="${c.clay}" stroke-opacity=".6" stroke-width="4"/>
${vase(paint, 172, 768)}${plate(paint, 452, 802)}<g transform="translate(452 792) scale(1 .66)">${croissant(0, -20, 1.06)}</g>
${place(560, 344, 1.1, coffee['pour-over-set'](paint))}
${place(866, 348, 1.06, coffee['house-blend-espresso'](paint))}
${place(776, 558, 0.7, mug(paint, 'Moss'))}`

/** The shop's own people: a kettle, very large, on a small stove, 800 x 600. */
export const kettle = (paint) => `<rect width="800" height="600" fill="${paint.down('#dfe5d2', 0.6)}"/><circle cx="560" cy="190" r="240" fill="${paint.glow('#fff8df', 0.9)}"/>
<rect y="470" width="800" height="130" fill="${paint.down('#8f9a86')}"/>${ground(paint, 400, 476, 260)}
<path d="M560 300q120-10 150-120l34-10q6 190-170 250z" fill="${paint.round(c.clay)}"/>
<path d="M220 300q0-150 180-150t180 150q20 170-60 172H280q-80-2-60-172z" fill="${paint.round(c.clay)}"/><path d="M256 300q4-84 80-108" stroke="#fff" stroke-opacity=".35" stroke-width="16" stroke-linecap="round" fill="none"/>
<path d="M270 172q10-132 130-132t130 132" fill="none" stroke="${c.ink}" stroke-width="24" stroke-linecap="round"/><path d="M330 66q66-44 140 0" fill="none" stroke="${c.oak}" stroke-width="30" stroke-linecap="round"/>
<ellipse cx="400" cy="160" rx="86" ry="18" fill="${dark(c.clay, 0.15)}"/><circle cx="400" cy="134" r="20" fill="${c.ink}"/>
${place(46, 318, 0.42, mug(paint, 'Sand'))}${place(150, 330, 0.42, mug(paint, 'Night'))}`

/** An empty, tidy shelf and a moth, for what is not there, 800 x 420. */
export const shelf = (paint) => `${ground(paint, 400, 352, 330)}
<rect x="70" y="300" width="660" height="30" rx="6" fill="${paint.down(c.oak)}"/><path d="M150 330v54M650 330v54" stroke="${dark(c.oak, 0.3)}" stroke-width="18" stroke-linecap="round"/>
${place(120, 128, 0.5, mug(paint, 'Night'))}
<g stroke="${dark(c.sand, 0.3)}" stroke-width="4" stroke-dasharray="9 10" fill="none"><path d="M392 298v-112q0-14 14-14h72q14 0 14 14v112zM492 206h16q24 0 24 24t-24 26h-16"/></g>
<path d="M352 96q70-60 116-6t98-24" fill="none" stroke="${dark(c.sand, 0.3)}" stroke-width="3" stroke-dasharray="3 10" stroke-linecap="round"/>
<g transform="translate(584 56) rotate(18)"><ellipse cx="-15" cy="-5" rx="19" ry="13" fill="${c.sand}" transform="rotate(28)"/><ellipse cx="15" cy="-5" rx="19" ry="13" fill="${c.sand}" transform="rotate(-28)"/><ellipse rx="5" ry="15" fill="${c.walnut}"/><path d="M-2-13q-6-12-12-12M2-13q6-12 12-12" stroke="${c.walnut}" stroke-width="2.5" fill="none"/></g>`
