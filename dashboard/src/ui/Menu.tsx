/** A list of choices or actions under a button; arrow keys, type-ahead and Escape work as in any menu. */
import Check from 'lucide-react/icons/check'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './classes'
import { Kbd } from './Kbd'
import styles from './Menu.module.css'

export interface MenuItem {
  label: ReactNode
  /** Second line in smaller type. */
  hint?: ReactNode
  icon?: ReactNode
  shortcut?: string
  onSelect: () => void
  /** Given at all, the item is one of several choices, and shows a tick when true. */
  checked?: boolean
  danger?: boolean
  disabled?: boolean
}

/** A group heading, a dividing line, or an item. */
export type MenuEntry = MenuItem | 'line' | { heading: string }

interface MenuProps {
  trigger: ReactNode
  items: MenuEntry[]
  align?: 'start' | 'center' | 'end'
  label?: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

export function Menu({ trigger, items, align = 'start', label, ...state }: MenuProps) {
  return (
    <Radix.Root modal={false} {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.content} align={align} sideOffset={6} collisionPadding={8} aria-label={label}>
          {items.map((entry, index) => (
            <Entry key={index} entry={entry} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry === 'line') return <Radix.Separator className={styles.line} />
  if ('heading' in entry) return <Radix.Label className={styles.heading}>{entry.heading}</Radix.Label>
  const body = (
    <>
      {entry.icon !== undefined && <span className={styles.icon}>{entry.icon}</span>}
      <span className={styles.text}>
        {entry.label}
        {entry.hint !== undefined && <span className={styles.hint}>{entry.hint}</span>}
      </span>
      {entry.shortcut !== undefined && <Kbd>{entry.shortcut}</Kbd>}
      {entry.checked !== undefined && <span className={styles.check}>{entry.checked && <Check aria-hidden />}</span>}
    </>
  )
  const common = { className: cx(styles.item, entry.danger && styles.danger), disabled: entry.disabled ?? false, onSelect: entry.onSelect }
  if (entry.checked === undefined) return <Radix.Item {...common}>{body}</Radix.Item>
  return (
    <Radix.CheckboxItem {...common} checked={entry.checked}>
      {body}
    </Radix.CheckboxItem>
  )
}
