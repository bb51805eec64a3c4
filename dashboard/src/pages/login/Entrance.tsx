/** The calm frame of the pages before the dashboard: log in and set-up. */
import type { ReactNode } from 'react'
import styles from './Entrance.module.css'

interface EntranceProps {
  title: string
  text?: ReactNode
  /** Beneath the card, for a word that is not part of the form. */
  below?: ReactNode
  wide?: boolean
  children: ReactNode
}

export function Entrance({ title, text, below, wide = false, children }: EntranceProps) {
  return (
    <main className={styles.entrance}>
      <div className={wide ? styles.wide : styles.column}>
        <p className={styles.brand}>
          <Mark />
          EcomDash
        </p>
        <section className={styles.card} aria-labelledby="entrance-title">
          <h1 id="entrance-title" className={styles.title}>
            {title}
          </h1>
          {text !== undefined && <p className={styles.text}>{text}</p>}
          {children}
        </section>
        {below !== undefined && <p className={styles.below}>{below}</p>}
      </div>
    </main>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden>
      <rect width="20" height="20" rx="5" className={styles.mark} />
      <path d="M5.5 13.5v-3M10 13.5v-7M14.5 13.5V9" className={styles.bars} />
    </svg>
  )
}
