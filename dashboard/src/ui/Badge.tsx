/** A word of status beside what it is about. */
import type { ReactNode } from 'react'
import styles from './Badge.module.css'
import { cx } from './classes'

interface BadgeProps {
  tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad'
  children: ReactNode
  className?: string | undefined
}

export function Badge({ tone = 'neutral', children, className }: BadgeProps) {
  return <span className={cx(styles.badge, styles[tone], className)}>{children}</span>
}
