/** Tabs: several contents in one place, one at a time; Segmented picks one of a few values. */
import { Tabs as RadixTabs, ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './classes'
import styles from './Tabs.module.css'

export interface TabItem {
  value: string
  label: ReactNode
  /** Shown while the tab is chosen. Leave out where one content follows the value. */
  content?: ReactNode
}

interface TabsProps {
  items: TabItem[]
  value: string
  onChange: (value: string) => void
  /** What the tabs choose between, for assistive technology. */
  label: string
  className?: string | undefined
  /** One content for all tabs, drawn from the value. */
  children?: ReactNode
}

export function Tabs({ items, value, onChange, label, className, children }: TabsProps) {
  return (
    <RadixTabs.Root value={value} onValueChange={onChange} className={className}>
      <RadixTabs.List className={styles.list} aria-label={label}>
        {items.map((item) => (
          <RadixTabs.Trigger key={item.value} value={item.value} className={styles.tab}>
            {item.label}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {items.map((item) => (
        <RadixTabs.Content key={item.value} value={item.value} className={styles.content}>
          {item.content ?? children}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  )
}

export interface Option {
  value: string
  label: string
  /** Heading it stands under, in a Select. */
  group?: string
}

interface SegmentedProps {
  options: Option[]
  value: string
  onChange: (value: string) => void
  label: string
  size?: 'sm' | 'md'
}

export function Segmented({ options, value, onChange, label, size = 'md' }: SegmentedProps) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => {
        if (next !== '') onChange(next)
      }}
      aria-label={label}
      className={cx(styles.segmented, styles[size])}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className={styles.segment}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
