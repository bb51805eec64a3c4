/** A small turning ring for waits without a known length. */
import styles from './Spinner.module.css'

export function Spinner({ label = 'Loading', size = 15 }: { label?: string; size?: number }) {
  return (
    <svg className={styles.spinner} width={size} height={size} viewBox="0 0 16 16" role="status" aria-label={label}>
      <circle cx="8" cy="8" r="6.25" className={styles.track} />
      <path d="M8 1.75a6.25 6.25 0 0 1 6.25 6.25" className={styles.arc} />
    </svg>
  )
}
