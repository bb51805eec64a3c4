/** How far something is; also a share drawn as a bar. */
import { cx } from './classes'
import styles from './ProgressBar.module.css'

interface ProgressBarProps {
  /** 0 to 1, held within it; null while the length is not known. */
  value: number | null
  label: string
  tone?: 'accent' | 'good' | 'warn' | 'bad' | 'muted'
  size?: 'sm' | 'md'
}

export function ProgressBar({ value, label, tone = 'accent', size = 'md' }: ProgressBarProps) {
  const share = value === null ? null : Math.min(1, Math.max(0, value))
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 1000) / 10}
      className={cx(styles.track, styles[size], styles[tone], share === null && styles.unknown)}
    >
      <span className={styles.bar} style={share === null ? undefined : { width: `${share * 100}%` }} />
    </div>
  )
}
