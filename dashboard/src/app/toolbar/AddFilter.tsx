/** Adds a filter: what it is about, how it compares, and a value, with the most frequent ones to choose from. */
import ListFilter from 'lucide-react/icons/list-filter'
import { useMemo, useState } from 'react'
import { added, isOperator, OPERATORS, type Operator } from '../../lib/filters'
import { propertyDimension } from '../../lib/properties'
import { useShortcuts } from '../../lib/shortcuts'
import { useView } from '../../lib/useView'
import { PropertyInput } from '../../reports/PropertyInput'
import { useWords, type DimensionWords } from '../../reports/useWords'
import { Button, Field, Popover, Select, TextInput } from '../../ui'
import styles from './FilterBar.module.css'
import { FilterProperties } from './FilterProperties'
import { FilterValues } from './FilterValues'
import toolbar from './toolbar.module.css'

/** Stands for a property whose name is still to be given. */
const OWN = 'property:'

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
  const [chosen, setChosen] = useState('page')
  const [key, setKey] = useState('')
  const [op, setOp] = useState<Operator>('is')
  const [text, setText] = useState('')
  const options = useMemo(() => choices(words.dimensions), [words.dimensions])
  const literal = op !== 'is' && op !== 'is_not'
  const own = chosen === OWN
  const field = own ? propertyDimension(key) : chosen
  const add = (value: string) => {
    if (field === null) return
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
          <Select options={options} value={chosen} onChange={(next) => { setChosen(next); setText('') }} autoFocus />
        </Field>
        <Field label="How" hideLabel>
          <Select options={OPERATORS} value={op} onChange={(next) => { if (isOperator(next)) setOp(next) }} />
        </Field>
      </div>
      {own && <PropertyInput value={key} onChange={setKey} />}
      {field !== null && (
        <Field label="Value" hideLabel>
          <TextInput value={text} onChange={(event) => { setText(event.target.value) }} placeholder={literal ? 'Text, then Enter' : 'Search values'} />
        </Field>
      )}
      {field === null ? (
        <FilterProperties onChoose={setKey} />
      ) : literal ? (
        <Button type="submit" variant="primary" disabled={text.trim() === ''}>
          Add filter
        </Button>
      ) : (
        <FilterValues field={field} search={text.trim()} onChoose={add} />
      )}
    </form>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function choices(dimensions: DimensionWords[]) {
  const known = dimensions.filter((one) => !TIMES.has(one.name)).map((one) => ({ value: one.name, label: one.label, group: capital(one.group) }))
  return [...known, { value: OWN, label: 'Own property', group: 'Properties' }]
}
