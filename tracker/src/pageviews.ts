/** When a page counts as shown: on load once visible, on a route change, and when the browser brings it back. */

import { engage } from './engagement'
import { type Fields, send, turn } from './event'
import { flush } from './queue'
import { on, safely } from './safely'
import { attributes } from './script'

let shown: string | undefined

// Only where the site routes by it; elsewhere it is never sent.
const fragment = (): string => ('hash' in attributes ? location.hash : '')

// What tells one page from another: never the query, which changes for filters and variants.
const place = (): string => location.pathname + fragment()

/** A page is shown; `fields` (url, title, referrer ...) hold for everything that happens on it. */
export const view = (fields?: Fields): void => {
  shown = place()
  engage()
  turn({ url: (location.href.split('#')[0] + fragment()).slice(0, 2048), ...fields })
  send('pageview')
}

/** Count the page if it is another one than before. Whatever happens on a page shows that it is there. */
export const arrive = safely(() => (attributes.spa === 'off' && shown) || shown === place() || view())

// Frameworks set the title after the address, and redirect. A page opened in the background is not shown yet.
const soon = (): unknown => setTimeout(() => document.hidden || arrive(), 50)

on('visibilitychange', () => {
  engage()
  flush()
  soon()
})
on<PageTransitionEvent>('pageshow', (event) => event.persisted && view())
;(['pushState', 'replaceState'] as const).map((method) => {
  const original = history[method]
  history[method] = (...values) => {
    original.apply(history, values)
    soon()
  }
})
// Back and forward, and routers that go by methods of the browser's that they kept from before.
setInterval(soon, 500)
soon()
