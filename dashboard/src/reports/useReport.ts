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

export function withSearch(filter: Filter | null | undefined, dimension: string, search: string): Filter | null {
  if (search === '') return filter ?? null
  const condition: Filter = { field: dimension, op: 'contains', values: [search] }
  return filter ? { and: [filter, condition] } : condition
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
      filters: withSearch(base.filters, report.dimension, search),
      order: [{ field: sort.key, direction: sort.direction }],
      limit,
    }
  }, [base, words, metrics, report.dimension, search, sort, limit])
}

export function useReport(report: Report, wanted: Wanted) {
  return useAnalytics(useReportQuestion(report, wanted))
}
