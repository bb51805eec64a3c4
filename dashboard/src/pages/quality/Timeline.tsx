/** Outcomes over time. */
import type { Schemas } from '../../api'
import { BarChart } from '../../charts'
import { compact, exact } from '../../lib/format'
import { bucketName, tickNames } from '../../lib/time'
import type { Bucket } from '../../lib/ranges'
import { useNow } from '../../lib/useNow'

type Quality = Schemas['Quality']

const COLORS = { stored: 'var(--series-1)', dropped: 'var(--series-5)', rejected: 'var(--bad)' } as const
const HOUR_MS = 3_600_000

/** Position of the bucket that is not over at `now` (milliseconds); null where all are. */
export function openBucket({ timeline, range }: Pick<Quality, 'timeline' | 'range'>, now: number): number | null {
  if (Date.parse(range.to) <= now) return null
  const begun = timeline.filter(({ time }) => Date.parse(time) <= now).length
  return begun === 0 ? null : begun - 1
}

/** The bucket size that the times are apart. */
function bucketOf(timeline: Quality['timeline']): Bucket {
  const [first, second] = timeline
  if (!first || !second) return 'day'
  return Date.parse(second.time) - Date.parse(first.time) <= HOUR_MS ? 'hour' : 'day'
}

export function Timeline({ data }: { data: Quality }) {
  const { timeline } = data
  const bucket = bucketOf(timeline)
  const now = useNow(60_000)
  return (
    <BarChart
      title="Events by outcome over time"
      dimension={bucket === 'hour' ? 'Hour' : 'Day'}
      labels={timeline.map(({ time }) => bucketName(time, bucket))}
      ticks={tickNames(timeline.map(({ time }) => time), bucket)}
      series={[
        { key: 'stored', label: 'Stored', color: COLORS.stored, values: timeline.map((one) => one.stored) },
        { key: 'dropped', label: 'Dropped', color: COLORS.dropped, values: timeline.map((one) => one.dropped) },
        { key: 'rejected', label: 'Rejected', color: COLORS.rejected, values: timeline.map((one) => one.rejected) },
      ]}
      format={(value) => exact(value, { unit: 'count' })}
      formatTick={(value) => compact(value, { unit: 'count' })}
      height={200}
      openAt={openBucket(data, now)}
    />
  )
}
