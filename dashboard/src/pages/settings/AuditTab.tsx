/** Who changed what, newest first. */
import { useAudit, type Schemas } from '../../api'
import { DataTable, Panel, type TableColumn } from '../../ui'
import { Moment } from '../../app/Moment'
import styles from './settings.module.css'

type Entry = Schemas['AuditEntry']

const ACTIONS: Record<string, string> = {
  login: 'Logged in',
  'site.create': 'Added site',
  'site.update': 'Changed site',
  'site.delete': 'Deleted site',
  'token.create': 'Created token',
  'token.revoke': 'Revoked token',
  'user.create': 'Added user',
  'user.delete': 'Removed user',
  'user.reset_password': 'Reset password of',
}

const columns: TableColumn<Entry>[] = [
  {
    key: 'action',
    header: 'What',
    render: (entry) => (
      <>
        <span className={styles.strong}>{ACTIONS[entry.action] ?? entry.action}</span>
        {entry.subject !== entry.actor && <span className={styles.aside}>{entry.subject}</span>}
      </>
    ),
  },
  { key: 'actor', header: 'Who', render: (entry) => entry.actor },
  { key: 'at', header: 'When', align: 'right', render: (entry) => <Moment at={entry.at} /> },
]

export function AuditTab() {
  const { data: entries, error, isPending, isError, refetch } = useAudit()
  return (
    <Panel
      title="Audit log"
      subtitle="Logins and every change to the configuration."
      state={isError ? 'error' : isPending ? 'loading' : entries.length === 0 ? 'empty' : 'ready'}
      error={error}
      onRetry={() => void refetch()}
      emptyTitle="Nothing yet"
      emptyText="Logins and changes will be listed here."
    >
      <DataTable label="Audit log" columns={columns} rows={entries ?? []} rowKey={(entry) => `${entry.at} ${entry.actor} ${entry.action} ${entry.subject}`} />
    </Panel>
  )
}
