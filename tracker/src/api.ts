/** `ecomdash(command, ...)`: what the page can say, also before the script has arrived. */

import type { Fields } from './event'
import { view } from './pageviews'
import { safely } from './safely'
import { consent, optOut } from './storage'
import { track } from './track'

interface Api {
  (command: string, ...values: never[]): unknown
  [command: string]: (...values: never[]) => unknown
}

declare global {
  interface Window {
    ecomdash?: Api & { q?: unknown }
  }
}

const asked = window.ecomdash?.q as [string, ...never[]][] | undefined

// A command of its own, or else a wire type: `add_to_cart`, `purchase`, `search`, `page_not_found` ...
const dispatch = (command: string, ...values: never[]): unknown =>
  ecomdash[command] ? ecomdash[command](...values) : track(command, ...(values as Fields[]))

const ecomdash = (window.ecomdash = safely(dispatch) as Api)

ecomdash.pageview = view
ecomdash.event = (name: string, properties?: Fields) => track('custom', { name, properties })
ecomdash.consent = safely(consent)
ecomdash.optOut = safely(optOut)

asked?.map((call) => ecomdash(...call))
