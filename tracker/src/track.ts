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
      event_type: type,
      event_id: uuid(),
      occurred_at: Date.now(),
      consent_given: !!consented(),
      ...((consented() && identity()) as Fields),
      title: document.title.slice(0, 500),
      language: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      viewport_width: innerWidth,
      viewport_height: innerHeight,
      screen_width: screen.width,
      screen_height: screen.height,
      ...page,
      ...fields,
    })
  }
}
