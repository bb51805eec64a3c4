/** The range: presets with their shortcuts, or two dates. */
import CalendarDays from 'lucide-react/icons/calendar-days'
import ChevronDown from 'lucide-react/icons/chevron-down'
import { useMemo, useState } from 'react'
import { PRESETS, type RangeChoice } from '../../lib/ranges'
import { useShortcuts } from '../../lib/shortcuts'
import { periodName, todayIn } from '../../lib/time'
import { useView } from '../../lib/useView'
import { Button, Field, Menu, Dialog, TextInput, type MenuEntry } from '../../ui'
import styles from './toolbar.module.css'

/** The range in words; custom dates are both inclusive. */
function rangeName(range: RangeChoice): string {
  if ('preset' in range) return PRESETS.find((one) => one.value === range.preset)?.label ?? range.preset
  return periodName(range.from, `${range.to}T23:59`)
}

export function RangePicker({ timezone = 'UTC' }: { timezone?: string | undefined }) {
  const [view, setView] = useView()
  const [dates, setDates] = useState(false)
  const choose = (range: RangeChoice) => { setView({ range, by: null }) }
  const preset = 'preset' in view.range ? view.range.preset : null
  useShortcuts(
    useMemo(
      () => Object.fromEntries(PRESETS.flatMap(({ key, value }) => (key === undefined ? [] : [[key, () => { setView({ range: { preset: value }, by: null }) }]]))),
      [setView],
    ),
  )
  const items: MenuEntry[] = PRESETS.flatMap(({ value, label, key }) => {
    const item = { label, checked: value === preset, onSelect: () => { choose({ preset: value }) }, ...(key !== undefined && { shortcut: key }) }
    return value === '7d' || value === 'month' || value === 'all' ? ['line', item] : [item]
  })
  return (
    <>
      <Menu
        label="Range"
        align="end"
        trigger={
          <Button icon={<CalendarDays aria-hidden />} className={styles.narrow} trailing={<ChevronDown aria-hidden />}>
            {rangeName(view.range)}
          </Button>
        }
        items={[...items, 'line', { label: 'Custom dates…', checked: preset === null, onSelect: () => { setDates(true) } }]}
      />
      {dates && <CustomDates range={view.range} today={todayIn(timezone)} onChoose={choose} onClose={() => { setDates(false) }} />}
    </>
  )
}

interface CustomDatesProps {
  range: RangeChoice
  today: string
  onChoose: (range: RangeChoice) => void
  onClose: () => void
}

function CustomDates({ range, today, onChoose, onClose }: CustomDatesProps) {
  const [from, setFrom] = useState('from' in range ? range.from : '')
  const [to, setTo] = useState('to' in range ? range.to : today)
  const reversed = from !== '' && to !== '' && from > to
  const ready = from !== '' && to !== '' && !reversed
  return (
    <Dialog open onOpenChange={onClose} title="Custom dates" description="Both days are included." size="sm">
      <form
        className={styles.dates}
        onSubmit={(event) => {
          event.preventDefault()
          if (!ready) return
          onChoose({ from, to })
          onClose()
        }}
      >
        <Field label="From">
          <TextInput type="date" value={from} max={today} autoFocus onChange={(event) => { setFrom(event.target.value) }} />
        </Field>
        <Field label="To" error={reversed ? 'This is before the first day.' : null}>
          <TextInput type="date" value={to} onChange={(event) => { setTo(event.target.value) }} />
        </Field>
        <Button type="submit" variant="primary" disabled={!ready} className={styles.apply}>
          Show these days
        </Button>
      </form>
    </Dialog>
  )
}
