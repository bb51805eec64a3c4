/** A dimension's value as a row shows it: by its name, a country with its code. */
import { valueName } from '../lib/names'
import styles from './reports.module.css'

export function RowName({ dimension, value }: { dimension: string; value: string | null }) {
  const name = valueName(dimension, value)
  return (
    <span className={value === null ? styles.unknown : undefined} title={name}>
      {dimension === 'country' && value !== null && (
        <span className={styles.code} aria-hidden>
          {value}
        </span>
      )}
      {name}
    </span>
  )
}
