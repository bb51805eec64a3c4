/** A dimension's value as a row shows it: by its name, a country with its code, a page by its path. */
import { valueName } from '../lib/names'
import { PathText } from '../ui'
import styles from './reports.module.css'

const PATHS = new Set(['page', 'entry_page', 'exit_page'])

export function RowName({ dimension, value }: { dimension: string; value: string | null }) {
  const name = valueName(dimension, value)
  if (value !== null && PATHS.has(dimension)) return <PathText>{name}</PathText>
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
