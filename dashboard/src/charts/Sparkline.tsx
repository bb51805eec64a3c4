/** The shape of a series in the height of a line of text; the figures stand beside it. */
import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import styles from './charts.module.css'

interface SparklineProps {
  values: (number | null)[]
  height?: number
  /** The position that is not over yet: its part is drawn dotted. */
  openAt?: number | null
}

const WIDTH = 120

export function Sparkline({ values, height = 28, openAt = null }: SparklineProps) {
  const known = values.filter((value): value is number => value !== null)
  const y = scaleLinear().domain([Math.min(0, ...known), Math.max(...known, 0) || 1]).range([height - 1.5, 2])
  const x = scaleLinear().domain([0, Math.max(1, values.length - 1)]).range([0, WIDTH])
  const draw = line<[number, number | null]>().defined(([, value]) => value !== null).x(([at]) => x(at)).y(([, value]) => y(value ?? 0))
  const shade = area<[number, number | null]>().defined(([, value]) => value !== null).x(([at]) => x(at)).y0(height).y1(([, value]) => y(value ?? 0))
  const points = values.map((value, at): [number, number | null] => [at, value])
  const open = openAt !== null && openAt > 0
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${WIDTH} ${height}`} height={height} preserveAspectRatio="none" aria-hidden>
      <path className={styles.sparkArea} d={shade(points) ?? ''} />
      <path className={styles.sparkLine} d={draw(open ? points.slice(0, openAt) : points) ?? ''} vectorEffect="non-scaling-stroke" />
      {open && <path className={styles.sparkOpen} d={draw(points.slice(openAt - 1, openAt + 1)) ?? ''} vectorEffect="non-scaling-stroke" />}
    </svg>
  )
}
