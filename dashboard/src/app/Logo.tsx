/** The product's mark and name. */
import styles from './Logo.module.css'

export function Logo() {
  return (
    <span className={styles.logo}>
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden>
        <rect width="32" height="32" rx="8" className={styles.ground} />
        <path d="M9 21v-5M16 21V11M23 21v-8" className={styles.bars} />
      </svg>
      EcomDash
    </span>
  )
}
