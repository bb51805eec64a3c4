/** The totals, and whether events are on their way quickly. */
import type { Schemas } from '../../api'
import { compact, exact, orDash, share } from '../../lib/format'
import { Card, Stat } from '../../ui'
import { Moment } from '../../app/Moment'
import styles from './quality.module.css'

const count = (value: number) => compact(value, { unit: 'count' })
const full = (value: number) => exact(value, { unit: 'count' })

/** 0 B, 812 B, 1.4 MB. */
export function bytes(size: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  return `${(size / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step] ?? ''}`
}

/** Under a second in milliseconds, above in seconds. */
export function lag(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 1) return '<1 ms'
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

interface FiguresProps {
  data: Schemas['Quality'] | undefined
  /** When the newest event or order was. */
  last: string | null
  loading: boolean
}

export function Figures({ data, last, loading }: FiguresProps) {
  const received = data ? data.stored + data.dropped + data.rejected : 0
  const part = (value: number) => (data ? `${full(value)} of ${full(received)}, ${share(value, received)}` : '')
  return (
    <Card label="Figures" flush>
      <div className={styles.figures}>
        <Stat label="Received" value={orDash(data && received, count)} description={`Events that reached this server: ${full(received)}`} loading={loading} />
        <Stat
          label="Stored"
          value={data && received > 0 ? share(data.stored, received) : '–'}
          description={`In the reports: ${part(data?.stored ?? 0)}`}
          loading={loading}
        />
        <Stat label="Dropped" value={orDash(data?.dropped, count)} description={`Left out by a rule: ${part(data?.dropped ?? 0)}`} loading={loading} />
        <Stat label="Rejected" value={orDash(data?.rejected, count)} description={`Refused on arrival: ${part(data?.rejected ?? 0)}`} loading={loading} />
        <Stat
          label="Delay"
          value={orDash(data?.lag_ms, lag)}
          description="From arrival until an event is in the reports, on average over the range."
          loading={loading}
        />
        <Stat
          label="Waiting"
          value={orDash(data?.log_backlog_bytes, bytes)}
          description={
            data?.log_backlog_bytes === null
              ? 'Accepted and safe, but not yet in the reports: ask the log itself how far the loaders are behind.'
              : 'Accepted and safe on disk, but not yet in the reports. It should stay near zero.'
          }
          loading={loading}
        />
        <Stat label="Last event" value={last === null ? '–' : <Moment at={last} every={1000} />} loading={loading} />
      </div>
    </Card>
  )
}
