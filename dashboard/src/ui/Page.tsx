/** The frame of a page: its title, its toolbar, its content, and the document's title. */
import { useEffect, type ReactNode } from 'react'
import { cx } from './classes'
import styles from './Page.module.css'

interface PageProps {
  title: string
  /** Beside the title, e.g. a live dot. */
  aside?: ReactNode
  toolbar?: ReactNode
  /** Under title and toolbar, sticking with them, e.g. the filters that hold. */
  subbar?: ReactNode
  /** Keeps the toolbar in sight while scrolling. */
  sticky?: boolean
  /** A reading column instead of the whole width, for forms. */
  narrow?: boolean
  children: ReactNode
}

export function Page({ title, aside, toolbar, subbar, sticky = false, narrow = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · EcomDash`
  }, [title])
  return (
    <div className={cx(styles.page, narrow && styles.narrow)}>
      <header className={cx(styles.header, sticky && styles.sticky)}>
        <div className={styles.heading}>
          <h1 className={styles.title}>{title}</h1>
          {aside}
        </div>
        {toolbar !== undefined && <div className={styles.toolbar}>{toolbar}</div>}
        {subbar !== undefined && <div className={styles.subbar}>{subbar}</div>}
      </header>
      <div className={styles.content}>{children}</div>
    </div>
  )
}
