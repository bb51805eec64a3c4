/** Foreground time and scroll depth: counted by a slow pulse, sent on leaving and while reading on, each part once. */

import { send } from './event'
import { safely } from './safely'

const pulse = 500 // ms; a count of pulses needs no clock, so neither sleep nor a clock that jumps can add to it

let engaged = 0
let deepest = 0

/** Send what is not sent yet. */
export const engage = (): void => {
  if (engaged)
    send('engagement', {
      engaged_ms: engaged,
      scroll_depth: Math.min(100, (deepest / document.documentElement.scrollHeight) * 100) | 0,
    })
  engaged = deepest = 0
}

setInterval(
  safely(() => {
    if (document.hasFocus()) engaged += pulse // never so in a hidden tab
    deepest = Math.max(deepest, scrollY + innerHeight)
    if (engaged > 2e4) engage()
  }),
  pulse,
)
