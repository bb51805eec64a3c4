/** Foreground time and scroll depth: counted by a slow pulse, sent on leaving and while reading on, each part once. */

import { safely } from './safely'
import { track } from './track'

const pulse = 500 // ms; a count of pulses needs no clock, so neither sleep nor a clock that jumps can add to it

let engaged = 0
let deepest = 0

/** Send what is not sent yet. */
export const engage = (engaged_ms = engaged): void => {
  engaged = 0 // first: sending may notice that the page has changed, and come back here
  if (engaged_ms)
    track('engagement', {
      engaged_ms,
      scroll_depth: Math.min(100, (deepest / document.documentElement.scrollHeight) * 100) | 0,
    })
}

/** A new page begins, with its own depth. */
export const begin = (): void => {
  deepest = 0
}

setInterval(
  safely(() => {
    if (document.hasFocus()) engaged += pulse // never so in a hidden tab
    deepest = Math.max(deepest, scrollY + innerHeight)
    if (engaged > 2e4) engage()
  }),
  pulse,
)
