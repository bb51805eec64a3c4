/** Which programs visited, by their own name. */
import type { Schemas } from '../../api'
import { exact } from '../../lib/format'
import { DataTable, type TableColumn } from '../../ui'

type Row = Schemas['BotRow']

const columns: TableColumn<Row>[] = [
  { key: 'bot', header: 'Bot', render: ({ bot }) => bot || '(no name)' },
  { key: 'events', header: 'Events', align: 'right', render: ({ events }) => exact(events, { unit: 'count' }) },
]

export function Bots({ rows }: { rows: Row[] }) {
  const most = Math.max(1, ...rows.map(({ events }) => events))
  return <DataTable label="Bots" dense columns={columns} rows={rows} rowKey={({ bot }) => bot} barShare={({ events }) => events / most} />
}
