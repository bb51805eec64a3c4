/** The number beside the word Cart. */

import { count } from './cart.js'
import { $ } from './dom.js'

export const showCount = () => {
  const place = $('[data-count]')
  place.textContent = count()
  place.hidden = !count()
}
