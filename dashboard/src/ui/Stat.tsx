/** One figure with its name, its change and, beneath, what gives it shape: a sparkline, a bar, a dot. */
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import type { ReactNode } from 'react'
import { cx } from './classes'
import { Skeleton } from './Skeleton'
import styles from './Stat.module.css'
import { Tooltip } from './Tooltip'

export interface Change {
  /** As shown, without a sign arrow: "12.4 %", "new", "0 %". */
  text: string
  direction: 'up' | 'down' | 'flat'
  /** Whether that is good news; neutral where it is neither. */
  tone: 'good' | 'bad' | 'neutral'
  /** In full, for the tooltip: "€ 1,204.00, was € 1,070.00 from 1 to 30 May". */
  detail?: string
}

export function Delta({ change }: { change: Change }) {
  const Icon = change.direction === 'up' ? ArrowUp : change.direction === 'down' ? ArrowDown : null
  const spoken = { up: 'up', down: 'down', flat: 'unchanged' }[change.direction]
  const body = (
    <span className={cx(styles.delta, styles[change.tone])}>
      {Icon && <Icon aria-hidden />}
      <span className="spoken">{spoken} </span>
      {change.text}
    </span>
  )
  return change.detail === undefined ? body : <Tooltip content={change.detail}>{body}</Tooltip>
}

interface StatProps {
  label: string
  value: ReactNode
  /** The exact value and the definition, shown on hover and focus. */
  description?: ReactNode
  change?: Change | null | undefined
  sparkline?: ReactNode
  indicator?: ReactNode
  loading?: boolean
  /** Makes the tile a choice; `selected` marks the chosen one. */
  onSelect?: () => void
  selected?: boolean
  size?: 'md' | 'lg'
}

export function Stat(props: StatProps) {
  const { label, value, description, change, sparkline, indicator, loading = false, onSelect, selected = false, size = 'md' } = props
  const body = (
    <>
      <span className={styles.label}>{label}</span>
      <span className={styles.figures}>
        {loading ? <Skeleton width={76} height={24} /> : <span className={cx(styles.value, styles[size])}>{value}</span>}
        {!loading && change && <Delta change={change} />}
      </span>
      {indicator !== undefined && <span className={styles.indicator}>{indicator}</span>}
      {sparkline !== undefined && <span className={styles.sparkline}>{sparkline}</span>}
    </>
  )
  const tile = onSelect ? (
    <button type="button" className={cx(styles.stat, styles.choice)} aria-pressed={selected} onClick={onSelect}>
      {body}
    </button>
  ) : (
    <div className={styles.stat}>{body}</div>
  )
  return description === undefined ? tile : <Tooltip content={description}>{tile}</Tooltip>
}
