/** The table of a breakdown: names with bars, figures with their changes, every row a filter. */
import { useMemo } from 'react'
import { toggled } from '../lib/filters'
import { compactColumn, exact } from '../lib/format'
import { valueName } from '../lib/names'
import { useView } from '../lib/useView'
import { cx, DataTable, type Sort, type TableColumn } from '../ui'
import styles from './reports.module.css'
import { RowName } from './RowName'
import { cellText, rowKey, unitOf, type ReportRow } from './rows'
import { useWords } from './useWords'

interface ReportTableProps {
  dimension: string
  label: string
  metrics: string[]
  rows: ReportRow[]
  currency: string | undefined
  sort: Sort
  onSortChange: (sort: Sort) => void
  onFiltered?: () => void
  /** Figures to their last digit, where there is room. */
  full?: boolean
}

/** Whether a bar's length means anything: amounts add up to a whole, rates and times do not. */
const ADDITIVE = new Set(['count', 'currency'])

export function ReportTable({ dimension, label, metrics, rows, currency, sort, onSortChange, onFiltered, full = false }: ReportTableProps) {
  const words = useWords()
  const [view, setView] = useView()
  const chosen = view.filters.find((one) => one.field === dimension && one.op === 'is')
  const columns = useMemo<TableColumn<ReportRow>[]>(
    () => [
      { key: dimension, header: label, render: (row) => <RowName dimension={dimension} value={row.value} /> },
      ...metrics.map((name, index): TableColumn<ReportRow> => {
        const metric = words.metric(name)
        const unit = unitOf(metric, currency)
        const short = full ? (value: number) => exact(value, unit) : compactColumn(rows.map((row) => row.metrics[name]), unit)
        return {
          key: name,
          header: metric.label,
          description: metric.description,
          align: 'right',
          secondary: index > 1,
          sortValue: (row) => row.metrics[name] ?? null,
          render: (row) => {
            const { text, title } = cellText(row, metric, currency, short)
            return (
              <span className={cx(styles.figure, index > 0 && styles.second)} title={title}>
                {text}
              </span>
            )
          },
        }
      }),
    ],
    [dimension, label, metrics, words, currency, rows, full],
  )
  const barMetric = ADDITIVE.has(words.metric(sort.key).unit) ? sort.key : metrics.find((name) => ADDITIVE.has(words.metric(name).unit))
  const largest = Math.max(0, ...rows.map((row) => (barMetric === undefined ? 0 : (row.metrics[barMetric] ?? 0))))
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      sort={sort}
      onSortChange={onSortChange}
      barShare={(row) => (largest === 0 || barMetric === undefined ? 0 : (row.metrics[barMetric] ?? 0) / largest)}
      isChosen={(row) => chosen?.values.includes(row.value ?? '') === true}
      rowAction={(row) => `Filter by ${valueName(dimension, row.value)}`}
      onRowClick={(row) => {
        setView(({ filters }) => ({ filters: toggled(filters, dimension, row.value ?? '') }))
        onFiltered?.()
      }}
    />
  )
}
