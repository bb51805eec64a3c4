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

function languageName(code: string): string {
  try {
    return languages.of(code) ?? code
  } catch {
    return code
  }
}

const UNKNOWN: Record<string, string> = {
  referrer: '(no referrer)',
  utm_source: '(no source)',
  utm_medium: '(no medium)',
  utm_campaign: '(no campaign)',
  utm_content: '(no content)',
  utm_term: '(no term)',
}

/** The window widths behind the size classes, CSS pixels. */
const SCREENS: Record<string, string> = {
  xs: 'Under 576 px',
  sm: '576 to 767 px',
  md: '768 to 991 px',
  lg: '992 to 1199 px',
  xl: '1200 px and more',
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** A dimension's value as people read it. */
export function valueName(dimension: string, value: string | null): string {
  if (value === null || value === '') return UNKNOWN[dimension] ?? '(unknown)'
  if (dimension === 'country') return countryName(value)
  if (dimension === 'language') return languageName(value)
  if (dimension === 'device') return value === 'tv' ? 'TV' : value.charAt(0).toUpperCase() + value.slice(1)
  if (dimension === 'screen') return SCREENS[value] ?? value
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
