/** What a shop without any event needs before there is anything to see: its script tag, and the check that it works. */
import { Link } from 'react-router'
import type { Schemas } from '../api'
import { Card, CodeBlock } from '../ui'
import { FirstEvent } from './FirstEvent'
import styles from './Install.module.css'

interface InstallProps {
  site: Schemas['SiteOut']
  /** What appears here once it works, e.g. "Visitors". */
  what: string
}

export function Install({ site, what }: InstallProps) {
  const guide = `/settings/install?site=${encodeURIComponent(site.key)}`
  return (
    <Card title={`Connect ${site.name}`} subtitle={`No event of this shop has come yet. ${what} appear here within a second of its first visit.`}>
      <ol className={styles.steps}>
        <li className={styles.step}>
          <h3 className={styles.name}>Put the script tag into your shop</h3>
          <p className={styles.text}>Into the head of every page, the thank-you page too: most shop systems have one template for it.</p>
          <CodeBlock code={site.snippet} label="script tag" />
        </li>
        <li className={styles.step}>
          <h3 className={styles.name}>Visit it</h3>
          <FirstEvent siteId={site.id} />
        </li>
        <li className={styles.step}>
          <h3 className={styles.name}>Tell it about carts and orders</h3>
          <p className={styles.text}>
            Visits are counted by the tag alone. Revenue and conversion come with a few calls more: <Link to={guide}>examples for orders, consent and your own events</Link>. What was
            before comes from a server log or a list of orders: <code>ecomdash import</code>.
          </p>
        </li>
      </ol>
    </Card>
  )
}
