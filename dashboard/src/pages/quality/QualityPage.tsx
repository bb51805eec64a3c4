/** Whether the numbers can be trusted: what became of every event that reached this server, and how fast. */
import { useQuality } from '../../api'
import { RangePicker } from '../../app/toolbar/RangePicker'
import { UnknownKeys } from '../../app/UnknownKeys'
import { useSite } from '../../app/useSite'
import { useView } from '../../lib/useView'
import { Unpriced } from '../../reports/Unpriced'
import { Notice, Page, Panel } from '../../ui'
import { Bots } from './Bots'
import { Figures } from './Figures'
import { Outcomes } from './Outcomes'
import styles from './quality.module.css'
import { Refusals } from './Refusals'
import { Timeline } from './Timeline'

export default function QualityPage() {
  const { site, key } = useSite()
  const [{ range }] = useView()
  const query = useQuality({ ...(key !== undefined && { site: key }), ...range })
  const { data, isPending, isError, error, refetch, isPlaceholderData } = query
  // Imported orders are no events, but came at some time too.
  const last = data?.last_event_at ?? site?.last_event_at ?? null
  const received = data ? data.stored + data.dropped + data.rejected : 0
  const state = data ? (received === 0 ? 'empty' : 'ready') : isError ? 'error' : isPending ? 'loading' : 'empty'
  const common = { state, error, onRetry: () => void refetch(), stale: isPlaceholderData } as const
  return (
    <Page title="Data quality" sticky toolbar={<RangePicker timezone={site?.timezone} />}>
      {data && data.unknown_keys.events > 0 && (
        <Notice tone="warn">
          <UnknownKeys keys={data.unknown_keys} where="the one under Settings, Install" />
        </Notice>
      )}
      <Unpriced />
      <Figures data={data} last={last} loading={isPending} />
      <Panel title="Events over time" {...common} emptyTitle="No events" emptyText={nothing(last)}>
        {data && <Timeline data={data} />}
      </Panel>
      <div className={styles.columns}>
        <Panel
          title="Outcomes"
          subtitle="Every event ends in exactly one of these."
          {...common}
          emptyTitle="No events"
          emptyText={nothing(last)}
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
      <Panel
        title="Last refusals"
        subtitle={`The latest that were refused on arrival, whatever the range${data?.refusals_incomplete === true ? '; those of other collector processes are not among them' : ''}.`}
        {...common}
        state={data ? (data.recent_refusals.length === 0 ? 'empty' : 'ready') : state}
        emptyTitle="No refusals"
        emptyText="Nothing was refused since the server started."
      >
        {data && <Refusals rows={data.recent_refusals} />}
      </Panel>
    </Page>
  )
}

function nothing(last: string | null): string {
  return last !== null
    ? 'No event reached this server in this range. Try a longer one.'
    : 'No event has reached this server yet. The script tag is under Settings, Install.'
}
