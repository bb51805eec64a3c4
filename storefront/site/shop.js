/** What every page does: the cart's count, lists and promotions, the newsletter, and the question about consent. */

import { showCount } from './badge.js'
import { item } from './cart.js'
import { $, $$ } from './dom.js'
import { tell } from './events.js'
import { read, write } from './kept.js'

const line = (card) => ({ id: card.dataset.product, quantity: 1 })

function lists() {
  for (const list of $$('[data-list]')) {
    const shown = $$('[data-product]', list)
    if (!shown.length) continue
    tell('view_item_list', { list_name: list.dataset.list, items: shown.map((card, index) => ({ ...item(line(card)), index })) })
    list.addEventListener('click', (event) => {
      const card = event.target.closest('[data-product]')
      if (card) tell('select_item', { list_name: list.dataset.list, items: [item(line(card))] })
    })
  }
}

function promotions() {
  const links = $$('[data-promotion]')
  if (!links.length) return
  const { promotion, promotionName } = links[0].dataset
  const fields = { promotion_id: promotion, promotion_name: promotionName }
  tell('view_promotion', fields)
  links.forEach((link) => link.addEventListener('click', () => tell('select_promotion', fields)))
}

function newsletter() {
  const form = $('[data-newsletter]')
  form.addEventListener('submit', (event) => {
    event.preventDefault() // the tracker counts the form by its id; the address goes nowhere
    form.reset()
    $('.said', form).textContent = 'Thank you. As this is a demo, no letter will ever come.'
  })
}

function consent() {
  const banner = $('[data-consent]')
  banner.hidden = Boolean(read('store_choice'))
  banner.addEventListener('click', (event) => {
    const { answer } = event.target.dataset
    if (!answer) return
    write('store_choice', answer)
    window.ecomdash?.consent(answer === 'yes')
    banner.hidden = true
  })
  $('[data-privacy]').addEventListener('click', () => {
    banner.hidden = false
    $('button', banner).focus()
  })
}

showCount()
consent()
newsletter()
lists()
promotions()
addEventListener('storage', showCount)
addEventListener('pageshow', showCount) // brought back by the browser, perhaps with a cart of yesterday
