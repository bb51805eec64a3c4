/** Bucket and period names. Times come in the site's zone and are shown as they come: only their wall clock is read. */
import { locale } from './locale'
import type { Bucket } from './ranges'

const WALL_CLOCK = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?/

const YEAR_MS = 365 * 86_400_000

/** The wall clock of an ISO date or time, whatever its offset, held in a Date as if it were UTC; null if it is none. */
export function wallClock(text: string | null | undefined): Date | null {
  const parts = WALL_CLOCK.exec(text ?? '')
  if (!parts) return null
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0))
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second))
}

const styles = {
  hour: { hour: 'numeric', minute: '2-digit' },
  dayHour: { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  longMonth: { month: 'long', year: 'numeric' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

const formats = Object.fromEntries(
  Object.entries(styles).map(([name, style]) => [name, new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' })]),
) as Record<keyof typeof styles, Intl.DateTimeFormat>

/** Short, for an axis. */
export function tickName(key: string | null, bucket: Bucket): string {
  const date = wallClock(key)
  if (!date) return key ?? ''
  if (bucket === 'hour') return date.getUTCHours() === 0 ? formats.day.format(date) : formats.hour.format(date)
  return bucket === 'month' ? formats.month.format(date) : formats.day.format(date)
}

/** Short names of all buckets, for an axis; days that are more than a year apart carry theirs. */
export function tickNames(keys: (string | null)[], bucket: Bucket): string[] {
  const dates = keys.map(wallClock)
  const [first, last] = [dates[0], dates.at(-1)]
  const dated = bucket !== 'hour' && bucket !== 'month' && first && last && last.getTime() - first.getTime() >= YEAR_MS
  return keys.map((key, index) => (dated && dates[index] ? formats.date.format(dates[index]) : tickName(key, bucket)))
}

/** In full, for a tooltip or a table. */
export function bucketName(key: string | null, bucket: Bucket): string {
  const date = wallClock(key)
  if (!date) return key ?? ''
  if (bucket === 'hour') return formats.dayHour.format(date)
  if (bucket === 'day') return formats.weekday.format(date)
  return bucket === 'week' ? `Week of ${formats.date.format(date)}` : formats.longMonth.format(date)
}

/** The start of the bucket a moment lies in; weeks begin on Monday. */
export function bucketStart(date: Date, bucket: Bucket): Date {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  if (bucket === 'hour') return new Date(Date.UTC(year, month, day, date.getUTCHours()))
  if (bucket === 'day') return new Date(Date.UTC(year, month, day))
  if (bucket === 'week') return new Date(Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7)))
  return new Date(Date.UTC(year, month))
}

/** The bucket `steps` after the one that starts at `start`. */
export function bucketAfter(start: Date, bucket: Bucket, steps: number): Date {
  if (bucket === 'month') return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + steps))
  const hours = { hour: 1, day: 24, week: 168 }[bucket]
  return new Date(start.getTime() + steps * hours * 3_600_000)
}

/** Full names of `count` buckets from the start of a period on: those of the comparison, which rows do not carry. */
export function bucketNamesFrom(start: string, bucket: Bucket, count: number): string[] {
  const date = wallClock(start)
  if (!date) return []
  const first = bucketStart(date, bucket)
  return Array.from({ length: count }, (_, step) => bucketName(bucketAfter(first, bucket, step).toISOString(), bucket))
}

/** "1 – 30 Jun 2026" of a half-open period; a single day is named once. */
export function periodName(from: string, to: string): string {
  const [start, end] = [wallClock(from), wallClock(to)]
  if (!start || !end) return ''
  const last = new Date(end.getTime() - 1)
  if (last.getTime() - start.getTime() < 86_400_000) return formats.date.format(start)
  return formats.date.formatRange(start, last)
}

/** The day of a moment in a zone, as in "25 Oct 2026". */
export function dayNameIn(timezone: string, moment: Date): string {
  return formats.date.format(nowIn(timezone, moment))
}

/** First and last day of a half-open period, as YYYY-MM-DD. */
export function daysBetween(from: string, to: string): [string, string] {
  const end = wallClock(to)
  return [from.slice(0, 10), end ? new Date(end.getTime() - 1).toISOString().slice(0, 10) : to.slice(0, 10)]
}

/** The wall clock in a zone at a moment (now by default), as wallClock gives it. */
export function nowIn(timezone: string, moment: Date = new Date()): Date {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(moment)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0)
  return new Date(Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')))
}

/** Today in a zone, as YYYY-MM-DD. */
export function todayIn(timezone: string): string {
  return nowIn(timezone).toISOString().slice(0, 10)
}
