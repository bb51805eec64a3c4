/** What makes a rate readable at a glance: how far it is on a scale, and whether that is much. */
import { ProgressBar } from '../../ui'
import styles from './indicators.module.css'
import { LEVELS } from './tiles'

/** Shops convert 1 to 4 % of their sessions: a bar to 100 % would always look empty. */
const FULL_RATE = 5

/** A rate (percent) on a scale to 5 %, or to the next whole 5 % above it; a mark where it was before. */
export function RateBar({ label, value, before }: { label: string; value: number | null; before: number | null }) {
  const full = Math.max(FULL_RATE, Math.ceil(Math.max(value ?? 0, before ?? 0) / FULL_RATE) * FULL_RATE)
  return (
    <span className={styles.rate} title={`Scale: 0 to ${full}%; the mark is the comparison`}>
      <ProgressBar value={(value ?? 0) / full} label={`${label}, on a scale to ${full} percent`} size="sm" />
      {before !== null && <span className={styles.mark} style={{ left: `${(before / full) * 100}%` }} />}
    </span>
  )
}

/** Whether a bounce rate (percent) is low, typical or high, with its place between 0 and 100; the tile says what these mean. */
export function LevelMeter({ value }: { value: number | null }) {
  if (value === null) return null
  const level = LEVELS.find((one) => value < one.below) ?? LEVELS[2]
  return (
    <span className={styles.level}>
      <span className={styles.zones} aria-hidden>
        {LEVELS.map((one) => (
          <span key={one.word} className={styles[one.tone]} data-on={one === level || undefined} />
        ))}
        <span className={styles.needle} style={{ left: `${Math.min(100, Math.max(0, value))}%` }} />
      </span>
      <span className={styles.word}>{level.word}</span>
    </span>
  )
}
