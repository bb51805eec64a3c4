/** Coffee: beans and what they are brewed with. */

import { dark, ground, light, palette as c, print, vessel } from './kit.mjs'

const bean = (x, y, size, colour, line) =>
  `<g transform="translate(${x} ${y}) rotate(-24) scale(${size})"><ellipse rx="17" ry="23" fill="${colour}"/><path d="M2-22c-9 14 9 28-3 44" fill="none" stroke="${line}" stroke-width="3.5"/></g>`

/** A stand-up bag with a folded top, a label of two lines and a mark. */
export const bag = (paint, { colour, label, lines, mark }) => `${ground(paint, 200, 344, 118)}
<path d="M116 92q-6 120-22 224 0 24 24 26 82 8 164 0 24-2 24-26-16-104-22-224z" fill="${paint.round(colour, 0.9)}"/>
<path d="M116 92q84 10 168 0l2 34q-86 10-172 0z" fill="${dark(colour, 0.3)}" opacity=".55"/>
<rect x="110" y="62" width="180" height="34" rx="5" fill="${paint.round(dark(colour, 0.12))}"/>
<path d="M112 78h176" stroke="${light(colour, 0.35)}" stroke-width="2" stroke-dasharray="4 5" opacity=".7"/>
<path d="M104 214q0 60-6 98" stroke="#fff" stroke-opacity=".18" stroke-width="6" fill="none" stroke-linecap="round"/>
<path d="M110 168q90 12 180 0l9 108q-99 13-198 0z" fill="${label}"/>
<path d="M110 168q90 12 180 0l9 108q-20 3-40 4.5l-10-108z" fill="#000" opacity=".06"/>
${mark}
${print(200, 250, lines[0], { size: 19, spacing: 3 })}${print(200, 268, lines[1], { size: 10.5, spacing: 2, weight: 400 })}`

const grinder = (paint, body) => `${ground(paint, 200, 344, 92)}
<path d="M206 84V56h96" fill="none" stroke="${paint.metal(c.steel)}" stroke-width="12" stroke-linejoin="round" stroke-linecap="round"/>
<path d="M206 84V56h96" fill="none" stroke="${dark(c.steel, 0.15)}" stroke-width="11" stroke-linejoin="round"/>
<ellipse cx="310" cy="46" rx="21" ry="24" fill="${paint.round(c.walnut)}"/><rect x="303" y="62" width="13" height="14" rx="3" fill="${c.steel}"/>
<path d="M146 112q0-30 54-30t54 30z" fill="${paint.metal(c.steel)}"/>
<rect x="140" y="110" width="120" height="226" rx="16" fill="${paint.metal(body)}"/>
<rect x="140" y="204" width="120" height="30" fill="${paint.metal(c.steel)}"/><path d="M140 219h120" stroke="${dark(c.steel, 0.4)}" stroke-width="2"/>
${[0, 1, 2, 3, 4].map((n) => `<path d="M152 ${258 + n * 13}h96" stroke="#fff" stroke-opacity=".13" stroke-width="4" stroke-linecap="round"/>`).join('')}
<circle cx="200" cy="160" r="17" fill="none" stroke="${light(body, 0.5)}" stroke-width="2.5" opacity=".7"/>${bean(200, 160, 0.42, light(body, 0.5), body)}`

