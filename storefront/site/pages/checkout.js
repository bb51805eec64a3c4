/** The checkout: three steps, one open at a time; an order is placed at the end of the third. */

import { freight, lines, pounds, save, total } from '../cart.js'
import { $, $$, escape } from '../dom.js'
import { tellItems } from '../events.js'
import { keepOrders, orders } from '../orders.js'
import { empty, rows, sums } from '../pieces.js'

const form = $('[data-checkout]')
const kept = lines()
const { shipping, payment, name, address, city, postcode } = form.elements
const steps = $$('[data-step]', form)
let open = 0

const told = [
  () => [name, address, city, postcode].map((input) => input.value).join(', '),
  () => shipping.value,
]

function show(number) {
  open = number
  steps.forEach((step, index) => {
    $('.inside', step).hidden = index !== number
    const done = $('[data-done]', step)
    if (!done) return
    done.hidden = index >= number
    if (index < number) done.innerHTML = `<span>${escape(told[index]())}</span> <button type="button" class="plain" data-change="${index}">Change</button>`
  })
  $('[data-place]').disabled = number < 2
}

function draw() {
  $('[data-summary]').innerHTML = `<h2>Your order</h2>${rows(kept)}${sums(total(kept, shipping.value))}`
  const standard = total(kept).shipping
  $('[data-freight]').textContent = standard ? pounds(standard) : 'free'
}

const label = (input) => input.closest('label').firstChild.textContent

/** Say what is wrong with a step, and go there; whether all is well. */
function check(step) {
  const inputs = $$('input', step)
  inputs.forEach((input) => input.removeAttribute('aria-invalid'))
  const wrong = inputs.find((input) => !input.checkValidity())
  $('.said', form).textContent = wrong ? `${label(wrong)}: ${wrong.validationMessage}` : ''
  wrong?.setAttribute('aria-invalid', 'true')
  wrong?.focus()
  return !wrong
}

function next() {
  if (!check(steps[open])) return
  if (open === 1) tellItems('add_shipping_info', kept, { shipping_tier: shipping.value })
  show(open + 1)
  $('input:checked, input', steps[open]).focus()
}

function place() {
  tellItems('add_payment_info', kept, { payment_type: payment.value })
  const order_id = `MF-${Date.now().toString(36).toUpperCase()}`
  keepOrders([...orders(), { order_id, ...total(kept, shipping.value), lines: kept, at: Date.now() }])
  save([])
  location.href = `/store/thanks?order=${order_id}`
}

function begin() {
  draw()
  show(0)
  $('[data-express]').textContent = pounds(freight.Express)
  tellItems('begin_checkout', kept)
  form.addEventListener('change', draw)
  form.addEventListener('click', ({ target }) => {
    if (target.dataset.next !== undefined) next()
    if (!target.dataset.change) return
    show(Number(target.dataset.change))
    $('input:checked, input', steps[open]).focus()
  })
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT' || open === 2) return
    event.preventDefault()
    next()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (check(form)) place()
  })
}

if (kept.length) begin()
else form.parentElement.outerHTML = empty('There is nothing to pay for yet', 'Which is the cheapest way to shop.')
