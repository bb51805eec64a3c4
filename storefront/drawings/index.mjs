/** Every picture of the shop as an SVG document: products, each in every variant that looks different, and scenes. */

import { drawings as coffee } from './coffee.mjs'
import { drawings as gifts } from './gifts.mjs'
import { drawings as home } from './home.mjs'
import { drawings as kitchen } from './kitchen.mjs'
import { Paint } from './kit.mjs'
import { breakfast, kettle, shelf } from './scenes.mjs'
import { drawings as table } from './table.mjs'
import { drawings as tea } from './tea.mjs'

const drawings = { ...coffee, ...tea, ...kitchen, ...table, ...home, ...gifts }

export const svg = (viewBox, paint, body) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}">${paint.defs}${body}</svg>\n`

/** The picture of a product; `variant` where it has one. Throws for a product that nobody has drawn. */
export function picture(slug, variant) {
  const draw = drawings[slug]
  if (!draw) throw new Error(`${slug} has no drawing`)
  const paint = new Paint()
  const body = draw(paint, variant)
  return svg('0 0 400 400', paint, body)
}

/** The scenes by name, each with its size in pixels. */
export const scenes = {
  breakfast: { width: 1200, height: 900, draw: breakfast },
  kettle: { width: 800, height: 600, draw: kettle },
  shelf: { width: 800, height: 420, draw: shelf },
}

export function scene(name) {
  const { width, height, draw } = scenes[name]
  const paint = new Paint()
  const body = draw(paint)
  return svg(`0 0 ${width} ${height}`, paint, body)
}
