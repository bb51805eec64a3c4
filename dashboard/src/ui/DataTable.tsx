/** Rows and columns: sortable, optionally with a bar of each row's share behind it, rows optionally pressable. */
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import { useMemo, useState, type ReactNode } from 'react'
import { cx } from './classes'
import styles from './DataTable.module.css'

export interface TableColumn<R> {
  key: string
  header: string
  /** What the header's figure means, as a native title. */
  description?: string
  align?: 'left' | 'right'
  render: (row: R) => ReactNode
  /** Makes the column sortable; nulls stay last in both directions. */
  sortValue?: (row: R) => string | number | null
  /** Left out on narrow screens. */
  secondary?: boolean
  /** CSS width, e.g. '90px'. */
  width?: string
}

export interface Sort {
  key: string
  direction: 'asc' | 'desc'
}

interface DataTableProps<R> {
  /** Named for assistive technology. */
  label: string
  columns: TableColumn<R>[]
  rows: R[]
  rowKey: (row: R) => string
  onRowClick?: (row: R) => void
  /** What pressing a row does, e.g. "Filter by this page"; read with the row's name. */
  rowAction?: (row: R) => string
  /** 0 to 1: the length of the bar behind a row. */
  barShare?: (row: R) => number
  /** Marks the rows that are chosen, e.g. as a filter. */
  isChosen?: (row: R) => boolean
  defaultSort?: Sort
  /** Given both, the caller sorts (e.g. on the server). */
  sort?: Sort
  onSortChange?: (sort: Sort) => void
  dense?: boolean
  /** Hides the header row visually where a panel's title already says it. */
  hideHeader?: boolean
}

function sorted<R>(rows: R[], columns: TableColumn<R>[], sort: Sort | undefined): R[] {
  const value = columns.find((column) => column.key === sort?.key)?.sortValue
  if (sort === undefined || value === undefined) return rows
  const sign = sort.direction === 'asc' ? 1 : -1
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left), value(right)]
    if (a === b) return 0
    if (a === null) return 1
    if (b === null) return -1
    if (typeof a === 'string' && typeof b === 'string') return sign * a.localeCompare(b)
    return a < b ? -sign : sign
  })
}

export function DataTable<R>(props: DataTableProps<R>) {
  const { label, columns, rows, rowKey, onRowClick, rowAction, barShare, isChosen, defaultSort, sort, onSortChange, dense = false, hideHeader = false } = props
  const [own, setOwn] = useState(defaultSort)
  const controlled = onSortChange !== undefined
  const current = controlled ? sort : own
  const shown = useMemo(() => (controlled ? rows : sorted(rows, columns, current)), [controlled, rows, columns, current])
  const choose = (key: string) => {
    const next: Sort = { key, direction: current?.key === key && current.direction === 'desc' ? 'asc' : 'desc' }
    if (controlled) onSortChange(next)
    else setOwn(next)
  }
  return (
    <div className={styles.scroll}>
      <table className={cx(styles.table, dense && styles.dense)} aria-label={label}>
        <thead className={cx(hideHeader && 'spoken')}>
          <tr>
            {columns.map((column) => (
              <Header key={column.key} column={column} sort={current} onSort={choose} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)} className={cx(onRowClick && styles.pressable)} data-chosen={isChosen?.(row) || undefined}>
              {columns.map((column, index) => (
                <td
                  key={column.key}
                  className={cx(column.align === 'right' && styles.right, column.secondary && styles.secondary, index === 0 && styles.first)}
                  onClick={onRowClick && (() => { onRowClick(row) })}
                >
                  {index === 0 ? <FirstCell {...{ row, column, onRowClick, rowAction, barShare, isChosen }} /> : column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface FirstCellProps<R> {
  row: R
  column: TableColumn<R>
  onRowClick: ((row: R) => void) | undefined
  rowAction: ((row: R) => string) | undefined
  barShare: ((row: R) => number) | undefined
  isChosen: ((row: R) => boolean) | undefined
}

/** The row's name: the bar lies behind it, and the keyboard reaches the row through it. */
function FirstCell<R>({ row, column, onRowClick, rowAction, barShare, isChosen }: FirstCellProps<R>) {
  const share = barShare?.(row)
  return (
    <>
      {share !== undefined && <span className={styles.bar} style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} aria-hidden />}
      {onRowClick ? (
        <button type="button" className={styles.name} title={rowAction?.(row)} aria-pressed={isChosen?.(row)}>
          {column.render(row)}
        </button>
      ) : (
        <span className={styles.name}>{column.render(row)}</span>
      )}
    </>
  )
}

function Header<R>({ column, sort, onSort }: { column: TableColumn<R>; sort: Sort | undefined; onSort: (key: string) => void }) {
  const active = sort?.key === column.key
  const classes = cx(column.align === 'right' && styles.right, column.secondary && styles.secondary)
  const width = column.width === undefined ? undefined : { width: column.width }
  const direction = sort?.direction === 'asc' ? 'ascending' : 'descending'
  if (column.sortValue === undefined) {
    return (
      <th scope="col" className={classes} style={width} title={column.description}>
        {column.header}
      </th>
    )
  }
  const Icon = active && sort.direction === 'asc' ? ArrowUp : ArrowDown
  return (
    <th scope="col" className={classes} style={width} aria-sort={active ? direction : 'none'} title={column.description}>
      <button type="button" className={cx(styles.sort, active && styles.active)} onClick={() => { onSort(column.key) }}>
        {column.header}
        <Icon aria-hidden />
      </button>
    </th>
  )
}
