/** Events wait here until the collector has them: retried with backoff, bounded, and kept over a reload with consent. */

import { on } from './safely'
import { attributes, endpoint } from './script'
import { drop, held, store } from './storage'

let pause = 0 // seconds until the next try, 0 while all is well
let busy: unknown = 0 // a request is on its way, or planned

// UUIDv7 keys sort by time; what another tab or an earlier page left behind is found here too.
const waiting = (): string[] => held('^ecomdash_q')

const later = (ms: number): unknown => (busy ||= setTimeout(flush, ms))

/** Send what waits, by a beacon when the page is hidden and may never come back. */
export const flush = async (): Promise<void> => {
  const keys = waiting().slice(0, 50)
  if (keys.length) {
    busy = 1
    try {
      let response: Response | undefined
      // Joined, not parsed: what something else has spoilt is refused once and gone, instead of failing here for ever.
      const body =
        '{"events":[' + keys.map((key) => store()[key]) + '],' + JSON.stringify({ site_key: attributes.apiKey, sent_at: Date.now() }).slice(1)
      // Nobody hears the answer to a beacon, so what is known to be in trouble stays. For the rest: a string body is
      // text/plain, which needs no preflight. Browsers refuse to keep more than 64 KiB alive after the page, so that
      // what failed is tried without.
      if (
        document.hidden
          ? !(navigator.sendBeacon(endpoint, body) && navigator.onLine && !pause)
          : (response = await fetch(endpoint, { method: 'POST', body, keepalive: !pause })).status > 428
      )
        throw (response as Response).headers.get('retry-after')
      drop(keys) // stored, or refused in a way that a repetition would not change
      pause = 0
    } catch (seconds) {
      // A timer takes no more than 24 days; beyond, it is over at once.
      pause = Math.min(+(seconds as string), 18e5) || (pause * 2) % 512 || 1
    }
  }
  busy = 0
  if (waiting().length) later(pause * 1e3)
}

/** Add an event; the oldest makes room when 100 wait. */
export const push = (event: { event_id: string; [field: string]: unknown }): void => {
  drop(waiting().slice(0, -99))
  store()['ecomdash_q' + event.event_id] = JSON.stringify(event)
  if (document.hidden) flush()
  else later(200)
}

on('online', flush)
