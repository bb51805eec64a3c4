/** How the shop does: figures, their course, and where they come from. */
import { Link } from 'react-router'
import { Install } from '../../app/Install'
import { AddFilter } from '../../app/toolbar/AddFilter'
import { ComparisonPicker } from '../../app/toolbar/ComparisonPicker'
import { FilterBar } from '../../app/toolbar/FilterBar'
import { RangePicker } from '../../app/toolbar/RangePicker'
import { useSite } from '../../app/useSite'
import { GROUPS } from '../../reports/records'
import { ReportPanel } from '../../reports/ReportPanel'
import { useView } from '../../lib/useView'
import { EmptyState, Page } from '../../ui'
import { Figures } from './Figures'
import { LiveStrip } from './LiveStrip'
import styles from './overview.module.css'

export function OverviewPage() {
  const { site, sites, key, isPending, isNew } = useSite()
  const [view] = useView()
  const unknown = !isPending && site === undefined && sites.length > 0
  const none = !isPending && sites.length === 0
  const toolbar = (
    <>
      <AddFilter />
      <RangePicker timezone={site?.timezone} />
      <ComparisonPicker />
    </>
  )
  if (none || unknown) {
    return (
      <Page title="Overview">
        <EmptyState title={unknown ? 'There is no such site' : 'No site yet'} action={<Link to="/settings/sites">{unknown ? 'All sites' : 'Add your shop'}</Link>}>
          {unknown ? 'The link names a site that this server does not know, or that was removed.' : 'Add your shop to get the one line that goes into its pages.'}
        </EmptyState>
      </Page>
    )
  }
  if (site && isNew) {
    return (
      <Page title="Overview">
        <Install site={site} what="Visitors, orders and revenue" />
      </Page>
    )
  }
  return (
    <Page title="Overview" sticky toolbar={toolbar} subbar={view.filters.length > 0 ? <FilterBar /> : undefined}>
      <LiveStrip site={key} enabled={!isPending} currency={site?.currency ?? 'EUR'} filtered={view.filters.length > 0} />
      <Figures />
      <div className={styles.panels}>
        {GROUPS.map((group) => (
          <ReportPanel key={group.id} group={group} />
        ))}
      </div>
    </Page>
  )
}
