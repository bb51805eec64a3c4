/** A framed part of a page; Panel is a Card whose content is still on its way, missing, or failed. */
import type { ReactNode } from 'react'
import styles from './Card.module.css'
import { cx } from './classes'

export interface CardProps {
  title?: ReactNode
  subtitle?: ReactNode
  /** At the right of the title: buttons, tabs, a picker. */
  actions?: ReactNode
  footer?: ReactNode
  /** Without inner padding, for tables that go to the edge. */
  flush?: boolean
  /** In the middle of the card, for what stands in for its content. */
  centered?: boolean
  className?: string | undefined
  children?: ReactNode
  /** Name for assistive technology where the title is not plain text. */
  label?: string
}

export function Card({ title, subtitle, actions, footer, flush = false, centered = false, className, children, label }: CardProps) {
  const name = label ?? (typeof title === 'string' ? title : undefined)
  return (
    <section className={cx(styles.card, className)} aria-label={name}>
      {(title !== undefined || actions !== undefined) && (
        <header className={styles.header}>
          <div className={styles.heading}>
            {title !== undefined && (typeof title === 'string' ? <h2 className={styles.title}>{title}</h2> : title)}
            {subtitle !== undefined && <p className={styles.subtitle}>{subtitle}</p>}
          </div>
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={cx(styles.body, flush && styles.flush, centered && styles.centered)}>{children}</div>
      {footer !== undefined && footer !== false && <footer className={styles.footer}>{footer}</footer>}
    </section>
  )
}
