/** Builds one event in the collector's words: what happened, on which page, on what kind of screen. */

import { push } from './queue'
import { on } from './safely'
import { identity } from './session'
import { consented, optedOut } from './storage'
import { uuid } from './uuid'

/** Fields of an event as `src/ecomdash/events` names them. */
export type Fields = Record<string, unknown>

/** What events belong to: the address, where the visitor came from, and what the page said about itself. */
let page: Fields | undefined

/** Another page is shown; `fields` (url, title, referrer ...) hold for everything that happens on it. */
export const turn = (fields: Fields): void => {
  page = { referrer: page ? page.url : document.referrer.slice(0, 2048), ...fields }
}

/** Send an event of this wire type; `fields` win over what is known anyway. Waits while the page is only prerendered. */
export const send = (type: string, fields?: Fields): void => {
  if ((document as { prerendering?: boolean }).prerendering) on('prerenderingchange', () => send(type, fields))
  else if (!optedOut())
    push({
      // In the order that compresses best.
      ...((consented() && identity()) as Fields),
      event_id: uuid(),
      occurred_at: Date.now(),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      title: document.title.slice(0, 500),
      event_type: type,
      language: navigator.language,
      consent_given: !!consented(),
      viewport_width: innerWidth,
      ...page,
      ...fields,
    })
}
