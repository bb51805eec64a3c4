/** What just happened, newest first, in as few words as fit. */
import type { Realtime } from '../../api'
import { countryName } from '../../lib/names'
import { ago } from '../../lib/ago'
import { sentence } from '../../lib/sentence'
import styles from './LiveStrip.module.css'

type Event = Realtime['recent_events'][number]

const SHOWN = 3

interface LiveFeedProps {
  events: Event[]
  currency: string
  /** The moment of the snapshot, so that distances are by the server's clock alone. */
  at: string
}

export function LiveFeed({ events, currency, at }: LiveFeedProps) {
  if (events.length === 0) return <p className={styles.soft}>Quiet for the last half hour.</p>
  return (
    <ul className={styles.events}>
      {events.slice(0, SHOWN).map((event, index) => (
        <li key={`${event.occurred_at} ${event.event_type} ${index}`} className={styles.event}>
          <span className={event.event_type === 'purchase' ? styles.order : styles.what}>{capital(sentence(event, currency).what)}</span>
          <span className={styles.meta}>
            {event.simulated && <span className={styles.simulated}>simulated · </span>}
            {event.country !== '' && <abbr title={countryName(event.country)}>{event.country}</abbr>}
          </span>
          <time className={styles.time} dateTime={event.occurred_at}>
            {ago(Date.parse(event.occurred_at), Date.parse(at)).replace(' ago', '')}
          </time>
        </li>
      ))}
    </ul>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
