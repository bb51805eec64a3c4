/** A time, as its distance from now while it is near and as a date later; in full on hover. */
import { locale } from '../lib/locale'
import { ago } from '../lib/ago'
import { useNow } from '../lib/useNow'

const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' })

/** `every` is how often the distance is renewed, in milliseconds. */
export function Moment({ at, every = 10_000 }: { at: string; every?: number }) {
  const time = new Date(at)
  const now = useNow(every)
  return (
    <time dateTime={at} title={full.format(time)}>
      {ago(time.getTime(), now)}
    </time>
  )
}
