/** What the drawings are made of: colours, shading, and a few shapes that many of them share. A field is 400 x 400. */

export const palette = {
  ink: '#2b332f', sand: '#dcc9aa', clay: '#c2714a', moss: '#76886a', cream: '#f6eee0', oak: '#b98650', walnut: '#6f4a33',
  steel: '#b3bdbd', night: '#3d4c60', ochre: '#d9a23f', rose: '#d59d8c', amber: '#b0612c', sky: '#9dbcc6', leaf: '#5e7a4e',
}

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))

/** `share` of `other` stirred into `colour`, both as #rrggbb. */
export const mix = (colour, other, share) => {
  const rest = channels(other)
  const mixed = channels(colour).map((value, index) => Math.round(value + (rest[index] - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

export const light = (colour, share = 0.25) => mix(colour, '#ffffff', share)
export const dark = (colour, share = 0.25) => mix(colour, '#1a1512', share)

/** Collects the gradients of one picture, each under a name of its own. */
export class Paint {
  #stops = []
  #prefix

  constructor(prefix = 'p') {
    this.#prefix = prefix
  }

  #add(kind, direction, stops) {
    const id = `${this.#prefix}${this.#stops.length}`
    const list = stops.map(([at, colour, opacity = 1]) => `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`)
    this.#stops.push(`<${kind} id="${id}" ${direction}>${list.join('')}</${kind}>`)
    return `url(#${id})`
  }

  /** Something round that is lit from the left. */
  round(colour, depth = 1) {
    return this.#add('linearGradient', 'x1="0" y1="0" x2="1" y2="0"', [
      [0, dark(colour, 0.16 * depth)], [0.24, light(colour, 0.22 * depth)], [0.58, colour], [1, dark(colour, 0.34 * depth)],
    ])
  }

  /** Something flat that is lit from above. */
  down(colour, depth = 1) {
    return this.#add('linearGradient', 'x1="0" y1="0" x2="0.35" y2="1"', [[0, light(colour, 0.16 * depth)], [1, dark(colour, 0.16 * depth)]])
  }

  /** Polished metal along its length. */
  metal(colour) {
    return this.#add('linearGradient', 'x1="0" y1="0" x2="1" y2="0"', [
      [0, dark(colour, 0.3)], [0.18, light(colour, 0.65)], [0.34, colour], [0.62, light(colour, 0.3)], [1, dark(colour, 0.42)],
    ])
  }

  /** Light that fades from the middle. */
  glow(colour, strength = 0.8) {
    return this.#add('radialGradient', '', [[0, colour, strength], [1, colour, 0]])
  }

  get defs() {
    return `<defs>${this.#stops.join('')}</defs>`
  }
}

/** The soft shadow that something casts on what it stands on. */
export const ground = (paint, cx = 200, cy = 342, rx = 120) =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${(rx * 0.13).toFixed(1)}" fill="${paint.glow('#2a1d10', 0.42)}"/>`

/** A straight-sided vessel with an open top: its wall, its rim, and what it is filled with. */
export const vessel = (paint, { x, y, width, height, colour, inside, rim = 0.16, taper = 0, corner = 22 }) => {
  const [cx, ry] = [x + width / 2, width * rim * 0.5]
  const [left, right, foot] = [x + taper, x + width - taper, y + height]
  return `<path d="M${x} ${y}L${left} ${foot - corner}q1 ${corner} ${corner} ${corner}H${right - corner}q${corner - 1} 0 ${corner} ${-corner}L${x + width} ${y}z" fill="${paint.round(colour)}"/>
<ellipse cx="${cx}" cy="${y}" rx="${width / 2}" ry="${ry}" fill="${light(colour, 0.28)}"/>
<ellipse cx="${cx}" cy="${y + 1.5}" rx="${width / 2 - 6}" ry="${ry - 3}" fill="${inside}"/>`
}

/** Three wisps of steam above a point. */
export const steam = (x, y, colour = '#6d5a48') =>
  [-22, 0, 22]
    .map((dx, index) => `<path d="M${x + dx} ${y - (index % 2) * 10}c-13-15 13-24 0-40s10-21 3-35" fill="none" stroke="${colour}" stroke-opacity=".3" stroke-width="6" stroke-linecap="round"/>`)
    .join('')

/** A sprig of leaves that grows from a point upwards, turned by `angle` degrees. */
export const sprig = (x, y, angle, colour = palette.leaf, size = 1) => {
  const leaves = [[-14, -24, -34], [14, -38, 34], [-13, -56, -30], [12, -70, 28], [0, -92, 0]]
  return `<g transform="translate(${x} ${y}) rotate(${angle}) scale(${size})"><path d="M0 0V-80" stroke="${dark(colour, 0.2)}" stroke-width="3.5" stroke-linecap="round"/>${leaves
    .map(([lx, ly, turn], index) => `<ellipse cx="${lx}" cy="${ly}" rx="7.5" ry="15" fill="${index % 2 ? colour : light(colour, 0.16)}" transform="rotate(${turn} ${lx} ${ly})"/>`)
    .join('')}</g>`
}

/** A label in capitals, as printed on a package. */
export const print = (x, y, text, { size = 15, colour = palette.ink, spacing = 2.5, weight = 600 } = {}) =>
  `<text x="${x}" y="${y}" text-anchor="middle" font-family="Georgia, 'Times New Roman', serif" font-size="${size}" font-weight="${weight}" letter-spacing="${spacing}" fill="${colour}">${text}</text>`
