/** Shares of a whole as one bar with its legend. */
import styles from './charts.module.css'

export interface Share {
  label: string
  value: number
  color?: string
}

interface StackedBarProps {
  title: string
  shares: Share[]
  format: (value: number) => string
}

export function StackedBar({ title, shares, format }: StackedBarProps) {
  const total = shares.reduce((sum, share) => sum + share.value, 0)
  const percent = (value: number) => (total === 0 ? 0 : (value / total) * 100)
  const color = (share: Share, index: number) => share.color ?? `var(--series-${(index % 5) + 1})`
  return (
    <figure className={styles.frame} aria-label={title}>
      <div className={styles.stack} aria-hidden>
        {shares.map((share, index) => (
          <span key={share.label} style={{ width: `${percent(share.value)}%`, background: color(share, index) }} />
        ))}
      </div>
      <ul className={styles.shares}>
        {shares.map((share, index) => (
          <li key={share.label} className={styles.key}>
            <span className={styles.swatch} style={{ color: color(share, index) }} />
            {share.label}
            <strong>{format(share.value)}</strong>
            <span className={styles.soft}>{percent(share.value).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
