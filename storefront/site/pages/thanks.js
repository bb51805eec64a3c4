/** The order that was just placed, told to EcomDash with its lines. */

import { currency, item } from '../cart.js'
import { $, escape } from '../dom.js'
import { tell } from '../events.js'
import { orders } from '../orders.js'
import { empty, rows, sums } from '../pieces.js'

const order = orders().find((one) => one.order_id === new URLSearchParams(location.search).get('order'))
const place = $('[data-thanks]')

if (order) {
  const { order_id, value, tax, shipping, lines } = order
  // Told on every load: the same order_id is one order for ever, so that reloading this page does no harm.
  tell('purchase', { order_id, value, tax, shipping, currency, items: lines.map(item) })
  place.innerHTML = `<div class="split"><div><h1>Thank you. It is on its way.</h1>
    <p class="lead">Your order <strong data-order>${escape(order_id)}</strong> is placed, and already on the <a href="/">dashboard</a>.</p>
    <p>In a real shop a letter with the details would be in your post now. Here, nothing was charged and nothing will be posted.</p>
    <p class="actions"><a class="button" href="/store/">Keep looking</a><a class="button second" href="/store/returns">Return it</a></p></div>
    <section class="summary" aria-label="Your order"><h2>Your order</h2>${rows(lines)}${sums({ ...order, goods: value - shipping })}</section></div>`
} else place.innerHTML = `<h1>Thank you</h1>${empty('We know of no such order', 'At least not in this browser.')}`
