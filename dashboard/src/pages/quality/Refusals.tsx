/** The last events that were refused, alike ones in one row, with what the sender was told. */
import type { Schemas } from '../../api'
import { Moment } from '../../app/Moment'
import { Told } from '../../app/Told'
import { exact } from '../../lib/format'
import styles from './quality.module.css'

export function Refusals({ rows }: { rows: Schemas['RecentRefusal'][] }) {
  return (
    <ul className={styles.refusals} aria-label="Last refusals">
      {rows.map(({ event_type: type, reason, field, detail, events, occurred_at: at }) => (
        <li key={[type, reason, field, detail].join('\n')} className={styles.reason}>
          <div>
            <p className={styles.reasonTitle}>
              {type || (field === 'event_type' ? 'Event of an unknown type' : 'Unreadable event')}
              {field !== '' && <> · <code>{field}</code></>}
            </p>
            <p className={styles.soft}>
              <Told text={detail} />
            </p>
          </div>
          <span className={styles.last}>
            {events > 1 && <span className={styles.times}>{exact(events, { unit: 'count' })} times</span>}
            <Moment at={at} />
          </span>
        </li>
      ))}
    </ul>
  )
}
