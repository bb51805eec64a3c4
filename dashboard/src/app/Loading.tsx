/** While a page's code is on its way; shown only when that takes long enough to be noticed. */
import { Spinner } from '../ui'
import styles from './states.module.css'

export function Loading() {
  return (
    <div className={styles.loading}>
      <Spinner label="Loading the page" size={22} />
    </div>
  )
}
