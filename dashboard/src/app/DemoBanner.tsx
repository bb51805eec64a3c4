/** Says that the figures are a demo's, and how far its history is made. */
import { useMe } from '../api'
import { ProgressBar } from '../ui'
import styles from './DemoBanner.module.css'

export function DemoBanner() {
  const { data: me } = useMe()
  if (!me?.demo) return null
  const progress = me.demo_progress
  const making = typeof progress === 'number'
  return (
    <aside className={styles.banner} aria-label="Demo">
      <p>
        <strong>Demo data.</strong> History{me.demo_traffic ? ' and live traffic are' : ' is'} simulated; clicks in the{' '}
        <a href="/store/" target="_blank" rel="noreferrer">
          demo shop
        </a>{' '}
        are yours.
      </p>
      {making && (
        <div className={styles.progress}>
          <span>Making 30 days of history: {Math.round(progress * 100)}%</span>
          <ProgressBar value={progress} label="Making the demo history" size="sm" />
        </div>
      )}
    </aside>
  )
}
