/** The latest orders. */
import type { Realtime } from '../../api'
import { exact } from '../../lib/format'
import { countryName } from '../../lib/names'
import { Badge, cx, Panel } from '../../ui'
import { ago } from '../../lib/ago'
import styles from './realtime.module.css'
import { useNow } from '../../lib/useNow'

export function Conversions({ snapshot }: { snapshot: Realtime }) {
  const orders = snapshot.recent_conversions
  const now = useNow(5000)
  return (
    <Panel
      title="Recent orders"
      state={orders.length === 0 ? 'empty' : 'ready'}
      emptyTitle="No order yet"
      emptyText="Orders of the last half hour appear here."
      className={cx(styles.scroller, styles.orders)}
    >
      <ol className={styles.feed} tabIndex={0} aria-label="Orders, newest first">
        {orders.map((order) => (
          <li key={order.order_id} className={styles.conversion}>
            <p className={styles.amount}>
              {order.revenue === null ? '–' : exact(order.revenue, { unit: 'currency', currency: order.currency })}
              {order.simulated && <Badge>simulated</Badge>}
            </p>
            <p className={styles.soft}>
              {[
                `${order.items} ${order.items === 1 ? 'item' : 'items'}`,
                order.country && countryName(order.country),
                order.source,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <time className={styles.time} dateTime={order.occurred_at}>
              {ago(Date.parse(order.occurred_at), now)}
            </time>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
