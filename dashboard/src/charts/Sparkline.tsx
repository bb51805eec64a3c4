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

/** From somewhat under the least value, so that the shape shows; from 0 where the values come near it. */
function reach(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (values.length === 0 || low === high) return [Math.min(0, low), Math.max(1, high * 2)]
  const under = low - (high - low)
  return [low >= 0 ? Math.max(0, under) : low, high]
}

export function Sparkline({ values, height = 28, openAt = null }: SparklineProps) {
  const known = values.filter((value): value is number => value !== null)
  const y = scaleLinear().domain(reach(known)).range([height - 1.5, 2])
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
