/** The cart and the orders of this browser: kept in localStorage, as a shop must, and never sent anywhere but as events. */

import { products } from './catalogue.js'

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? []
  } catch {
    return []
  }
}
const write = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // a browser that stores nothing forgets the cart with the page
  }
}

export const currency = 'GBP'
export const product = (id) => products.find((one) => one.id === id)
export const pounds = (value) => `£${value.toFixed(2)}`
const cents = (value) => Math.round(value * 100) / 100

export const lines = () => read('store_cart').filter((line) => product(line.id))
export const save = (kept) => write('store_cart', kept)
export const count = () => lines().reduce((sum, line) => sum + line.quantity, 0)

/** Put a product into the cart, onto the line of the same variant where there is one. */
export const add = (id, variant, quantity) => {
  const all = lines()
  const line = all.find((one) => one.id === id && one.variant === variant)
  if (line) line.quantity += quantity
  else all.push({ id, variant, quantity })
  save(all)
}

/** A cart line in the event vocabulary. */
export const item = ({ id, variant, quantity }) => {
  const one = product(id)
  return {
    item_id: id, item_name: one.name, item_brand: one.brand, item_category: one.category,
    price: Number(one.price), quantity, ...(variant && { item_variant: variant }),
  }
}

/** What the lines cost, shipping and the tax inside included. */
export const total = (kept, express = false) => {
  const goods = cents(kept.reduce((sum, line) => sum + Number(product(line.id).price) * line.quantity, 0))
  const shipping = express ? 9.9 : goods >= 50 || !goods ? 0 : 4.9
  const value = cents(goods + shipping)
  return { goods, shipping, value, tax: cents(value / 6) }
}

export const orders = () => read('store_orders')
export const keepOrders = (kept) => write('store_orders', kept.slice(-20))
