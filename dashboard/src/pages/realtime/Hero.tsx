/** The big figure, the last five minutes, and the last half hour by minute. */
import type { Realtime } from '../../api'
import { BarChart } from '../../charts'
import { exact } from '../../lib/format'
import { locale } from '../../lib/locale'
import { Card, Stat } from '../../ui'
import styles from './realtime.module.css'

const count = (value: number) => exact(value, { unit: 'count' })

interface HeroProps {
  snapshot: Realtime
  timezone: string
}

export function Hero({ snapshot, timezone }: HeroProps) {
  const clock = new Intl.DateTimeFormat(locale, { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const minutes = snapshot.pageviews_per_minute
  const labels = minutes.map(({ minute }) => clock.format(new Date(minute)))
  return (
    <Card label="Now" flush>
      <div className={styles.hero}>
        <div className={styles.now}>
          <p className={styles.active} data-testid="active-visitors">
            {count(snapshot.active_visitors)}
          </p>
          <p className={styles.activeLabel}>active now</p>
          <p className={styles.soft}>Visitors of the last 30 seconds</p>
          <div className={styles.five}>
            <Stat label="Visitors, 5 min" value={count(snapshot.visitors)} />
            <Stat label="Pageviews, 5 min" value={count(snapshot.pageviews)} />
          </div>
        </div>
        <div className={styles.minutes}>
          <BarChart
            title="Pageviews per minute, last 30 minutes"
            dimension="Minute"
            labels={labels}
            series={[{ key: 'pageviews', label: 'Pageviews per minute', values: minutes.map(({ pageviews }) => pageviews) }]}
            format={count}
            height={180}
            openAt={minutes.length - 1}
          />
        </div>
      </div>
    </Card>
  )
}
