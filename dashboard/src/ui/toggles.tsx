/** On/off controls with their labels. */
import Check from 'lucide-react/icons/check'
import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from 'radix-ui'
import { useId, type ReactNode } from 'react'
import styles from './toggles.module.css'

interface ToggleProps {
  label: ReactNode
  hint?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  name?: string
}

export function Checkbox({ label, hint, checked, onChange, disabled = false, name }: ToggleProps) {
  const id = useId()
  return (
    <div className={styles.toggle}>
      <RadixCheckbox.Root
        id={id}
        checked={checked}
        disabled={disabled}
        {...(name !== undefined && { name })}
        onCheckedChange={(next) => {
          onChange(next === true)
        }}
        className={styles.checkbox}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        <RadixCheckbox.Indicator className={styles.tick}>
          <Check aria-hidden />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <ToggleText id={id} label={label} hint={hint} />
    </div>
  )
}

export function Switch({ label, hint, checked, onChange, disabled = false, name }: ToggleProps) {
  const id = useId()
  return (
    <div className={styles.toggle}>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        disabled={disabled}
        {...(name !== undefined && { name })}
        onCheckedChange={onChange}
        className={styles.switch}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        <RadixSwitch.Thumb className={styles.thumb} />
      </RadixSwitch.Root>
      <ToggleText id={id} label={label} hint={hint} />
    </div>
  )
}

function ToggleText({ id, label, hint }: { id: string; label: ReactNode; hint: ReactNode }) {
  return (
    <div className={styles.toggleText}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.toggleHint}>
          {hint}
        </p>
      )}
    </div>
  )
}
