/** A category's order: most loved first, as it was sent, or by price or name. */

import { priceOf, product } from '../cart.js'
import { $, $$ } from '../dom.js'

const list = $('.grid[data-list]')
const cards = $$('li', list)
const of = (card) => product($('[data-product]', card).dataset.product)
const compare = {
  popular: (one, other) => cards.indexOf(one) - cards.indexOf(other),
  low: (one, other) => priceOf(of(one)) - priceOf(of(other)),
  high: (one, other) => priceOf(of(other)) - priceOf(of(one)),
  name: (one, other) => of(one).name.localeCompare(of(other).name),
}

$('[data-shown]').textContent = `${cards.length} ${cards.length === 1 ? 'thing' : 'things'}`
const sort = $('[data-sort]')
const arrange = () => list.append(...[...cards].sort(compare[sort.value]))
sort.addEventListener('change', arrange)
if (sort.value !== 'popular') arrange() // a reload keeps what was chosen
