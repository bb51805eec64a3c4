/** Adds a filter: what it is about, how it compares, and a value, with the most frequent ones to choose from. */
import ListFilter from 'lucide-react/icons/list-filter'
import { useDeferredValue, useMemo, useState } from 'react'
import { useAnalytics, type Question } from '../../api'
import { added, isOperator, OPERATORS, type Operator } from '../../lib/filters'
import { compact } from '../../lib/format'
import { valueName } from '../../lib/names'
import { useShortcuts } from '../../lib/shortcuts'
import { useView } from '../../lib/useView'
import { rowsOf } from '../../reports/rows'
import { useBase } from '../../reports/useQuestion'
import { withSearch } from '../../reports/useReport'
import { useWords, type DimensionWords } from '../../reports/useWords'
import { Button, Field, Popover, Select, Spinner, TextInput } from '../../ui'
import styles from './FilterBar.module.css'
import toolbar from './toolbar.module.css'

/** Dimensions that are times: the range is for those. */
const TIMES = new Set(['minute', 'hour', 'day', 'week', 'month'])

export function AddFilter() {
  const [open, setOpen] = useState(false)
  useShortcuts(useMemo(() => ({ '/': () => { setOpen(true) } }), []))
  return (
    <Popover
      label="Add a filter"
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <Button icon={<ListFilter aria-hidden />} aria-label="Add a filter" className={toolbar.iconOnly}>
          Filter
        </Button>
      }
    >
      <FilterForm onDone={() => { setOpen(false) }} />
    </Popover>
  )
}

function FilterForm({ onDone }: { onDone: () => void }) {
  const words = useWords()
  const [, setView] = useView()
  const [field, setField] = useState('page')
  const [op, setOp] = useState<Operator>('is')
  const [text, setText] = useState('')
  const options = useMemo(() => choices(words.dimensions), [words.dimensions])
  const literal = op !== 'is' && op !== 'is_not'
  const add = (value: string) => {
    setView(({ filters }) => ({ filters: added(filters, { field, op, values: [value] }) }))
    onDone()
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') add(text.trim())
      }}
    >
      <div className={styles.row}>
        <Field label="Filter by" hideLabel>
          <Select options={options} value={field} onChange={(next) => { setField(next); setText('') }} autoFocus />
        </Field>
        <Field label="How" hideLabel>
          <Select options={OPERATORS} value={op} onChange={(next) => { if (isOperator(next)) setOp(next) }} />
        </Field>
      </div>
      <Field label="Value" hideLabel>
        <TextInput value={text} onChange={(event) => { setText(event.target.value) }} placeholder={literal ? 'Text, then Enter' : 'Search values'} />
      </Field>
      {literal ? (
        <Button type="submit" variant="primary" disabled={text.trim() === ''}>
          Add filter
        </Button>
      ) : (
        <Values field={field} search={text.trim()} onChoose={add} />
      )}
    </form>
  )
}

function choices(dimensions: DimensionWords[]) {
  return dimensions.filter((one) => !TIMES.has(one.name)).map((one) => ({ value: one.name, label: one.label, group: one.group }))
}

/** Dimensions stored as codes are searched by their names here; all others by the server. */
const CODED = new Set(['country', 'language', 'device', 'event_type', 'day_of_week', 'hour_of_day'])
const SHOWN = 8

interface ValuesProps {
  field: string
  search: string
  onChoose: (value: string) => void
}

function Values({ field, search, onChoose }: ValuesProps) {
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
