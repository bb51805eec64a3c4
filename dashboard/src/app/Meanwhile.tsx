/** What arrived while a site waits for its first event, and was not it: wrong keys, automated browsers, refusals. */
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useQuality, type Schemas } from '../api'
import { exact } from '../lib/format'
import { Notice } from '../ui'
import { Told } from './Told'
import { UnknownKeys } from './UnknownKeys'

export function Meanwhile({ site }: { site: Schemas['SiteOut'] }) {
  const { data } = useQuality({ site: site.key, preset: 'today' }, { every: 2000 })
  if (!data) return null
  const [refusal] = data.recent_refusals
  const hints: [string, ReactNode][] = []
  if (data.unknown_keys.events > 0) hints.push(['keys', <UnknownKeys key="keys" keys={data.unknown_keys} where="the tag above" />])
  if (data.bots.length > 0) hints.push(['bots', <Bots key="bots" rows={data.bots} />])
  if (refusal) {
    hints.push([
      'refusal',
      <>
        An event was refused{refusal.event_type !== '' && ` (${refusal.event_type})`}: <Told text={refusal.detail} /> <Link to={`/quality?site=${encodeURIComponent(site.key)}`}>All refusals</Link>
      </>,
    ])
  }
  return hints.map(([key, hint]) => (
    <Notice key={key} tone="warn">
      {hint}
    </Notice>
  ))
}

function Bots({ rows }: { rows: Schemas['BotRow'][] }) {
  const events = rows.reduce((sum, row) => sum + row.events, 0)
  const names = rows.map(({ bot }) => bot).filter((name) => name !== '')
  return (
    <>
      {events === 1 ? 'An event' : `${exact(events, { unit: 'count' })} events`} of an automated browser or a bot{names.length > 0 && ` (${names.slice(0, 3).join(', ')})`} arrived and{' '}
      {events === 1 ? 'was' : 'were'} kept apart. Open the shop in a browser of your own; for a shop under test, its settings can count automated browsers too.
    </>
  )
}
