/** Who is in the shop at this moment, the last half hour, and what just happened. */
import ArrowRight from 'lucide-react/icons/arrow-right'
import { Link, useLocation } from 'react-router'
import { useLive, type Realtime } from '../../api'
import { BarChart } from '../../charts'
import { compact } from '../../lib/format'
import { LiveDot, Skeleton } from '../../ui'
import { LiveFeed } from './LiveFeed'
import styles from './LiveStrip.module.css'

interface LiveStripProps {
  site: string | undefined
  /** False until it is known which site that is. */
  enabled: boolean
  currency: string
  /** Filters hold on the page; the live figures do not know them and say so. */
  filtered: boolean
}

export function LiveStrip({ site, enabled, currency, filtered }: LiveStripProps) {
  const { status, snapshot } = useLive(site, enabled)
  const { search } = useLocation()
  return (
    <section className={styles.strip} aria-label="In the shop now">
      <div className={styles.now}>
        <p className={styles.title}>
          <LiveDot status={status} /> {filtered ? 'Whole shop now' : 'In the shop now'}
        </p>
        {snapshot ? <Now snapshot={snapshot} /> : <Skeleton width={90} height={34} />}
        <Link to={{ pathname: '/realtime', search }} className={styles.more}>
          Realtime <ArrowRight aria-hidden />
        </Link>
      </div>
      <div className={styles.minutes}>
        <p className={styles.title}>Pageviews, last 30 minutes</p>
        {snapshot ? <Minutes snapshot={snapshot} /> : <Skeleton height={66} />}
      </div>
      <div className={styles.feed}>
        <p className={styles.title}>Latest</p>
        {snapshot ? <LiveFeed events={snapshot.recent_events} currency={currency} at={snapshot.at} /> : <Skeleton lines={3} />}
      </div>
    </section>
  )
}

function Now({ snapshot }: { snapshot: Realtime }) {
  const { active_visitors: active, visitors } = snapshot
  return (
    <p className={styles.figures}>
      <span className={styles.active} title="Different visitors in the last 30 seconds">
        {compact(active, { unit: 'count' })}
      </span>
      <span className={styles.soft} title="Different visitors in the last 5 minutes">
        {compact(visitors, { unit: 'count' })} in 5 min
      </span>
    </p>
  )
}

function Minutes({ snapshot }: { snapshot: Realtime }) {
  const minutes = snapshot.pageviews_per_minute
  const last = minutes.length - 1
  return (
    <BarChart
      bare
      height={66}
      title="Pageviews per minute"
      dimension="Minute"
      labels={minutes.map((_, index) => (index === last ? 'This minute' : `${last - index} min ago`))}
      series={[{ key: 'pageviews', label: 'Pageviews', values: minutes.map((one) => one.pageviews) }]}
      openAt={last}
      format={(value) => compact(value, { unit: 'count' })}
    />
  )
}
