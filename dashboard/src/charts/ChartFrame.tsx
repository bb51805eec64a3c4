/** What every chart over positions shares: legend, table twin, keyboard reach, and the spoken value. */
import ChartLine from 'lucide-react/icons/chart-line'
import Table2 from 'lucide-react/icons/table-2'
import { useState, type ReactNode } from 'react'
import { IconButton } from '../ui/Button'
import styles from './charts.module.css'
import { colorOf, type ChartData, type Series } from './series'

interface ChartFrameProps {
  data: ChartData
  children: ReactNode
  /** Shown in the frame's head beside the table toggle. */
  actions?: ReactNode
  /** Leaves out legend and toggle where the chart is only an ornament beside figures. */
  bare?: boolean
}

export function ChartFrame({ data, children, actions, bare = false }: ChartFrameProps) {
  const [table, setTable] = useState(false)
  if (bare) return <figure className={styles.frame}>{children}</figure>
  return (
    <figure className={styles.frame}>
      <div className={styles.head}>
        <Legend series={data.series} />
        <div className={styles.tools}>
          {actions}
          <IconButton
            size="sm"
            label={table ? 'Show as a chart' : 'Show as a table'}
            aria-pressed={table}
            onClick={() => { setTable(!table) }}
          >
            {table ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
          </IconButton>
        </div>
      </div>
      {table ? <TableTwin data={data} /> : children}
    </figure>
  )
}

function Legend({ series }: { series: Series[] }) {
  return (
    <ul className={styles.legend}>
      {series.map((one, index) => (
        <li key={one.key} className={styles.key}>
          <span className={one.dashed ? styles.dash : styles.swatch} style={{ color: colorOf(one, index) }} />
          {one.label}
        </li>
      ))}
    </ul>
  )
}

/** The same figures as the chart, as a table. */
export function TableTwin({ data }: { data: ChartData }) {
  const { title, dimension = 'Time', labels, series, format, openAt = null } = data
  return (
    <div className={styles.twin} tabIndex={0}>
      <table aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{dimension}</th>
            {series.map((one) => (
              <th key={one.key} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, position) => (
            <tr key={position}>
              <th scope="row">
                {label}
                {position === openAt && ' (so far)'}
              </th>
              {series.map((one) => (
                <td key={one.key}>{valueText(one.values[position], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function valueText(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}

interface ChartTipProps {
  data: ChartData
  at: number
  /** Distance of the position from the chart's left edge, pixels. */
  x: number
  width: number
}

/** The values at one position, beside the cursor. */
export function ChartTip({ data, at, x, width }: ChartTipProps) {
  const { labels, series, format, openAt = null } = data
  const right = x > width / 2
  const style = right ? { right: width - x + 12 } : { left: x + 12 }
  return (
    <div className={styles.tip} style={style}>
      <p className={styles.tipTitle}>
        {labels[at]}
        {at === openAt && <span className={styles.soft}> so far</span>}
      </p>
      {series.map((one, index) => (
        <p key={one.key} className={styles.tipRow}>
          <span className={one.dashed ? styles.dash : styles.swatch} style={{ color: colorOf(one, index) }} />
          <span className={styles.tipName}>{one.labels?.[at] ?? one.label}</span>
          <strong>{valueText(one.values[at], format)}</strong>
        </p>
      ))}
    </div>
  )
}

/** What is read aloud at a position. */
export function spoken(data: ChartData, at: number): string {
  const values = data.series.map((one) => `${one.label} ${valueText(one.values[at], data.format)}`)
  return `${data.labels[at] ?? ''}: ${values.join(', ')}`
}
