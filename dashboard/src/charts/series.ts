/** What the charts draw: named rows of values over common positions. */
export interface Series {
  key: string
  label: string
  /** One per position; null where nothing was measured. */
  values: (number | null)[]
  /** A CSS colour; series take --series-1, -2, ... in turn. */
  color?: string
  /** For what the series is compared with, such as the previous period. */
  dashed?: boolean
  /** What its positions are called where that differs from the chart's, e.g. the previous period's dates. */
  labels?: string[]
}

export interface ChartData {
  /** Name of the chart, for assistive technology and the table. */
  title: string
  /** Name of the positions, e.g. "Day". */
  dimension?: string
  /** Full names of the positions. */
  labels: string[]
  /** Short names for the axis; the full ones when left out. */
  ticks?: string[]
  series: Series[]
  /** Exact value, for the tooltip and the table. */
  format: (value: number) => string
  /** Short value, for the axis. */
  formatTick?: (value: number) => string
  /** The position that is not over yet; those after it have not begun. */
  openAt?: number | null
  /** The positions are hours, the first one midnight: they are named from there on. */
  hours?: boolean
}

export function colorOf(series: Series, index: number): string {
  return series.color ?? (series.dashed ? 'var(--series-previous)' : `var(--series-${(index % 5) + 1})`)
}

/** The largest value of all series, at least 0. */
export function peak(series: Series[]): number {
  return Math.max(0, ...series.flatMap((one) => one.values.map((value) => value ?? 0)))
}

/** The smallest value of all series, at most 0: money can be negative. */
export function trough(series: Series[]): number {
  return Math.min(0, ...series.flatMap((one) => one.values.map((value) => value ?? 0)))
}

/** Steps between hours that people count in; for more, whole days. */
const HOUR_STEPS = [1, 2, 3, 4, 6, 12]

/**
 * Which of `count` positions get a tick, when one needs `space` pixels of `width`: evenly spread, last one included; of
 * hours, from midnight on.
 */
export function tickPositions(count: number, width: number, hours = false, space = 72): number[] {
  const least = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / space))))
  const positions: number[] = []
  if (hours) {
    const every = HOUR_STEPS.find((step) => step >= least) ?? Math.ceil(least / 24) * 24
    for (let position = 0; position < count; position += every) positions.push(position)
    return positions
  }
  const step = least
  for (let position = count - 1; position >= 0; position -= step) positions.unshift(position)
  return positions
}
