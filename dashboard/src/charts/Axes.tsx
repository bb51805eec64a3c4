/** Gridlines with their values, and the names under the positions. */
import styles from './charts.module.css'

export interface Box {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

interface ValueAxisProps {
  box: Box
  ticks: number[]
  y: (value: number) => number
  format: (value: number) => string
}

export function ValueAxis({ box, ticks, y, format }: ValueAxisProps) {
  return (
    <g aria-hidden>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? styles.zero : styles.grid} x1={box.left} x2={box.width - box.right} y1={y(tick)} y2={y(tick)} />
          <text className={styles.tick} x={box.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  )
}

interface PositionAxisProps {
  box: Box
  positions: number[]
  x: (position: number) => number
  names: string[]
}

export function PositionAxis({ box, positions, x, names }: PositionAxisProps) {
  return (
    <g aria-hidden>
      {positions.map((position) => (
        <text key={position} className={styles.tick} x={x(position)} y={box.height - 6} textAnchor={anchor(x(position), box)}>
          {names[position]}
        </text>
      ))}
    </g>
  )
}

/** Names near an edge are aligned to it, so that none is cut off. */
function anchor(x: number, box: Box): 'start' | 'middle' | 'end' {
  if (x > box.width - box.right - 24) return 'end'
  return x < box.left + 24 ? 'start' : 'middle'
}
