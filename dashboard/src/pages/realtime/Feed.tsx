/** What happens, event by event, in sentences; can be held still for reading. */
import CircleAlert from 'lucide-react/icons/circle-alert'
import CreditCard from 'lucide-react/icons/credit-card'
import Eye from 'lucide-react/icons/eye'
import MousePointerClick from 'lucide-react/icons/mouse-pointer-click'
import PackageCheck from 'lucide-react/icons/package-check'
import Pause from 'lucide-react/icons/pause'
import Play from 'lucide-react/icons/play'
import Search from 'lucide-react/icons/search'
import ShoppingCart from 'lucide-react/icons/shopping-cart'
import Tag from 'lucide-react/icons/tag'
import Undo2 from 'lucide-react/icons/undo-2'
import { useState } from 'react'
import type { Realtime } from '../../api'
import { locale } from '../../lib/locale'
import { Badge, Button, cx, Panel } from '../../ui'
import styles from './realtime.module.css'
import { sentence } from '../../lib/sentence'

type RecentEvent = Realtime['recent_events'][number]

const ICONS: Record<string, typeof Eye> = {
  pageview: Eye,
  page_not_found: CircleAlert,
  search: Search,
  view_item: Tag,
  select_item: Tag,
  view_item_list: Tag,
  add_to_cart: ShoppingCart,
  remove_from_cart: ShoppingCart,
  view_cart: ShoppingCart,
  begin_checkout: CreditCard,
  add_shipping_info: CreditCard,
  add_payment_info: CreditCard,
  purchase: PackageCheck,
  refund: Undo2,
}

interface FeedProps {
  snapshot: Realtime
  currency: string
  timezone: string
}

export function Feed({ snapshot, currency, timezone }: FeedProps) {
  const [held, setHeld] = useState<Realtime | null>(null)
  const events = (held ?? snapshot).recent_events
  const clock = new Intl.DateTimeFormat(locale, { timeZone: timezone, timeStyle: 'medium', hourCycle: 'h23' })
  return (
    <Panel
      title="As it happens"
      state={events.length === 0 ? 'empty' : 'ready'}
      emptyTitle="Quiet"
      emptyText="What visitors do appears here within a second."
      className={styles.scroller}
      actions={
        <Button
          size="sm"
          variant="ghost"
          icon={held ? <Play aria-hidden /> : <Pause aria-hidden />}
          aria-pressed={held !== null}
          onClick={() => setHeld(held ? null : snapshot)}
        >
          {held ? 'Go on' : 'Hold'}
        </Button>
      }
    >
      <ol className={styles.feed} tabIndex={0} aria-label="Events, newest first">
        {keyed(events).map(([key, event]) => (
          <Line key={key} event={event} currency={currency} clock={clock} />
        ))}
      </ol>
    </Panel>
  )
}

function Line({ event, currency, clock }: { event: RecentEvent; currency: string; clock: Intl.DateTimeFormat }) {
  const { who, what } = sentence(event, currency)
  const Icon = ICONS[event.event_type] ?? MousePointerClick
  return (
    <li className={cx(styles.line, event.event_type === 'purchase' && styles.order)}>
      <Icon className={styles.icon} aria-hidden />
      <p className={styles.sentence}>
        <span className={styles.soft}>{who}</span> {what}
      </p>
      {event.simulated && <Badge className={styles.badge}>simulated</Badge>}
      <time className={styles.time} dateTime={event.occurred_at}>
        {clock.format(new Date(event.occurred_at))}
      </time>
    </li>
  )
}

/** Events have no id here; equal ones of the same moment are told apart by their count, so that lines keep their place. */
function keyed(events: RecentEvent[]): [string, RecentEvent][] {
  const seen = new Map<string, number>()
  return [...events].reverse().map((event): [string, RecentEvent] => {
    const name = [event.occurred_at, event.event_type, event.name, event.path, event.country, event.device].join(' ')
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    return [`${name} ${nth}`, event]
  }).reverse() // prettier-ignore
}
