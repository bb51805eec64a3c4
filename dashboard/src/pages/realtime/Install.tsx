/** What a shop without any event needs: its script tag. */
import { Link } from 'react-router'
import type { Schemas } from '../../api'
import { Card, CodeBlock } from '../../ui'
import { FirstEvent } from '../../app/FirstEvent'
import styles from './realtime.module.css'

export function Install({ site }: { site: Schemas['SiteOut'] }) {
  return (
    <Card title="No visits yet" subtitle="Paste this into the head of every page of your shop; visitors then appear here within a second.">
      <div className={styles.install}>
        <CodeBlock code={site.snippet} label="script tag" />
        <FirstEvent siteId={site.id} />
        <p className={styles.soft}>
          <Link to={`/settings/install?site=${encodeURIComponent(site.key)}`}>More about installing</Link>: orders, consent and your own
          events.
        </p>
      </div>
    </Card>
  )
}
