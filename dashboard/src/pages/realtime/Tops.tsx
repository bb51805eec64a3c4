/** What is looked at now, where the lookers came from, and where they are: by visitors of the last five minutes. */
import type { ReactNode } from 'react'
import type { Realtime } from '../../api'
import { WorldMap } from '../../charts'
import { exact } from '../../lib/format'
import { countryName, valueName } from '../../lib/names'
import { DataTable, Panel, PathText, type TableColumn } from '../../ui'
import styles from './realtime.module.css'

type Row = Realtime['top_pages'][number]

const count = (value: number) => exact(value, { unit: 'count' })
const NOBODY = 'Nobody in the last five minutes.'
const ROWS = 9
/** The server sends the first ten of each. */
const SENT = 10
/** The map takes the place of five rows. */
const ROWS_UNDER_MAP = 4

interface TopProps {
  title: string
  header: string
  rows: Row[]
  render: (name: string) => ReactNode
  above?: ReactNode
  most?: number
  /** Said instead of rows where `above` is there without any. */
  unknown?: string
}

function Top({ title, header, rows, render, above, most = ROWS, unknown }: TopProps) {
  const largest = Math.max(1, ...rows.map(({ visitors }) => visitors))
  const left = rows.length - most
  const columns: TableColumn<Row>[] = [
    { key: 'name', header, render: ({ name }) => render(name) },
    { key: 'visitors', header: 'Visitors', align: 'right', render: ({ visitors }) => count(visitors) },
  ]
  return (
    <Panel title={title} state={rows.length === 0 && above === undefined ? 'empty' : 'ready'} emptyTitle="Quiet" emptyText={NOBODY} className={styles.top}>
      {above}
      {rows.length === 0 && <p className={styles.soft}>{unknown}</p>}
      {rows.length > 0 && (
        <DataTable
          label={title}
          dense
          columns={columns}
          rows={rows.slice(0, most)}
          rowKey={({ name }) => name}
          barShare={({ visitors }) => visitors / largest}
        />
      )}
      {left > 0 && <p className={styles.more}>and {rows.length >= SENT && 'at least '}{left} more</p>}
    </Panel>
  )
}

export function TopPages({ rows }: { rows: Row[] }) {
  return <Top title="Pages right now" header="Page" rows={rows} render={(name) => <PathText>{valueName('page', name)}</PathText>} />
}

export function TopSources({ rows }: { rows: Row[] }) {
  return <Top title="Sources" header="Source" rows={rows} render={(name) => valueName('source', name)} />
}

export function TopCountries({ rows }: { rows: Row[] }) {
  const map = (
    <WorldMap
      title="Visitors by country, last five minutes"
      values={new Map(rows.map(({ name, visitors }) => [name, visitors]))}
      nameOf={countryName}
      format={count}
    />
  )
  return (
    <Top
      title="Countries"
      header="Country"
      rows={rows}
      above={map}
      unknown="Nobody whose country is known."
      most={ROWS_UNDER_MAP}
      render={(name) => valueName('country', name)}
    />
  )
}
