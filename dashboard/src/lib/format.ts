/** Values as text, by the unit the catalog gives them: exact where there is room, compact where there is not. */
import { locale } from './locale'

export interface Unit {
  unit: string
  /** ISO 4217, for money. */
  currency?: string
}

type Formatter = (value: number) => string

const made = new Map<string, Intl.NumberFormat>()

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const known = made.get(key) ?? new Intl.NumberFormat(locale, options)
  made.set(key, known)
  return known
}

function money(currency: string | undefined, options: Intl.NumberFormatOptions): Formatter {
  if (currency === undefined) return (value) => formatter(options).format(value)
  return (value) => formatter({ style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options }).format(value)
}

/** 3 m 07 s; under a minute 47 s; from an hour 1 h 02 m. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds))
  const sign = seconds < 0 ? '-' : ''
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  if (hours > 0) return `${sign}${hours}h ${String(minutes).padStart(2, '0')}m`
  if (minutes > 0) return `${sign}${minutes}m ${String(rest).padStart(2, '0')}s`
  return `${sign}${rest}s`
}

/** Every digit that counts. */
export function exact(value: number, { unit, currency }: Unit): string {
  if (unit === 'currency') return money(currency, {})(value)
  if (unit === 'percent') return formatter({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value / 100)
  if (unit === 'seconds') return duration(value)
  if (unit === 'milliseconds') return `${formatter({ maximumFractionDigits: 0 }).format(value)} ms`
  if (unit === 'score') return formatter({ maximumFractionDigits: 3 }).format(value)
  return formatter({ maximumFractionDigits: 2 }).format(value)
}

/** Short enough for a tile, a table cell or an axis: 1,204 stays, 12,040 becomes 12K. */
export function compact(value: number, { unit, currency }: Unit): string {
  const size = Math.abs(value)
  if (unit === 'currency') {
    if (size >= 10_000) return money(currency, { notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 })(value)
    return money(currency, size >= 1000 || Number.isInteger(value) ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {})(value)
  }
  if (unit === 'percent' || unit === 'seconds' || unit === 'milliseconds' || unit === 'score') return exact(value, { unit })
  if (size >= 10_000) return formatter({ notation: 'compact', maximumFractionDigits: 1 }).format(value)
  return exact(value, { unit })
}

/** `compact` for values that stand under each other: money all in whole units from a thousand on, else all with its cents. */
export function compactColumn(values: (number | null | undefined)[], unit: Unit): Formatter {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)))
  if (unit.unit !== 'currency') return (value) => compact(value, unit)
  const whole = largest >= 1000 ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {}
  return (value) => (Math.abs(value) >= 10_000 ? compact(value, unit) : money(unit.currency, whole)(value))
}

/** A value of the API, which may be missing. */
export function orDash(value: number | null | undefined, format: Formatter): string {
  return value === null || value === undefined ? '–' : format(value)
}

/** A share of a whole, e.g. for rows. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : formatter({ style: 'percent', maximumFractionDigits: 1 }).format(part / whole)
}
