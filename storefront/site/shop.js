/** What the pages do, and what they tell EcomDash about it. */

import { products } from './catalogue.js'
import { add, count, currency, item, keepOrders, lines, orders, pounds, product, save, total } from './cart.js'

const $ = (selector, within = document) => within.querySelector(selector)
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)]
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const tell = (...words) => window.ecomdash?.(...words)
const tellItems = (event, kept, more) => {
  const items = kept.map(item)
  const value = Math.round(items.reduce((sum, one) => sum + one.price * one.quantity, 0) * 100) / 100
  tell(event, { currency, value, items, ...more })
}

const showCount = () => {
  $('[data-count]').textContent = count()
}

const row = (line, tools = '') => {
  const one = product(line.id)
  return `<li class="line"><span class="picture">${one.picture}</span><span class="name">${escape(one.name)}${line.variant ? `<small>${escape(line.variant)}</small>` : ''}</span>
    ${tools || `<span>${line.quantity} ×</span>`}<span class="price">${pounds(Number(one.price) * line.quantity)}</span></li>`
}

const sums = ({ goods, shipping, value }) =>
  `<dl><div><dt>Goods</dt><dd>${pounds(goods)}</dd></div><div><dt>Shipping</dt><dd>${shipping ? pounds(shipping) : 'free'}</dd></div>
  <div class="all"><dt>Total</dt><dd>${pounds(value)}</dd></div></dl>`

function lists() {
  for (const list of $$('[data-list]')) {
    const shown = $$('[data-product]', list)
    if (!shown.length) continue
    const line = (card) => ({ id: card.dataset.product, quantity: 1 })
    tell('view_item_list', { list_name: list.dataset.list, items: shown.map((card, index) => ({ ...item(line(card)), index })) })
    list.addEventListener('click', (event) => {
      const card = event.target.closest('[data-product]')
      if (card) tell('select_item', { list_name: list.dataset.list, items: [item(line(card))] })
    })
  }
}

function promotions() {
  const shown = $('[data-promotion]')
  if (!shown) return
  const fields = { promotion_id: shown.dataset.promotion, promotion_name: shown.dataset.promotionName }
  tell('view_promotion', fields)
  $$('[data-promotion]').forEach((link) => link.addEventListener('click', () => tell('select_promotion', fields)))
}

function productPage() {
  const id = $('article[data-product]').dataset.product
  const form = $('[data-buy]')
  const said = $('.said')
  const chosen = () => ({ id, variant: form.elements.variant?.value, quantity: Number(form.elements.quantity.value) || 1 })
  tellItems('view_item', [{ id, quantity: 1 }])
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const line = chosen()
    add(line.id, line.variant, line.quantity)
    tellItems('add_to_cart', [line])
    showCount()
    said.innerHTML = 'It is in your cart. <a href="/store/cart">Go to the cart</a>'
  })
  $('[data-wish]').addEventListener('click', () => {
    tellItems('add_to_wishlist', [chosen()])
    said.textContent = 'Noted. We will not tell anyone.'
  })
}

const empty = (text) => `<p>${text}</p><p><a class="button" href="/store/">Look around</a></p>`

function drawCart() {
  const kept = lines()
  const tools = (line, index) => `<input type="number" min="1" max="20" value="${line.quantity}" aria-label="Quantity of ${escape(product(line.id).name)}" data-index="${index}">
    <button type="button" class="quiet" data-remove="${index}" aria-label="Remove ${escape(product(line.id).name)}">Remove</button>`
  $('[data-cart]').innerHTML = kept.length
    ? `<div class="split"><ul class="lines">${kept.map((line, index) => row(line, tools(line, index))).join('')}</ul>
       <section class="summary" aria-label="Sum">${sums(total(kept))}<a class="button" href="/store/checkout">To the checkout</a></section></div>`
    : empty('There is nothing in it yet.')
  showCount()
}

function cartPage() {
  drawCart()
  if (lines().length) tellItems('view_cart', lines())
  const place = $('[data-cart]')
  place.addEventListener('change', (event) => {
    const kept = lines()
    const line = kept[event.target.dataset.index]
    const wanted = Math.min(20, Math.max(1, Number(event.target.value) || 1))
    const more = wanted - line.quantity
    line.quantity = wanted
    save(kept)
    if (more) tellItems(more > 0 ? 'add_to_cart' : 'remove_from_cart', [{ ...line, quantity: Math.abs(more) }])
    drawCart()
  })
  place.addEventListener('click', (event) => {
    const { remove } = event.target.dataset
    if (remove === undefined) return
    const kept = lines()
    tellItems('remove_from_cart', kept.splice(Number(remove), 1))
    save(kept)
    drawCart()
  })
}

