/** The cart: quantities, removal, and what it comes to. */

import { showCount } from '../badge.js'
import { free, lines, most, pounds, product, save, total } from '../cart.js'
import { $, escape } from '../dom.js'
import { tellItems } from '../events.js'
import { empty, row, sums } from '../pieces.js'

const place = $('[data-cart]')

const tools = (line, index) => {
  const name = escape(product(line.id).name)
  return `<input type="number" min="1" max="${most}" value="${line.quantity}" aria-label="Quantity of ${name}" data-index="${index}">
    <button type="button" class="plain" data-remove="${index}" aria-label="Remove ${name}">Remove</button>`
}

const missing = ({ goods }) =>
  goods >= free
    ? '<p class="nudge full">Shipping is on us.</p>'
    : `<p class="nudge"><progress max="${free}" value="${goods}" aria-label="On the way to free shipping"></progress>${pounds(free - goods)} more and shipping is free.</p>`

function draw() {
  const kept = lines()
  const sum = total(kept)
  place.innerHTML = kept.length
    ? `<div class="split"><ul class="lines">${kept.map((line, index) => row(line, tools(line, index))).join('')}</ul>
       <section class="summary" aria-label="Sum">${missing(sum)}${sums(sum)}<a class="button" href="/store/checkout">To the checkout</a></section></div>`
    : empty('There is nothing in it yet', 'It is a good basket, though. It would suit a mug.')
  showCount()
}

place.addEventListener('change', ({ target }) => {
  const kept = lines()
  const { index } = target.dataset
  const line = kept[index]
  const wanted = Math.min(most, Math.max(1, Math.floor(target.value) || 1))
  const more = wanted - line.quantity
  line.quantity = wanted
  save(kept)
  if (more) tellItems(more > 0 ? 'add_to_cart' : 'remove_from_cart', [{ ...line, quantity: Math.abs(more) }])
  draw()
  $(`[data-index="${index}"]`).focus()
})

place.addEventListener('click', ({ target }) => {
  const { remove } = target.dataset
  if (remove === undefined) return
  const kept = lines()
  tellItems('remove_from_cart', kept.splice(Number(remove), 1))
  save(kept)
  draw()
  const next = $('[data-remove], .button', place)
  next.focus()
})

if (lines().length) tellItems('view_cart', lines())
draw()
