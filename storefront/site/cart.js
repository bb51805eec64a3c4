/** The cart of this browser, and what things cost; all money in pounds. */

import { products } from './catalogue.js'
import { readList, write } from './kept.js'

export const currency = 'GBP'
export const most = 20 // of one line

export const product = (id) => products.find((one) => one.id === id)
export const pounds = (value) => `£${Number(value).toFixed(2)}`
const pence = (value) => Math.round(value * 100) / 100

/** What one of these costs. */
export const priceOf = ({ prices, price }, variant) => Number(prices?.[variant] ?? price)
export const pictureOf = ({ pictures, slug }, variant) => pictures[variant] ?? Object.values(pictures)[0] ?? `/store/pictures/${slug}.svg`

/** The lines, {id, variant, quantity} each, without what the shop no longer has. */
export const lines = () => readList('store_cart').filter((line) => product(line.id))
export const save = (kept) => write('store_cart', kept)
export const count = () => lines().reduce((sum, line) => sum + line.quantity, 0)

/** Put some of a product into the cart, onto the line of the same variant where there is one; how many went in. */
export const add = (id, variant, quantity) => {
  const all = lines()
  let line = all.find((one) => one.id === id && one.variant === variant)
  if (!line) all.push((line = { id, variant, quantity: 0 }))
  const added = Math.min(quantity, most - line.quantity)
  line.quantity += added
  save(all)
  return added
}

/** What some lines are worth without shipping. */
export const worth = (kept) => pence(kept.reduce((sum, line) => sum + priceOf(product(line.id), line.variant) * line.quantity, 0))

/** A cart line in the event vocabulary. */
export const item = ({ id, variant, quantity }) => {
  const one = product(id)
  return {
    item_id: id, item_name: one.name, item_brand: one.brand, item_category: one.group,
    price: priceOf(one, variant), quantity, ...(variant && { item_variant: variant }),
  }
}

/** The shipping from which on there is none, and the two ways to ship. */
export const free = 50
export const freight = { Standard: 4.9, Express: 9.9 }

/** What the lines cost together with shipping, and the sixth of it that is VAT at 20 %. */
export const total = (kept, way = 'Standard') => {
  const goods = worth(kept)
  const shipping = !goods || (way === 'Standard' && goods >= free) ? 0 : freight[way]
  const value = pence(goods + shipping)
  return { goods, shipping, value, tax: pence(value / 6) }
}