function checkoutPage() {
  const form = $('[data-checkout]')
  const kept = lines()
  if (!kept.length) {
    form.parentElement.innerHTML = empty('There is nothing to pay for yet.')
    return
  }
  const { shipping, payment } = form.elements
  const draw = () => {
    $('[data-summary]').innerHTML = `<h2>Your order</h2><ul class="lines">${kept.map((line) => row(line)).join('')}</ul>${sums(total(kept, shipping.value === 'Express'))}`
  }
  draw()
  tellItems('begin_checkout', kept)
  form.addEventListener('change', (event) => {
    if (event.target.name === 'shipping') {
      tellItems('add_shipping_info', kept, { shipping_tier: shipping.value })
      draw()
    }
    if (event.target.name === 'payment') tellItems('add_payment_info', kept, { payment_type: payment.value })
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const wrong = $$('input', form).find((input) => !input.checkValidity())
    $('.said').textContent = wrong ? `${wrong.parentElement.firstChild.textContent}: ${wrong.validationMessage}` : ''
    if (wrong) return wrong.focus()
    tellItems('add_shipping_info', kept, { shipping_tier: shipping.value })
    tellItems('add_payment_info', kept, { payment_type: payment.value })
    const order_id = `MF-${Date.now().toString(36).toUpperCase()}`
    const { value, tax, shipping: freight } = total(kept, shipping.value === 'Express')
    keepOrders([...orders(), { order_id, value, tax, shipping: freight, lines: kept, at: Date.now() }])
    save([])
    location.href = `/store/thanks?order=${order_id}`
    return undefined
  })
}

function thanksPage() {
  const order = orders().find((one) => one.order_id === new URLSearchParams(location.search).get('order'))
  const place = $('[data-thanks]')
  if (!order) {
    place.innerHTML = empty('We know of no such order in this browser.')
    return
  }
  const { order_id, value, tax, shipping } = order
  // Told on every load: the same order_id is one order for ever, so that reloading this page does no harm.
  tell('purchase', { order_id, value, tax, shipping, currency, items: order.lines.map(item) })
  place.innerHTML = `<p>Your order <strong data-order>${order_id}</strong> is placed, and already on the <a href="/">dashboard</a>.</p>
    <ul class="lines">${order.lines.map((line) => row(line)).join('')}</ul>${sums({ goods: value - shipping, shipping, value })}
    <p><a class="button" href="/store/">Keep looking</a> <a class="quiet" href="/store/returns">Return it</a></p>`
}

function returnsPage() {
  const draw = () => {
    const all = orders()
    $('[data-returns]').innerHTML = all.length
      ? `<ul class="orders">${all.map((one) => `<li><span><strong>${one.order_id}</strong><small>${new Date(one.at).toLocaleDateString('en-GB')}</small></span><span class="price">${pounds(one.value)}</span>
         ${one.refunded ? '<span class="note">refunded</span>' : `<button type="button" data-refund="${one.order_id}">Send it back</button>`}</li>`).join('')}</ul>`
      : empty('You have not ordered anything here yet.')
  }
  draw()
  $('[data-returns]').addEventListener('click', (event) => {
    const { refund } = event.target.dataset
    if (!refund) return
    keepOrders(orders().map((one) => (one.order_id === refund ? { ...one, refunded: true } : one)))
    tell('refund', { order_id: refund })
    draw()
  })
}

function searchPage() {
  const term = (new URLSearchParams(location.search).get('q') ?? '').trim().slice(0, 200)
  const words = term.toLowerCase().split(/\s+/).filter(Boolean)
  const found = words.length ? products.filter((one) => words.every((word) => `${one.name} ${one.category} ${one.brand}`.toLowerCase().includes(word))) : []
  $('.find input').value = term
  $('[data-found]').textContent = term ? `${found.length || 'No'} ${found.length === 1 ? 'thing' : 'things'} for “${term}”` : 'What are you looking for?'
  $('[data-list]').innerHTML = found.map((one) => `<li><a class="card" href="/store/products/${one.slug}" data-product="${one.id}"><span class="picture">${one.picture}</span>
    <span class="name">${escape(one.name)}</span><span class="price">${pounds(Number(one.price))}</span></a></li>`).join('')
  if (term) tell('search', { search_term: term })
}

function consent() {
  const banner = $('.consent')
  let answered
  try {
    answered = localStorage.getItem('store_choice')
  } catch {
    answered = 'no'
  }
  banner.hidden = Boolean(answered)
  banner.addEventListener('click', (event) => {
    const answer = event.target.dataset.consent
    if (!answer) return
    localStorage.setItem('store_choice', answer)
    window.ecomdash?.consent(answer === 'yes')
    banner.hidden = true
  })
}

const pages = {
  product: productPage, cart: cartPage, checkout: checkoutPage, thanks: thanksPage, returns: returnsPage, search: searchPage,
  missing: () => tell('page_not_found'),
}

showCount()
consent()
pages[document.body.dataset.page]?.()
lists()
promotions()
