/** A product: choose one, into the cart, onto the wish list. */

import { showCount } from '../badge.js'
import { add, most, pictureOf, pounds, priceOf, product } from '../cart.js'
import { $ } from '../dom.js'
import { tellItems } from '../events.js'

const { product: id } = $('article[data-product]').dataset
const one = product(id)
const form = $('[data-buy]')
const said = $('.details .said')
const chosen = () => ({ id, variant: form.elements.variant?.value, quantity: Math.min(most, Math.max(1, Math.floor(form.elements.quantity.value) || 1)) })

function show() {
  const { variant } = chosen()
  const picture = $('[data-picture]')
  const address = pictureOf(one, variant)
  if (picture.getAttribute('src') !== address) picture.src = address
  $('[data-price]').textContent = pounds(priceOf(one, variant))
}

const { variant } = chosen()
tellItems('view_item', [{ id, variant, quantity: 1 }])
show()
form.addEventListener('change', show)
form.addEventListener('submit', (event) => {
  event.preventDefault()
  const line = chosen()
  const added = add(line.id, line.variant, line.quantity)
  if (added) tellItems('add_to_cart', [{ ...line, quantity: added }])
  showCount()
  said.innerHTML = `${added ? 'It is in your cart.' : `You have ${most} of these already.`} <a href="/store/cart">Go to the cart</a>`
})
$('[data-wish]').addEventListener('click', () => {
  tellItems('add_to_wishlist', [chosen()])
  said.textContent = 'Noted. We will not tell anyone.'
})
