/** Lines over time; a solid line is dotted on its way to the bucket that is not over. */
import { scaleLinear, scalePoint } from 'd3-scale'
import { area, line } from 'd3-shape'
import { useId, type ReactNode } from 'react'
import { PositionAxis, ValueAxis, type Box } from './Axes'
import { ChartFrame, ChartTip, spoken } from './ChartFrame'
import styles from './charts.module.css'
import { colorOf, peak, tickPositions, trough, type ChartData, type Series } from './series'
import { useCursor } from './useCursor'
import { useWidth } from './useWidth'

interface LineChartProps extends ChartData {
  height?: number
  actions?: ReactNode
}

type Point = [number, number | null]

export function LineChart({ height = 280, actions, ...data }: LineChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const { labels, ticks = labels, series, format, formatTick = format, title, openAt = null, hours = false } = data
  const y = scaleLinear().domain([trough(series), peak(series) || 1]).nice(4)
  const flat = peak(series) === 0 && trough(series) === 0
  const values = flat ? [0] : y.ticks(width < 420 ? 3 : 4)
  const box: Box = { width, height, left: gutter(values.map(formatTick)), right: 8, top: 10, bottom: 26 }
  y.range([height - box.bottom, box.top])
  const scale = scalePoint<number>().domain(labels.map((_, position) => position)).range([box.left, width - box.right])
  const x = (position: number) => scale(position) ?? box.left
  const step = scale.step() || 1
  const cursor = useCursor(labels.length, (pixels) => Math.round((pixels - box.left) / step))
  const id = useId()

  return (
    <ChartFrame data={data} actions={actions}>
      <div ref={ref} className={styles.plot} style={{ height }} role="group" aria-roledescription="chart" aria-label={title} aria-describedby={id} tabIndex={0} {...cursor.handlers}>
        <svg width={width} height={height} aria-hidden>
          <ValueAxis box={box} ticks={values} y={y} format={formatTick} />
          <PositionAxis box={box} positions={tickPositions(labels.length, width - box.left, hours)} x={x} names={ticks} />
          {[...series].reverse().map((one) => (
            <Line key={one.key} series={one} color={colorOf(one, series.indexOf(one))} x={x} y={y} openAt={openAt} filled={series.indexOf(one) === 0} />
          ))}
          {cursor.at !== null && <Crosshair at={cursor.at} series={series} box={box} x={x} y={y} />}
        </svg>
        {flat && <p className={styles.nothing}>Nothing in this range</p>}
        {cursor.at !== null && <ChartTip data={data} at={cursor.at} x={x(cursor.at)} width={width} />}
        <p id={id} className="spoken" aria-live="polite">
          {cursor.at === null ? 'Use the arrow keys to read the values.' : spoken(data, cursor.at)}
        </p>
      </div>
    </ChartFrame>
  )
}

interface LineProps {
  series: Series
  color: string
  x: (position: number) => number
  y: (value: number) => number
  openAt: number | null
  filled: boolean
}

function Line({ series, color, x, y, openAt, filled }: LineProps) {
  const points: Point[] = series.values.map((value, position) => [position, value])
  const open = openAt !== null && openAt > 0 && !series.dashed
  const known = open ? points.slice(0, openAt) : points
  const draw = line<Point>().defined(([, value]) => value !== null).x(([position]) => x(position)).y(([, value]) => y(value ?? 0))
  const shade = area<Point>().defined(([, value]) => value !== null).x(([position]) => x(position)).y0(y(0)).y1(([, value]) => y(value ?? 0))
  return (
    <g style={{ color }}>
      {filled && !series.dashed && <path className={styles.area} d={shade(points) ?? ''} />}
      <path className={series.dashed ? styles.dashedLine : styles.line} d={draw(known) ?? ''} />
      {open && <path className={styles.openLine} d={draw(points.slice(openAt - 1, openAt + 1)) ?? ''} />}
      {lonely(points).map(([position, value]) => (
        <circle key={position} className={styles.dot} cx={x(position)} cy={y(value ?? 0)} r={3} />
      ))}
    </g>
  )
}

/** Points without a neighbour, which a line alone would not show. */
function lonely(points: Point[]): Point[] {
  return points.filter(([position, value]) => value !== null && (points[position - 1]?.[1] ?? null) === null && (points[position + 1]?.[1] ?? null) === null)
}

interface CrosshairProps {
  at: number
  series: Series[]
  box: Box
  x: (position: number) => number
  y: (value: number) => number
}

function Crosshair({ at, series, box, x, y }: CrosshairProps) {
  return (
    <g>
      <line className={styles.crosshair} x1={x(at)} x2={x(at)} y1={box.top} y2={box.height - box.bottom} />
      {series.map((one, index) => {
        const value = one.values[at]
        if (value === null || value === undefined) return null
        return <circle key={one.key} className={styles.marker} cx={x(at)} cy={y(value)} r={4} style={{ color: colorOf(one, index) }} />
      })}
    </g>
  )
}

/** Room for the longest value left of the plot, pixels. */
export function gutter(texts: string[]): number {
  return 16 + Math.max(...texts.map((text) => text.length), 1) * 6.6
}
