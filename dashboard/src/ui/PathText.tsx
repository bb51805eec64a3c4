/** An address's path; where it does not fit its beginning is cut, for the end is what tells pages apart. */
import styles from './PathText.module.css'

export function PathText({ children }: { children: string }) {
  return (
    <span className={styles.path} title={children}>
      <bdi dir="ltr">{children}</bdi>
    </span>
  )
}
