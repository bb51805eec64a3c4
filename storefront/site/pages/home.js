/** The gift finder of the first page. */

import { pictureOf, pounds, priceOf } from '../cart.js'
import { products } from '../catalogue.js'
import { $, escape } from '../dom.js'
import { tell } from '../events.js'

const form = $('[data-finder]')
const place = $('[data-idea]')
let turn = 0

const step = (number) => tell('event', 'gift_finder_opened', { step: number })

form.addEventListener('focusin', () => step(1), { once: true })
form.addEventListener('change', () => {
  turn = 0
  step(2)
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  step(3)
  const { category, most } = form.elements
  const ideas = products
    .filter((one) => one.category === category.value && priceOf(one) <= Number(most.value))
    .sort((one, other) => other.popularity - one.popularity)
  const idea = ideas[turn++ % ideas.length]
  place.innerHTML = idea
    ? `<a class="idea" href="/store/products/${idea.slug}"><span class="picture" data-tint="${idea.category}"><img src="${pictureOf(idea)}" alt="" width="400" height="400"></span><span><strong>${escape(idea.name)}</strong><small>${pounds(priceOf(idea))}</small></span></a>`
    : '<p>Nothing so small there. A <a href="/store/products/gift-card">gift card</a>, perhaps?</p>'
})
