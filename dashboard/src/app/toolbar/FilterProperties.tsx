/** The properties that events carry, to choose the one that a filter is about. */
import { compact } from '../../lib/format'
import { useCarried } from '../../reports/PropertyInput'
import { Spinner } from '../../ui'
import styles from './FilterBar.module.css'

export function FilterProperties({ onChoose }: { onChoose: (key: string) => void }) {
  const { data: carried, error } = useCarried()
  if (error) return <p className={styles.none}>{error.message}</p>
  if (!carried) return <Spinner label="Loading properties" />
  if (carried.length === 0) return <p className={styles.none}>No event of this range carries a property.</p>
  return (
    <div className={styles.values}>
      {carried.map(({ key, events }) => (
        <button key={key} type="button" className={styles.value} onClick={() => { onChoose(key) }}>
          <span>{key}</span>
          <span className={styles.count}>{compact(events, { unit: 'count' })}</span>
        </button>
      ))}
    </div>
  )
}
