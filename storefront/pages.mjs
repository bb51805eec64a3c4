/** Every page of the shop, from the catalogue that the demo's history uses too. */

import { frame } from './html/frame.mjs'
import { home } from './html/home.mjs'
import { order } from './html/order.mjs'
import { category, product } from './html/products.mjs'
import { guide, missing, search } from './html/texts.mjs'

/** The pages as {path, html}. Throws for a guide without a text. */
export function pages(shop) {
  const all = [
    home(shop),
    ...shop.categories.map((one) => category(shop, one)),
    ...shop.products.map((one) => product(shop, one)),
    ...order.map((make) => make(shop)),
    search(shop),
    missing(shop),
    ...shop.guides.map((one) => guide(shop, one)),
  ]
  return all.map((one) => ({ path: `${one.path}.html`, html: frame(shop, one) }))
}
