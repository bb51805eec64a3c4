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

/** Which of `count` positions get a tick, when one needs `space` pixels of `width`: evenly spread, last one included. */
export function tickPositions(count: number, width: number, space = 72): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / space))))
  const positions: number[] = []
  for (let position = count - 1; position >= 0; position -= step) positions.unshift(position)
  return positions
}
