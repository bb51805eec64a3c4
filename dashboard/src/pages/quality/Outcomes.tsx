/** Each outcome with its reason, what that means, and what to do. */
import type { Schemas } from '../../api'
import { exact, share } from '../../lib/format'
import { cx } from '../../ui'
import styles from './quality.module.css'
import { explain } from './reasons'

type Row = Schemas['OutcomeRow']

const GROUPS: { outcome: Row['outcome']; title: string; text: string }[] = [
  { outcome: 'stored', title: 'Stored', text: 'In the reports.' },
  { outcome: 'dropped', title: 'Dropped', text: 'Accepted, and left out by a rule.' },
  { outcome: 'rejected', title: 'Rejected', text: 'Refused on arrival; the sender was told why.' },
]

export function Outcomes({ data }: { data: Schemas['Quality'] }) {
  const received = data.stored + data.dropped + data.rejected
  return (
    <div className={styles.groups}>
      {GROUPS.map(({ outcome, title, text }) => {
        const rows = data.outcomes.filter((row) => row.outcome === outcome && row.reason !== '')
        return (
          <section key={outcome} aria-label={title}>
            <header className={styles.group}>
              <span className={cx(styles.mark, styles[outcome])} aria-hidden />
              <h3 className={styles.groupTitle}>{title}</h3>
              <span className={styles.soft}>{text}</span>
              <Amount events={data[outcome]} of={received} />
            </header>
            {rows.length > 0 && (
              <ul className={styles.reasons}>
                {rows.map((row) => (
                  <Reason key={row.reason} row={row} of={received} />
                ))}
              </ul>
            )}
          </section>
        )
      })}
    </div>
  )
}

function Reason({ row, of }: { row: Row; of: number }) {
  const known = explain(row.reason)
  return (
    <li className={styles.reason}>
      <div>
        <p className={styles.reasonTitle}>{row.label}</p>
        {known && <p className={styles.soft}>{known.meaning}</p>}
        {known?.action && <p className={styles.action}>{known.action}</p>}
      </div>
      <Amount events={row.events} of={of} />
    </li>
  )
}

/** A share that is small but there is never shown as none. */
function shareOf(events: number, of: number): string {
  return events > 0 && events / of < 0.001 ? '<0.1%' : share(events, of)
}

function Amount({ events, of }: { events: number; of: number }) {
  return (
    <span className={styles.amount}>
      {exact(events, { unit: 'count' })}
      <span className={styles.share}>{shareOf(events, of)}</span>
    </span>
  )
}
