/** Whether the numbers can be trusted: what became of every event that reached this server, and how fast. */
import { useQuality, type Schemas } from '../../api'
import { RangePicker } from '../../app/toolbar/RangePicker'
import { useSite } from '../../app/useSite'
import { useView } from '../../lib/useView'
import { Page, Panel } from '../../ui'
import { Bots } from './Bots'
import { Figures } from './Figures'
import { Outcomes } from './Outcomes'
import styles from './quality.module.css'
import { Timeline } from './Timeline'

type Quality = Schemas['Quality']

export default function QualityPage() {
  const { site, key } = useSite()
  const [{ range }] = useView()
  const query = useQuality({ ...(key !== undefined && { site: key }), ...range })
  const { data, isPending, isError, error, refetch, isPlaceholderData } = query
  const received = data ? data.stored + data.dropped + data.rejected : 0
  const state = data ? (received === 0 ? 'empty' : 'ready') : isError ? 'error' : isPending ? 'loading' : 'empty'
  const common = { state, error, onRetry: () => void refetch(), stale: isPlaceholderData } as const
  return (
    <Page title="Data quality" sticky toolbar={<RangePicker timezone={site?.timezone} />}>
      <Figures data={data} loading={isPending} />
      <Panel title="Events over time" {...common} emptyTitle="No events" emptyText={nothing(data)}>
        {data && <Timeline data={data} />}
      </Panel>
      <div className={styles.columns}>
        <Panel
          title="Outcomes"
          subtitle="Every event ends in exactly one of these."
          {...common}
          emptyTitle="No events"
          emptyText={nothing(data)}
        >
          {data && <Outcomes data={data} />}
        </Panel>
        <Panel
          title="Bots"
          subtitle="Kept apart from people, by name."
          {...common}
          state={state === 'ready' && data?.bots.length === 0 ? 'empty' : state}
          emptyTitle="No bots"
          emptyText="No crawler or other program was recognised in this range."
        >
          {data && <Bots rows={data.bots} />}
        </Panel>
      </div>
    </Page>
  )
}

function nothing(data: Quality | undefined): string {
  return data?.last_event_at
    ? 'No event reached this server in this range. Try a longer one.'
    : 'No event has reached this server yet. The script tag is under Settings, Install.'
}
