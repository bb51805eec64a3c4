/** How a value changed, in words that stay true at zero, from zero, and for rates. */
import { exact, type Unit } from './format'
import { locale } from './locale'

interface ChangeText {
  text: string
  direction: 'up' | 'down' | 'flat'
  tone: 'good' | 'bad' | 'neutral'
}

const LARGEST = 999

const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
const twoDigits = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })

/** Percent below 10 with one digit, above with none, and beyond 999 only as more than that. */
function percent(size: number): string {
  if (size > LARGEST) return `>${LARGEST}%`
  return `${size < 10 ? oneDigit.format(size) : Math.round(size)}%`
}

function isZero(text: string): boolean {
  return !/[1-9]/.test(text)
}

/**
 * The change from `before` to `value`; null where one of them is missing. Counts and money change by percent of what
 * was before; rates by percentage points (pp), since a percent of a percent misleads; anything from zero is "new".
 */
export function change(value: number | null | undefined, before: number | null | undefined, unit: string, higherIsBetter: boolean | null): ChangeText | null {
  if (value === null || value === undefined || before === null || before === undefined) return null
  const difference = value - before
  const flat: ChangeText = { text: unit === 'percent' ? '0 pp' : '0%', direction: 'flat', tone: 'neutral' }
  if (difference === 0) return flat
  const direction = difference > 0 ? 'up' : 'down'
  const tone = higherIsBetter === null ? 'neutral' : (difference > 0) === higherIsBetter ? 'good' : 'bad'
  if (unit === 'percent') {
    const text = `${(Math.abs(difference) < 1 ? twoDigits : oneDigit).format(Math.abs(difference))} pp`
    return isZero(text) ? flat : { text, direction, tone }
  }
  if (before === 0) return { text: 'new', direction, tone }
  const text = percent((Math.abs(difference) / Math.abs(before)) * 100)
  return isZero(text) ? flat : { text, direction, tone }
}

/** The change in full: "€1,204.00, was €1,070.00". */
export function changeDetail(value: number | null | undefined, before: number | null | undefined, unit: Unit, period: string): string {
  const now = value === null || value === undefined ? 'nothing' : exact(value, unit)
  const then = before === null || before === undefined ? 'nothing' : exact(before, unit)
  return `${now}, was ${then} (${period})`
}
