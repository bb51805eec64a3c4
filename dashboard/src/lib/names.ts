/** Codes as names: countries, languages, and what an unknown value of a dimension is called. */
import { locale } from './locale'

const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
const languages = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' })

export function countryName(code: string): string {
  try {
    return countries.of(code) ?? code
  } catch {
    return code // not shaped like a region code
  }
}

/** The country's flag as a regional-indicator pair; nothing for other codes. */
export function flag(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return ''
  return String.fromCodePoint(...[...code].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65))
}

function languageName(code: string): string {
  try {
    return languages.of(code) ?? code
  } catch {
    return code
  }
}

const UNKNOWN: Record<string, string> = {
  source: 'Direct / none',
  referrer: 'Direct / none',
  utm_source: '(no source)',
  utm_medium: '(no medium)',
  utm_campaign: '(no campaign)',
  utm_content: '(no content)',
  utm_term: '(no term)',
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** A dimension's value as people read it. */
export function valueName(dimension: string, value: string | null): string {
  if (value === null || value === '') return UNKNOWN[dimension] ?? '(unknown)'
  if (dimension === 'country') return countryName(value)
  if (dimension === 'language') return languageName(value)
  if (dimension === 'device') return value.charAt(0).toUpperCase() + value.slice(1)
  if (dimension === 'day_of_week') return WEEKDAYS[Number(value) - 1] ?? value
  if (dimension === 'hour_of_day') return `${value.padStart(2, '0')}:00`
  if (dimension === 'event' || dimension === 'event_type') return eventName(value)
  return value
}

/** view_item -> View item; names of the shop's own events stay as they are. */
export function eventName(value: string): string {
  if (!/^[a-z]+(_[a-z]+)*$/.test(value)) return value
  const words = value.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
