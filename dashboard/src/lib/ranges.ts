/** The ranges, comparisons and bucket sizes one can choose, by the names the API and the address bar use. */
import type { Schemas } from '../api'

type Preset = Schemas['PresetRange']['preset']
export type RangeChoice = { preset: Preset } | { from: string; to: string }
export type ComparisonChoice = 'previous_period' | 'previous_year' | 'same_weekdays' | 'off'
export type Bucket = 'hour' | 'day' | 'week' | 'month'

/** In the order of the picker; `key` is the shortcut. `realtime` is a range of the API that no picker offers. */
export const PRESETS: { value: Preset; label: string; key?: string }[] = [
  { value: 'today', label: 'Today', key: 'd' },
  { value: 'yesterday', label: 'Yesterday', key: 'e' },
  { value: '7d', label: 'Last 7 days', key: 'w' },
  { value: '30d', label: 'Last 30 days', key: 'm' },
  { value: '90d', label: 'Last 90 days', key: 'q' },
  { value: 'month', label: 'This month' },
  { value: 'last_month', label: 'Last month' },
  { value: 'year', label: 'This year', key: 'y' },
  { value: '12mo', label: 'Last 12 months' },
  { value: 'all', label: 'All time', key: 'a' },
]

export const COMPARISONS: { value: ComparisonChoice; label: string; short: string }[] = [
  { value: 'previous_period', label: 'Previous period', short: 'Previous period' },
  { value: 'same_weekdays', label: 'Same weekdays before', short: 'Same weekdays' },
  { value: 'previous_year', label: 'Same period last year', short: 'Last year' },
  { value: 'off', label: 'No comparison', short: 'Off' },
]

export const BUCKETS: { value: Bucket; label: string }[] = [
  { value: 'hour', label: 'Hour' },
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
]

/** Days a preset covers; the longest it can be. `all` is open: taken as three years where its beginning is not known. */
const DAYS: Record<Preset, number> = {
  realtime: 1, today: 1, yesterday: 1, '7d': 7, '30d': 30, '90d': 90, month: 31, last_month: 31, year: 366, '12mo': 366, all: 1096,
}

const DAY_MS = 86_400_000

/** Whole days in the range, both ends included; `since` is when the shop's figures begin. */
export function daysOf(range: RangeChoice, since?: string | null, moment: Date = new Date()): number {
  if ('preset' in range) {
    if (range.preset === 'all' && since) return Math.max(1, Math.ceil((moment.getTime() - Date.parse(since)) / DAY_MS))
    return DAYS[range.preset]
  }
  return Math.round((Date.parse(range.to) - Date.parse(range.from)) / DAY_MS) + 1
}

/** The bucket sizes that make a chart of the range readable: more than one bucket, fewer than about 400. */
export function bucketsFor(range: RangeChoice, since?: string | null): Bucket[] {
  const days = daysOf(range, since)
  if (days <= 2) return ['hour']
  if (days <= 14) return ['hour', 'day']
  if (days <= 62) return ['day', 'week']
  if (days <= 400) return ['day', 'week', 'month']
  return ['week', 'month']
}

/** The chosen bucket size where it fits the range, else the one that suits it. */
export function bucketFor(range: RangeChoice, chosen: Bucket | null, since?: string | null): Bucket {
  const possible = bucketsFor(range, since)
  if (chosen !== null && possible.includes(chosen)) return chosen
  const days = daysOf(range, since)
  if (days <= 2) return 'hour'
  if (days <= 100) return 'day'
  return days <= 200 ? 'week' : 'month'
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whether the text is a calendar day that exists, as YYYY-MM-DD. */
export function isDay(text: string | null): text is string {
  if (text === null || !ISO_DAY.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
