/** Distances in time, short enough for a column. */
import { locale } from './locale'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long before `now` (both milliseconds) `time` was; a date from a week on. A clock that runs ahead gives "now". */
export function ago(time: number, now: number): string {
  const past = now - time
  if (past < 2 * SECOND) return 'now'
  if (past < MINUTE) return `${Math.floor(past / SECOND)} s ago`
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`
  if (past < DAY) return `${Math.floor(past / HOUR)} h ago`
  if (past < 7 * DAY) return `${Math.floor(past / DAY)} d ago`
  return new Date(time).toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric' })
}
