/** Builds one event in the collector's words: what happened, on which page, on what kind of screen. */

import { arrive, page } from './pageviews'
import { push } from './queue'
import { on } from './safely'
import { identity } from './session'
import { consented, optedOut } from './storage'
import { uuid } from './uuid'

/** Fields of an event as `src/ecomdash/events` names them. */
export type Fields = Record<string, unknown>

/** Send an event of this wire type; `fields` win over what is known anyway. Waits while the page is only prerendered. */
export const track = (type: string, fields?: Fields): void => {
  if ((document as { prerendering?: boolean }).prerendering) on('prerenderingchange', () => track(type, fields))
  else if (!optedOut()) {
    arrive()
    push({
      // In the order that compresses best.
      ...((consented() && identity()) as Fields),
      event_id: uuid(),
      occurred_at: Date.now(),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      title: document.title.slice(0, 500),
      event_type: type,
      language: navigator.language,
      screen_height: screen.height,
      consent_given: !!consented(),
      viewport_width: innerWidth,
      viewport_height: innerHeight,
      screen_width: screen.width,
      ...page,
      ...fields,
    })
  }
}
