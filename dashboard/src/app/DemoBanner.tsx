/** Says that the figures are a demo's, and how far its history is made. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys, useMe } from '../api'
import { ProgressBar } from '../ui'
import styles from './DemoBanner.module.css'

export function DemoBanner() {
  const { data: me } = useMe()
  useRefresh(me?.demo_progress)
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

/** Asks for the figures, and for when they begin, again at each tenth of the demo's history, and when it is complete. */
function useRefresh(progress: number | null | undefined): void {
  const client = useQueryClient()
  const step = typeof progress === 'number' ? Math.floor(progress * 10) : progress
  useEffect(() => {
    if (step === undefined) return
    void client.invalidateQueries({ queryKey: ['analytics'] })
    void client.invalidateQueries({ queryKey: keys.sites })
  }, [client, step])
}
