/** Waits for a site's first event and turns green by itself when it comes. */
import Check from 'lucide-react/icons/check'
import type { ReactNode } from 'react'
import { useSites, type Schemas } from '../api'
import { locale } from '../lib/locale'
import { cx, Spinner } from '../ui'
import styles from './FirstEvent.module.css'
import { Meanwhile } from './Meanwhile'

/** `action` stands beside the good news, e.g. a link to the report. */
export function FirstEvent({ siteId, action }: { siteId: number; action?: ReactNode }) {
  const own = (sites: Schemas['SiteOut'][] = []) => sites.find((site) => site.id === siteId)
  const { data, isError } = useSites({ until: (sites) => typeof own(sites)?.first_event_at === 'string' })
  const site = own(data)
  const first = site?.first_event_at ?? null
  const unknown = first === null && site?.events_known === false
  return (
    <div className={styles.stack}>
      <div className={cx(styles.check, first !== null && styles.arrived)} role="status">
        {first === null ? <Spinner label="Waiting" size={18} /> : <Check className={styles.tick} aria-hidden />}
        <p className={styles.text}>
          <strong>{unknown ? 'The event store does not answer' : first === null ? 'Waiting for your first event' : 'Your shop is connected'}</strong>
          <span>
            {isError
              ? 'The server cannot be reached; it will be asked again.'
              : unknown
                ? 'Whether events have come shows as soon as it does.'
                : first === null
                  ? 'Open any page of your shop in another tab. This turns green by itself.'
                  : `The first event came ${new Date(first).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })}.`}
          </span>
        </p>
        {first !== null && action}
      </div>
      {site && first === null && !unknown && <Meanwhile site={site} />}
    </div>
  )
}
