/** Where in the set-up one is. */
import { cx } from '../../ui'
import styles from './Steps.module.css'

const STEPS = ['Account', 'Shop', 'Install']

export function Steps({ current }: { current: number }) {
  return (
    <ol className={styles.steps} aria-label="Steps">
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={cx(styles.step, index <= current && styles.reached)}
          {...(index === current && { 'aria-current': 'step' as const })}
        >
          {step}
        </li>
      ))}
    </ol>
  )
}
