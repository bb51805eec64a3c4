/** Bars over time, stacked when there are several series; dashed series are not drawn here. */
import { scaleBand, scaleLinear } from 'd3-scale'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { PositionAxis, ValueAxis, type Box } from './Axes'
import { ChartFrame, ChartTip, spoken } from './ChartFrame'
import styles from './charts.module.css'
import { gutter } from './LineChart'
import { colorOf, tickPositions, type ChartData, type Series } from './series'
import { useCursor } from './useCursor'
import { useWidth } from './useWidth'

interface BarChartProps extends ChartData {
  height?: number
  actions?: ReactNode
  /** Bars alone: no axes, legend or table; the surroundings must give the figures. */
  bare?: boolean
}

/** Gridlines, about. */
const TICKS = 4

interface Segment {
  position: number
  color: string
  from: number
  to: number
}

/** The rectangles of a stack; nulls and negative values take no room. */
export function stacked(series: Series[], count: number): Segment[] {
  const segments: Segment[] = []
  for (let position = 0; position < count; position += 1) {
    let base = 0
    series.forEach((one, index) => {
      const value = Math.max(0, one.values[position] ?? 0)
      if (value > 0) segments.push({ position, color: colorOf(one, index), from: base, to: base + value })
      base += value
    })
  }
  return segments
}

export function BarChart({ height = 180, actions, bare = false, ...data }: BarChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const { labels, ticks = labels, series, format, formatTick = format, title, openAt = null, hours = false } = data
  const segments = stacked(series, labels.length)
  const y = scaleLinear().domain([0, Math.max(1, ...segments.map((segment) => segment.to))])
  if (!bare) y.nice(TICKS)
  const values = y.ticks(TICKS).filter((value) => Number.isInteger(value) || y.domain()[1] !== 1)
  const box: Box = bare
    ? { width, height, left: 0, right: 0, top: 2, bottom: 0 }
    : { width, height, left: gutter(values.map(formatTick)), right: 4, top: 8, bottom: 24 }
  y.range([height - box.bottom, box.top])
  const scale = scaleBand<number>().domain(labels.map((_, position) => position)).range([box.left, width - box.right]).paddingInner(bare ? 0.3 : 0.22)
  const x = (position: number) => scale(position) ?? box.left
  const middle = (position: number) => x(position) + scale.bandwidth() / 2
  const cursor = useCursor(labels.length, (pixels) => Math.floor((pixels - box.left) / (scale.step() || 1)))
  const id = useId()

  return (
    <ChartFrame data={data} actions={actions} bare={bare}>
      <div ref={ref} className={styles.plot} style={{ height }} role="group" aria-roledescription="chart" aria-label={title} aria-describedby={id} tabIndex={0} {...cursor.handlers}>
        <svg width={width} height={height} aria-hidden>
          {!bare && <ValueAxis box={box} ticks={values} y={y} format={formatTick} />}
          {!bare && <PositionAxis box={box} positions={tickPositions(labels.length, width - box.left, hours)} x={middle} names={ticks} />}
          {bare && labels.map((_, position) => (
            <rect key={position} className={styles.stub} x={x(position)} y={height - 2} width={scale.bandwidth()} height={2} rx={1} />
          ))}
          {segments.map((segment, index) => (
            <rect
              key={index}
              className={styles.bar}
              data-open={segment.position === openAt || undefined}
              data-dim={(cursor.at !== null && cursor.at !== segment.position) || undefined}
              x={x(segment.position)}
              y={y(segment.to)}
              width={scale.bandwidth()}
              height={Math.max(1, y(segment.from) - y(segment.to))}
              rx={Math.min(2, scale.bandwidth() / 2)}
              style={{ color: segment.color }}
            />
          ))}
        </svg>
        {cursor.at !== null && <ChartTip data={data} at={cursor.at} x={middle(cursor.at)} width={width} />}
        <p id={id} className="spoken" aria-live="polite">
          {cursor.at === null ? 'Use the arrow keys to read the values.' : spoken(data, cursor.at)}
        </p>
      </div>
    </ChartFrame>
  )
}
