/** Asks a report's question, for a panel's first rows or for the whole table. */
import { useMemo } from 'react'
import { useAnalytics, type Question } from '../api'
import type { Sort } from '../ui'
import type { Report } from './records'
import { useBase } from './useQuestion'
import { useWords } from './useWords'

interface Wanted {
  metrics: string[]
  sort: Sort
  limit: number
  /** Only values with this text in them. */
  search?: string
}

type Filter = NonNullable<Question['filters']>

/** Both filters, either of which may be missing. */
export function both(one: Filter | null | undefined, other: Filter | null | undefined): Filter | null {
  if (one && other) return { and: [one, other] }
  return one ?? other ?? null
}

/** The filter narrowed to values with the text in them. */
export function withSearch(filter: Filter | null | undefined, dimension: string, search: string): Filter | null {
  return both(filter, search === '' ? null : { field: dimension, op: 'contains', values: [search] })
}

/** The question of a report within the current view; undefined until site and catalog are known. */
export function useReportQuestion(report: Report, { metrics, sort, limit, search = '' }: Wanted): Question | undefined {
  const base = useBase()
  const words = useWords()
  return useMemo(() => {
    if (base === undefined || words.isPending) return undefined
    const possible = metrics.filter((metric) => words.answers(metric, report.dimension))
    return {
      ...base,
      metrics: possible.length > 0 ? possible : metrics.slice(0, 1),
      dimensions: [report.dimension],
      filters: withSearch(both(base.filters, report.where), report.dimension, search),
      order: [{ field: sort.key, direction: sort.direction }],
      limit,
    }
  }, [base, words, metrics, report.dimension, report.where, search, sort, limit])
}

export function useReport(report: Report, wanted: Wanted) {
  return useAnalytics(useReportQuestion(report, wanted))
}
