/** Says above every page that the event store does not answer; once it does, what was missed is asked for again. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useSites } from '../api'
import { Button, Notice } from '../ui'
import styles from './StoreAway.module.css'

export function StoreAway() {
  const { data: sites = [], refetch } = useSites()
  const client = useQueryClient()
  const away = sites.some((site) => !site.events_known)
  const wasAway = useRef(false)
  useEffect(() => {
    if (wasAway.current && !away) void client.invalidateQueries({ queryKey: ['analytics'] })
    wasAway.current = away
  }, [client, away])
  if (!away) return null
  return (
    <div className={styles.place}>
      <Notice tone="warn" title="The event store does not answer." action={<Button size="sm" onClick={() => { void refetch() }}>Try again</Button>}>
        Reports cannot be shown and the live figures stand still. What arrives is kept, and counted as soon as the store is back; it is asked every few seconds.
      </Notice>
    </div>
  )
}
