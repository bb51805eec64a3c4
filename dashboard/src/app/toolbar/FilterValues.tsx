/** The most frequent values of what a filter is about, to choose one from. */
import { useDeferredValue, useMemo } from 'react'
import { useAnalytics, type Question } from '../../api'
import { compact } from '../../lib/format'
import { valueName } from '../../lib/names'
import { rowsOf } from '../../reports/rows'
import { useBase } from '../../reports/useQuestion'
import { withSearch } from '../../reports/useReport'
import { useWords } from '../../reports/useWords'
import { Spinner } from '../../ui'
import styles from './FilterBar.module.css'

/** Dimensions stored as codes are searched by their names here; all others by the server. */
const CODED = new Set(['country', 'language', 'device', 'event_type', 'day_of_week', 'hour_of_day'])
const SHOWN = 8

interface FilterValuesProps {
  field: string
  search: string
  onChoose: (value: string) => void
}

export function FilterValues({ field, search, onChoose }: FilterValuesProps) {
  const base = useBase()
  const words = useWords()
  const sought = useDeferredValue(search)
  const coded = CODED.has(field)
  const metric = ['visitors', 'events', 'units'].find((one) => words.answers(one, field)) ?? 'visitors'
  const question = useMemo<Question | undefined>(
    () =>
      base && {
        ...base,
        comparison: null,
        metrics: [metric],
        dimensions: [field],
        filters: withSearch(base.filters, field, coded ? '' : sought),
        limit: coded ? 300 : SHOWN,
      },
    [base, metric, field, sought, coded],
  )
  const answer = useAnalytics(question)
  if (answer.isError) return <p className={styles.none}>{answer.error.message}</p>
  if (!answer.data) return <Spinner label="Loading values" />
  const rows = rowsOf(answer.data)
    .filter((row) => !coded || valueName(field, row.value).toLowerCase().includes(sought.toLowerCase()))
    .slice(0, SHOWN)
  if (rows.length === 0) return <p className={styles.none}>{search === '' ? 'No values in this range.' : 'No value in this range has this in it.'}</p>
  return (
    <div className={styles.values}>
      {rows.map((row) => (
        <button key={row.value ?? ''} type="button" className={styles.value} onClick={() => { onChoose(row.value ?? '') }}>
          <span>{valueName(field, row.value)}</span>
          <span className={styles.count}>{compact(row.metrics[metric] ?? 0, { unit: 'count' })}</span>
        </button>
      ))}
    </div>
  )
}
