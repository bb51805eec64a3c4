/** The calm frame of the pages before the dashboard: log in and set-up. */
import type { ReactNode } from 'react'
import { Logo } from './Logo'
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
        <div className={styles.brand}>
          <Logo />
        </div>
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
