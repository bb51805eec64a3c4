/** The sites, and the form of one of them; which one is in the URL (`?edit=`). */
import Plus from 'lucide-react/icons/plus'
import { useSearchParams } from 'react-router'
import { useSites, type Schemas } from '../../../api'
import { Badge, Button, DataTable, Panel, type TableColumn } from '../../../ui'
import { Moment } from '../../../app/Moment'
import styles from '../settings.module.css'
import { useMayChange } from '../useMayChange'
import { SiteEditor } from './SiteEditor'

type Site = Schemas['SiteOut']

const columns: TableColumn<Site>[] = [
  {
    key: 'name',
    header: 'Name',
    render: (site) => (
      <>
        <strong className={styles.strong}>{site.name}</strong>
        <span className={styles.aside}>{site.domains.join(', ')}</span>
      </>
    ),
  },
  { key: 'timezone', header: 'Time zone', secondary: true, render: (site) => site.timezone.replaceAll('_', ' ') },
  { key: 'currency', header: 'Currency', secondary: true, render: (site) => site.currency },
  {
    key: 'last',
    header: 'Last event',
    align: 'right',
    render: ({ last_event_at: last, events_known: known }) => (last !== null ? <Moment at={last} /> : known ? <Badge tone="warn">none yet</Badge> : 'not known now'),
  },
]

export function SitesTab() {
  const { data: sites, error, isPending, isError, refetch } = useSites()
  const mayChange = useMayChange()
  const [search, setSearch] = useSearchParams()
  const edit = search.get('edit')
  const open = (value: string | null) =>
    setSearch((before) => {
      if (value === null) before.delete('edit')
      else before.set('edit', value)
      return before
    })

  if (edit === 'new' && mayChange) return <SiteEditor site={undefined} onClose={() => open(null)} />
  const site = sites?.find(({ id }) => String(id) === edit)
  if (site) return <SiteEditor key={site.id} site={site} onClose={() => open(null)} />
  return (
    <Panel
      title="Sites"
      subtitle="Each shop has its own key, its own currency and its own privacy rules."
      state={isError ? 'error' : isPending ? 'loading' : sites.length === 0 ? 'empty' : 'ready'}
      error={error}
      onRetry={() => void refetch()}
      emptyTitle="No site yet"
      emptyText="Add your shop to get its script tag."
      actions={
        mayChange && (
          <Button size="sm" icon={<Plus aria-hidden />} onClick={() => open('new')}>
            Add site
          </Button>
        )
      }
    >
      <DataTable
        label="Sites"
        columns={columns}
        rows={sites ?? []}
        rowKey={(row) => String(row.id)}
        onRowClick={(row) => open(String(row.id))}
        rowAction={(row) => `${mayChange ? 'Edit' : 'Look at'} ${row.name}`}
      />
    </Panel>
  )
}
