/** The keyboard shortcuts, all in one place. */
import { PRESETS } from '../lib/ranges'
import { Dialog, Kbd } from '../ui'
import styles from './Help.module.css'

const GENERAL = [
  { key: '/', label: 'Add a filter' },
  { key: 'x', label: 'Clear all filters' },
  { key: 'c', label: 'Comparison on or off' },
  { key: 't', label: 'Light or dark' },
  { key: '?', label: 'This help' },
]
const RANGES = PRESETS.flatMap(({ key, label }) => (key === undefined ? [] : [{ key, label }]))

export function Help({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" description="Charts: arrow keys read the values. Esc closes what is open.">
      <div className={styles.columns}>
        <List title="Ranges" entries={RANGES} />
        <List title="Everything else" entries={GENERAL} />
      </div>
    </Dialog>
  )
}

function List({ title, entries }: { title: string; entries: { key: string; label: string }[] }) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.list}>
        {entries.map(({ key, label }) => (
          <div key={key} className={styles.entry}>
            <dt>{label}</dt>
            <dd>
              <Kbd>{key}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
