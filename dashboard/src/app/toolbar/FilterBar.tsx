/** The filters that hold: each can be reversed or removed. */
import X from 'lucide-react/icons/x'
import { useMemo } from 'react'
import { opposite, OPERATORS, replaced, without, type Condition } from '../../lib/filters'
import { valueName } from '../../lib/names'
import { useShortcuts } from '../../lib/shortcuts'
import { useView } from '../../lib/useView'
import { useWords } from '../../reports/useWords'
import { Button, IconButton, Menu, type MenuEntry } from '../../ui'
import styles from './FilterBar.module.css'

export function FilterBar() {
  const [view, setView] = useView()
  const clear = useMemo(() => () => { setView({ filters: [] }) }, [setView])
  useShortcuts(useMemo(() => ({ x: clear }), [clear]))
  if (view.filters.length === 0) return null
  return (
    <div className={styles.bar} role="group" aria-label="Filters">
      {view.filters.map((condition, index) => (
        <Chip
          key={`${condition.field} ${condition.op}`}
          condition={condition}
          onChange={(next) => { setView(({ filters }) => ({ filters: replaced(filters, index, next) })) }}
          onRemove={() => { setView(({ filters }) => ({ filters: without(filters, index) })) }}
        />
      ))}
      {view.filters.length > 1 && (
        <Button variant="ghost" size="sm" onClick={clear}>
          Clear all
        </Button>
      )}
    </div>
  )
}

interface ChipProps {
  condition: Condition
  onChange: (condition: Condition) => void
  onRemove: () => void
}

function Chip({ condition, onChange, onRemove }: ChipProps) {
  const words = useWords()
  const { field, op, values } = condition
  const label = words.dimension(field).label
  const operator = OPERATORS.find((one) => one.value === op)?.label.replace(/ \(.*/, '') ?? op
  const literal = op !== 'is' && op !== 'is_not'
  const names = values.map((value) => (literal ? value : valueName(field, value)))
  const text = names.length > 2 ? `${names[0] ?? ''} or ${names.length - 1} more` : names.join(' or ')
  const contrary = opposite(op)
  const items: MenuEntry[] = [
    ...(contrary === null ? [] : [{ label: `Change to “${contrary.replaceAll('_', ' ')}”`, onSelect: () => { onChange({ ...condition, op: contrary }) } }]),
    { label: 'Remove', danger: true, onSelect: onRemove },
  ]
  return (
    <span className={styles.chip}>
      <Menu
        label={`Filter on ${label}`}
        trigger={
          <button type="button" className={styles.text} title={`${label} ${operator} ${names.join(' or ')}`}>
            {label} <span className={styles.operator}>{operator}</span> <strong>{text}</strong>
          </button>
        }
        items={items}
      />
      <IconButton label={`Remove the filter on ${label}`} size="sm" tooltip={false} className={styles.remove} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </span>
  )
}
