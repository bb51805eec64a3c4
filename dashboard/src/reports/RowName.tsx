/** A dimension's value as a row shows it: by its name, with the country's flag. */
import { flag, valueName } from '../lib/names'
import styles from './reports.module.css'

export function RowName({ dimension, value }: { dimension: string; value: string | null }) {
  const name = valueName(dimension, value)
  const mark = dimension === 'country' && value !== null ? flag(value) : ''
  return (
    <span className={value === null ? styles.unknown : undefined} title={name}>
      {mark !== '' && (
        <span className={styles.flag} aria-hidden>
          {mark}
        </span>
      )}
      {name}
    </span>
  )
}
