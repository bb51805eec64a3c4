/** The search: every word must be somewhere in what is known of a product. */

import { products } from '../catalogue.js'
import { $ } from '../dom.js'
import { tell } from '../events.js'
import { card } from '../pieces.js'

const term = (new URLSearchParams(location.search).get('q') ?? '').trim().slice(0, 200)
const words = term.toLowerCase().split(/\s+/).filter(Boolean)

/** How well a product matches: its name counts most, 0 is not at all. */
const score = ({ name, group, brand, text, popularity }) => {
  const title = name.toLowerCase()
  const all = `${title} ${group} ${brand} ${text}`.toLowerCase()
  if (!words.every((word) => all.includes(word))) return 0
  return popularity + words.filter((word) => title.includes(word)).length * 1000
}

const found = words.length ? products.map((one) => [score(one), one]).filter(([points]) => points).sort(([one], [other]) => other - one) : []
$('.find input').value = term
$('[data-found]').textContent = term ? `${found.length || 'No'} ${found.length === 1 ? 'thing' : 'things'} for “${term}”` : 'What are you looking for?'
$('[data-list]').innerHTML = found.map(([, one]) => card(one)).join('')
if (term) tell('search', { search_term: term })
