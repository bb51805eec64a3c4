/** The latest events in words, newest first. */
import type { Realtime } from '../../api'
import { exact } from '../../lib/format'
import { countryName, eventName, flag } from '../../lib/names'
import { Badge } from '../../ui'
import styles from './LiveStrip.module.css'

type Event = Realtime['recent_events'][number]

const SHOWN = 3

export function LiveFeed({ events }: { events: Event[] }) {
  const told = events.filter((event) => event.event_type !== 'engagement' && event.event_type !== 'web_vitals').slice(0, SHOWN)
  if (told.length === 0) return <p className={styles.soft}>Nobody has been here in the last half hour.</p>
  return (
    <ul className={styles.events}>
      {told.map((event) => (
        <li key={`${event.occurred_at} ${event.event_type} ${event.path}`} className={styles.event}>
          <span className={styles.flag} title={countryName(event.country)} aria-hidden>
            {flag(event.country)}
          </span>
          <span className={styles.what}>{describe(event)}</span>
          {event.simulated && <Badge>simulated</Badge>}
        </li>
      ))}
    </ul>
  )
}

function describe(event: Event) {
  if (event.event_type === 'pageview') return event.path
  const value = event.value === null ? null : Number(event.value)
  if (event.event_type === 'purchase') return <strong>Order{value === null ? '' : ` of ${exact(value, { unit: 'count' })}`}</strong>
  const name = event.name === '' || event.name === event.event_type ? eventName(event.event_type) : event.name
  return `${name} · ${event.path}`
}
