/** The part of every question that the view decides: site, range, filters and comparison. */
import { useMemo } from 'react'
import type { Question } from '../api'
import { useSite } from '../app/useSite'
import { toFilter } from '../lib/filters'
import { useView } from '../lib/useView'
import type { View } from '../lib/view'

export type Base = Omit<Question, 'metrics'>

export function baseQuestion(view: View, site: string | undefined): Base {
  return {
    site: site ?? null,
    range: view.range,
    filters: toFilter(view.filters),
    comparison: view.comparison === 'off' ? null : view.comparison,
  }
}

/** What the current view asks of a site; undefined until it is known which site that is, and that it has events. */
export function useBase(): Base | undefined {
  const [view] = useView()
  const { key, isPending, isNew } = useSite()
  return useMemo(() => (isPending || isNew ? undefined : baseQuestion(view, key)), [view, key, isPending, isNew])
}
