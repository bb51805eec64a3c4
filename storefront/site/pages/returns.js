/** Orders of this browser, to be sent back whole. */

import { product, pounds } from '../cart.js'
import { $, escape } from '../dom.js'
import { tell } from '../events.js'
import { keepOrders, orders } from '../orders.js'
import { empty } from '../pieces.js'

const place = $('[data-returns]')
const names = ({ lines }) => lines.map((line) => `${line.quantity} × ${product(line.id)?.name ?? line.id}`).join(', ')

const entry = ({ order_id, at, value, refunded, ...order }) => `<li><span><strong>${escape(order_id)}</strong><small>${new Date(at).toLocaleDateString('en-GB', { dateStyle: 'long' })} · ${escape(names(order))}</small></span>
<span class="price">${pounds(value)}</span>${refunded ? '<span class="done">refunded</span>' : `<button type="button" class="button second" data-refund="${escape(order_id)}" aria-label="Send it back: ${escape(order_id)}">Send it back</button>`}</li>`

function draw() {
  const all = [...orders()].reverse()
  place.innerHTML = all.length ? `<ul class="orders">${all.map(entry).join('')}</ul>` : empty('Nothing to send back', 'You have not ordered anything here yet.')
}

draw()
place.addEventListener('click', ({ target }) => {
  const { refund } = target.dataset
  if (!refund) return
  keepOrders(orders().map((one) => (one.order_id === refund ? { ...one, refunded: true } : one)))
  tell('refund', { order_id: refund })
  draw()
  $('[data-said]').textContent = `${refund} is on its way back, and so is the money.`
})
