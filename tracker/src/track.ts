/** What happens on a page: the page is counted first, if it is not yet. */

import { type Fields, send } from './event'
import { arrive } from './pageviews'

/** Send an event of this wire type; `fields` win over what is known anyway. */
export const track = (type: string, fields?: Fields): void => {
  arrive()
  send(type, fields)
}
