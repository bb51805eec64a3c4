/** The orders that were placed in this browser. */

import { readList, write } from './kept.js'

/** Each {order_id, value, tax, shipping, lines, at, refunded?}, oldest first. */
export const orders = () => readList('store_orders')
export const keepOrders = (kept) => write('store_orders', kept.slice(-20))
