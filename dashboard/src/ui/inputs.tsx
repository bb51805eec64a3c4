/** Text and choice controls; inside a Field they take its label, hint and error. */
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down'
import { forwardRef, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react'
import { cx } from './classes'
import { useField } from './Field'
import styles from './inputs.module.css'
import type { Option } from './Tabs'

interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  icon?: ReactNode
}

export const TextInput = forwardRef<HTMLInputElement, TextInputProps>(function TextInput({ icon, className, type = 'text', ...rest }, ref) {
  const field = useField()
  return (
    <span className={cx(styles.wrap, className)}>
      {icon !== undefined && <span className={styles.icon}>{icon}</span>}
      <input {...field} {...rest} ref={ref} type={type} className={cx(styles.input, icon !== undefined && styles.indented)} />
    </span>
  )
})

export const TextArea = forwardRef<HTMLTextAreaElement, TextareaHTMLAttributes<HTMLTextAreaElement>>(function TextArea({ className, ...rest }, ref) {
  const field = useField()
  return <textarea {...field} {...rest} ref={ref} className={cx(styles.input, styles.area, className)} />
})

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'value' | 'size'> {
  options: Option[]
  value: string
  onChange: (value: string) => void
  size?: 'sm' | 'md'
}

/** The browser's own list: the best one on a phone, and with hundreds of entries. */
export function Select({ options, value, onChange, size = 'md', className, ...rest }: SelectProps) {
  const field = useField()
  return (
    <span className={cx(styles.wrap, className)}>
      <select
        {...field}
        {...rest}
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
        }}
        className={cx(styles.input, styles.select, styles[size])}
      >
        {grouped(options).map(([group, members]) =>
          group === '' ? members.map(entry) : (
            <optgroup key={group} label={group}>
              {members.map(entry)}
            </optgroup>
          ),
        )}
      </select>
      <ChevronsUpDown className={styles.chevron} aria-hidden />
    </span>
  )
}

function entry({ value, label }: Option) {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  )
}

/** Options by group, both in the order they come in. */
function grouped(options: Option[]): [string, Option[]][] {
  const groups = new Map<string, Option[]>()
  for (const option of options) {
    const group = option.group ?? ''
    groups.set(group, [...(groups.get(group) ?? []), option])
  }
  return [...groups]
}
