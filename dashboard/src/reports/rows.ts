/** Rows of a breakdown as values, and their columns for the table. */
import type { Answer } from '../api'
import { change } from '../lib/change'
import { compact, exact, orDash, type Unit } from '../lib/format'
import type { Cell } from '../lib/csv'
import type { MetricWords, Words } from './useWords'

export interface ReportRow {
  value: string | null
  metrics: Record<string, number | null>
  comparison: Record<string, number | null> | null
}

/** The rows of an answer with one dimension, by metric name. */
export function rowsOf(answer: Answer | undefined): ReportRow[] {
  if (!answer) return []
  const names = answer.columns.filter((column) => column.kind === 'metric').map((column) => column.name)
  const named = (values: Answer['rows'][number]['metrics']) => Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))
  return answer.rows.map((row) => ({
    value: row.dimensions[0] ?? null,
    metrics: named(row.metrics),
    comparison: row.comparison ? named(row.comparison) : null,
  }))
}

export function rowKey(row: ReportRow): string {
  return row.value ?? '\u0000unknown'
}

export function unitOf(metric: MetricWords, currency: string | undefined): Unit {
  return currency === undefined ? { unit: metric.unit } : { unit: metric.unit, currency }
}

/** A cell's text, by `short`, and in full with its change for the tooltip. */
export function cellText(
  row: ReportRow,
  metric: MetricWords,
  currency: string | undefined,
  short: (value: number) => string = (value) => compact(value, unitOf(metric, currency)),
): { text: string; title: string } {
  const unit = unitOf(metric, currency)
  const value = row.metrics[metric.name]
  const full = orDash(value, (known) => exact(known, unit))
  const changed = row.comparison && change(value, row.comparison[metric.name], metric.unit, metric.higher_is_better)
  const before = row.comparison ? orDash(row.comparison[metric.name], (known) => exact(known, unit)) : null
  const arrow = changed && { up: '↑', down: '↓', flat: '=' }[changed.direction]
  return {
    text: orDash(value, short),
    title: before === null ? full : `${full}, was ${before}${changed ? ` (${arrow ?? ''} ${changed.text})` : ''}`,
  }
}

/** Header and cells of the rows as a file has them: codes as they are stored, figures unrounded. */
export function csvOf(rows: ReportRow[], dimension: string, metrics: string[], words: Pick<Words, 'metric' | 'dimension'>): [string[], Cell[][]] {
  const compared = rows.some((row) => row.comparison !== null)
  const labels = metrics.map((name) => words.metric(name).label)
  const header = [words.dimension(dimension).label, ...labels, ...(compared ? labels.map((label) => `${label} (comparison)`) : [])]
  const cells = rows.map((row) => [
    row.value,
    ...metrics.map((name) => row.metrics[name] ?? null),
    ...(compared ? metrics.map((name) => row.comparison?.[name] ?? null) : []),
  ])
  return [header, cells]
}
