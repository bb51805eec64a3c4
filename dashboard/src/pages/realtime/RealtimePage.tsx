/** Who is in the shop this moment; every figure comes by the live connection and changes without a reload. */
import { useLive, type Realtime } from '../../api'
import { Install } from '../../app/Install'
import { useSite } from '../../app/useSite'
import { Badge, LiveDot, Page, Skeleton } from '../../ui'
import { Announcement } from './Announcement'
import { Conversions } from './Conversions'
import { Feed } from './Feed'
import { Hero } from './Hero'
import styles from './realtime.module.css'
import { TopCountries, TopPages, TopSources } from './Tops'

export default function RealtimePage() {
  const { site, key, isPending, isNew: unused } = useSite()
  const { status, snapshot, polled } = useLive(key, !isPending)
  const isNew = unused && !happened(snapshot)
  const aside = (
    <>
      <LiveDot status={status} labelled />
      {polled && status === 'live' && <span className={styles.soft}>every 5 s</span>}
      {snapshot?.simulated && <Badge tone="warn">with simulated traffic</Badge>}
    </>
  )
  return (
    <Page title="Realtime" aside={aside}>
      {isNew && site && <Install site={site} what="Visitors" />}
      {!isNew && !snapshot && <Skeleton height={520} />}
      {!isNew && snapshot && <Window snapshot={snapshot} timezone={site?.timezone ?? 'UTC'} currency={site?.currency ?? 'EUR'} />}
    </Page>
  )
}

function happened(snapshot: Realtime | undefined): boolean {
  return snapshot !== undefined && (snapshot.active_visitors > 0 || snapshot.recent_events.length > 0)
}

interface WindowProps {
  snapshot: Realtime
  timezone: string
  currency: string
}

function Window({ snapshot, timezone, currency }: WindowProps) {
  return (
    <div className={styles.page}>
      <Announcement snapshot={snapshot} />
      <Hero snapshot={snapshot} timezone={timezone} />
      <div className={styles.thirds}>
        <TopPages rows={snapshot.top_pages} />
        <TopSources rows={snapshot.top_sources} />
        <TopCountries rows={snapshot.top_countries} />
      </div>
      <div className={styles.feedRow}>
        <Feed snapshot={snapshot} currency={currency} timezone={timezone} />
        <Conversions snapshot={snapshot} />
      </div>
    </div>
  )
}
