/** A modal window: focus is held in it and returned after; Escape and a press outside close it. */
import X from 'lucide-react/icons/x'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './Button'
import { cx } from './classes'
import styles from './Dialog.module.css'
import { useOpener } from './useOpener'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children?: ReactNode
  /** Buttons, right-aligned; the main one last. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  /** 'left' is a drawer, for navigation on phones. */
  side?: 'center' | 'left'
}

export function Dialog({ open, onOpenChange, title, description, children, footer, size = 'md', side = 'center' }: DialogProps) {
  const returnFocus = useOpener(open)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={cx(styles.content, styles[size], styles[side])}
          onCloseAutoFocus={returnFocus}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={styles.header}>
            <div>
              <Radix.Title className={styles.title}>{title}</Radix.Title>
              {description !== undefined && <Radix.Description className={styles.description}>{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" size="sm" tooltip={false}>
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </header>
          <div className={styles.body}>{children}</div>
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
