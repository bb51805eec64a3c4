/** A time answer as what charts and tiles need: which bucket is open, what has not begun, and the comparison's dates. */
import type { Answer } from '../api'
import { bucketAfter, bucketName, bucketNamesFrom, bucketStart, nowIn, tickNames, wallClock } from '../lib/time'
import type { Bucket } from '../lib/ranges'

export interface Course {
  labels: string[]
  ticks: string[]
  /** Full names of the comparison's buckets; null without a comparison, or where nothing was recorded in its period. */
  comparisonLabels: string[] | null
  /** The bucket that is not over yet; null where all are. */
  openAt: number | null
  values: (metric: string) => (number | null)[]
  comparison: (metric: string) => (number | null)[] | null
  total: (metric: string) => number | null
  comparisonTotal: (metric: string) => number | null
}

const DAY_MS = 86_400_000

/** Whether a period was under way for more than a day before a shop's first event: what it adds up to says little. */
export function beganWithin(period: { from: string; to: string } | null | undefined, first: string | null | undefined): boolean {
  if (!period || !first) return false
  const began = Date.parse(first)
  return began > Date.parse(period.from) + DAY_MS && began < Date.parse(period.to)
}

/** Position of a metric in an answer's rows; -1 where it was not asked. */
export function metricAt(answer: Answer, metric: string): number {
  return answer.columns.filter((column) => column.kind === 'metric').findIndex((column) => column.name === metric)
}

/**
 * Reads an answer whose only dimension is `bucket`. `moment` is the present, by the browser's clock; `first` when the
 * shop's first event came, before which nothing was measured: the comparison begins there.
 */
export function courseOf(answer: Answer, bucket: Bucket, moment: Date = new Date(), first?: string | null): Course {
  const { rows, meta, totals } = answer
  // Against a time before the first event everything would be "new": that is no comparison.
  const before = totals.comparison?.some((value) => (value ?? 0) !== 0) ? answer.comparison_range : null
  const keys = rows.map((row) => row.dimensions[0] ?? null)
  const open = meta.partial ? bucketStart(nowIn(meta.timezone, moment), bucket).getTime() : Infinity
  const starts = keys.map((key) => wallClock(key)?.getTime() ?? 0)
  const begun = (index: number) => (starts[index] ?? 0) <= open
  const openAt = meta.partial ? starts.filter((start) => start <= open).length - 1 : -1
  const names = before ? bucketNamesFrom(before.from, bucket, rows.length) : null
  const reach = before ? comparisonReach(before.from, before.to, bucket, rows.length) : 0
  const begin = before ? comparisonBegin(answer, before.from, bucket, first) : 0
  const at = (metric: string) => metricAt(answer, metric)
  return {
    labels: keys.map((key) => bucketName(key, bucket)),
    ticks: tickNames(keys, bucket),
    comparisonLabels: names,
    openAt: openAt === -1 ? null : openAt,
    values: (metric) => rows.map((row, index) => (begun(index) ? (row.metrics[at(metric)] ?? null) : null)),
    comparison: (metric) => (before ? rows.map((row, index) => (index >= begin && index < reach ? (row.comparison?.[at(metric)] ?? null) : null)) : null),
    total: (metric) => totals.metrics[at(metric)] ?? null,
    comparisonTotal: (metric) => totals.comparison?.[at(metric)] ?? null,
  }
}

/** The first bucket of the comparison that has figures or, though it has none, lies after the shop's first event. */
function comparisonBegin({ rows, meta }: Answer, from: string, bucket: Bucket, first: string | null | undefined): number {
  const start = wallClock(from)
  if (!start || !first) return 0
  const began = bucketStart(nowIn(meta.timezone, new Date(first)), bucket)
  const begin = rows.findIndex((row, index) => bucketAfter(bucketStart(start, bucket), bucket, index) >= began || row.comparison?.some((value) => (value ?? 0) !== 0))
  return begin === -1 ? rows.length : begin
}

/** How many of `count` buckets the comparison reaches into: it ends as far into its period as the range has come. */
function comparisonReach(from: string, to: string, bucket: Bucket, count: number): number {
  const [start, end] = [wallClock(from), wallClock(to)]
  if (!start || !end) return count
  const last = bucketStart(new Date(end.getTime() - 1), bucket).getTime()
  const first = bucketStart(start, bucket)
  if (bucket === 'month') {
    const ending = new Date(last)
    return Math.min(count, (ending.getUTCFullYear() - first.getUTCFullYear()) * 12 + ending.getUTCMonth() - first.getUTCMonth() + 1)
  }
  const hours = { hour: 1, day: 24, week: 168 }[bucket]
  return Math.min(count, Math.round((last - first.getTime()) / (hours * 3_600_000)) + 1)
}
