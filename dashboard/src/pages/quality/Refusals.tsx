/** The last events that were refused, alike ones in one row, with what the sender was told. */
import type { Schemas } from '../../api'
import { Moment } from '../../app/Moment'
import { exact } from '../../lib/format'
import { DataTable, type TableColumn } from '../../ui'
import styles from './quality.module.css'

type Row = Schemas['RecentRefusal']

const columns: TableColumn<Row>[] = [
  { key: 'event', header: 'Event', render: ({ event_type: type }) => type || '(unreadable)' },
  { key: 'field', header: 'Field', render: ({ field }) => (field === '' ? '–' : <code>{field}</code>) },
  { key: 'detail', header: 'What was wrong', render: ({ detail }) => <span className={styles.detail}>{detail}</span> },
  { key: 'events', header: 'Times', align: 'right', secondary: true, render: ({ events }) => exact(events, { unit: 'count' }) },
  { key: 'last', header: 'Last', align: 'right', render: ({ occurred_at: at }) => <Moment at={at} /> },
]

export function Refusals({ rows }: { rows: Row[] }) {
  return <DataTable label="Last refusals" dense columns={columns} rows={rows} rowKey={(row) => [row.event_type, row.reason, row.field, row.detail].join('\n')} />
}
