/** A message in the page's flow: something to know, heed, or repair. */
import CircleCheck from 'lucide-react/icons/circle-check'
import Info from 'lucide-react/icons/info'
import OctagonAlert from 'lucide-react/icons/octagon-alert'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import X from 'lucide-react/icons/x'
import type { ReactNode } from 'react'
import { IconButton } from './Button'
import { cx } from './classes'
import styles from './Notice.module.css'

const ICONS = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: OctagonAlert }

interface NoticeProps {
  tone?: keyof typeof ICONS
  title?: string
  children?: ReactNode
  action?: ReactNode
  onDismiss?: () => void
}

export function Notice({ tone = 'info', title, children, action, onDismiss }: NoticeProps) {
  const Icon = ICONS[tone]
  return (
    <div className={cx(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon className={styles.icon} aria-hidden />
      <div className={styles.text}>
        {title !== undefined && <strong className={styles.title}>{title}</strong>} {children}
      </div>
      {action}
      {onDismiss && (
        <IconButton label="Dismiss" size="sm" tooltip={false} onClick={onDismiss}>
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  )
}