const pourOver = (paint) => `${ground(paint, 200, 346, 112)}
<path d="M166 196L112 318q-8 26 20 26h136q28 0 20-26L234 196z" fill="#dfe9ea" opacity=".75"/>
<path d="M146 262l-28 60q-5 16 14 16h136q19 0 14-16l-28-60q-54 12-108 0z" fill="${paint.down('#4a2c1c')}"/>
<ellipse cx="200" cy="262" rx="54" ry="9" fill="#6b4028"/>
<path d="M110 74h180l-56 106h-68z" fill="#e8f0f0" opacity=".85"/>
<path d="M120 78h160l-62 100h-36z" fill="${c.cream}"/><path d="M120 78h160l-14 24q-66 14-132 0z" fill="#51301e" opacity=".85"/>
<ellipse cx="200" cy="77" rx="90" ry="11" fill="none" stroke="#fff" stroke-width="4"/><ellipse cx="200" cy="82" rx="72" ry="8" fill="#6b4028"/>
<path d="M110 74h180l-56 106h-68zM166 212l-54 106q-8 26 20 26h136q28 0 20-26l-54-106" fill="none" stroke="#fff" stroke-opacity=".8" stroke-width="4"/>
<path d="M154 176q46 12 92 0l4 34q-50 14-100 0z" fill="${paint.round(c.oak)}"/>
<path d="M156 194q44 11 88 0" stroke="${c.walnut}" stroke-width="5" fill="none"/><circle cx="200" cy="199" r="8" fill="${c.walnut}"/><path d="M204 204l14 26" stroke="${c.walnut}" stroke-width="4" stroke-linecap="round"/>
<path d="M130 318q4-22 18-46" stroke="#fff" stroke-opacity=".55" stroke-width="6" stroke-linecap="round" fill="none"/>`

const moka = (paint) => {
  const facets = (top, foot, y1, y2) => {
    const at = (edges, n) => edges[0] + ((edges[1] - edges[0]) * [0, 0.24, 0.72, 1][n])
    return [c.steel, light(c.steel, 0.5), dark(c.steel, 0.22)]
      .map((fill, n) => `<path d="M${at(top, n)} ${y1}L${at(foot, n)} ${y2}H${at(foot, n + 1)}L${at(top, n + 1)} ${y1}z" fill="${fill}"/>`)
      .join('')
  }
  return `${ground(paint, 194, 344, 104)}
${facets([152, 240], [118, 272], 226, 338)}<path d="M118 338h154v6q-77 8-154 0z" fill="${dark(c.steel, 0.35)}"/>
<rect x="146" y="206" width="100" height="22" rx="4" fill="${paint.metal(dark(c.steel, 0.2))}"/>
${facets([116, 276], [152, 240], 96, 208)}<path d="M116 96l-42-10 50 56z" fill="${light(c.steel, 0.4)}"/>
<path d="M114 96q82-46 164 0z" fill="${paint.metal(c.steel)}"/><circle cx="196" cy="62" r="12" fill="${c.ink}"/>
<path d="M268 110h52q12 0 10 14l-14 92q-2 10-12 10" fill="none" stroke="${c.ink}" stroke-width="19" stroke-linejoin="round" stroke-linecap="round"/>
<path d="M274 106h46" stroke="#fff" stroke-opacity=".22" stroke-width="4" stroke-linecap="round"/><circle cx="132" cy="286" r="7" fill="${dark(c.steel, 0.4)}"/>`
}

export const drawings = {
  'house-blend-espresso': (paint) => bag(paint, { colour: c.ink, label: c.clay, lines: ['HOUSE', 'ESPRESSO BLEND'], mark: bean(200, 206, 0.85, c.cream, c.clay) }),
  'ethiopia-guji-filter': (paint) => bag(paint, { colour: c.clay, label: c.cream, lines: ['GUJI', 'ETHIOPIA · FILTER'], mark: bean(186, 206, 0.72, c.walnut, c.cream) + bean(216, 210, 0.72, c.clay, c.cream) }),
  'hand-grinder': (paint, variant) => grinder(paint, variant === 'Steel' ? '#8f9a9b' : '#3a423e'),
  'pour-over-set': pourOver,
  'stovetop-moka-pot': moka,
}

/** A cup of coffee from above the table, for scenes. */
export const cup = (paint, { x, y, width, colour }) => vessel(paint, { x, y, width, height: width * 0.8, colour, inside: '#3a2113', taper: width * 0.1 })
