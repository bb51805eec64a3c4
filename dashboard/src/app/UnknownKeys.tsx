/** That events came with a site key nobody has: the likeliest reason why a shop's own do not. */
import type { Schemas } from '../api'
import { exact } from '../lib/format'
import { Moment } from './Moment'

interface UnknownKeysProps {
  keys: Schemas['UnknownKeys']
  /** Where the right key is to be seen. */
  where: string
}

/** Renders nothing where none came. */
export function UnknownKeys({ keys: { events, last_at: last, key_hint: hint }, where }: UnknownKeysProps) {
  if (events === 0 || last === null) return null
  const count = `${exact(events, { unit: 'count' })} ${events === 1 ? 'event' : 'events'}`
  return (
    <>
      {count} {hint === null ? 'without a site key' : <>with an unknown site key (<code>{hint}…</code>)</>} arrived in the last 24 hours, the last <Moment at={last} every={1000} />: check{' '}
      <code>data-api-key</code> in your pages against {where}.
    </>
  )
}
