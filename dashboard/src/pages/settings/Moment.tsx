/** A time, as its distance from now while it is near and as a date later; in full on hover. */
import { ago } from '../realtime/ago'

export function Moment({ at }: { at: string }) {
  const time = new Date(at)
  return (
    <time dateTime={at} title={time.toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' })}>
      {ago(time.getTime(), Date.now())}
    </time>
  )
}
