/** The outline of content that is on its way. */
import { cx } from './classes'
import styles from './Skeleton.module.css'

interface SkeletonProps {
  /** Rows of text; without it, one block of the given size. */
  lines?: number
  width?: number | string
  height?: number | string
  className?: string
}

/** Widths of successive lines, so that they look like a list and not like a wall. */
const WIDTHS = [92, 78, 84, 61, 70, 48, 56, 39]

export function Skeleton({ lines, width = '100%', height = 14, className }: SkeletonProps) {
  if (lines === undefined) {
    return <span className={cx(styles.block, className)} style={{ width, height }} aria-hidden />
  }
  return (
    <div className={cx(styles.lines, className)} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={styles.block} style={{ width: `${WIDTHS[index % WIDTHS.length] ?? 60}%`, height }} />
      ))}
    </div>
  )
}
