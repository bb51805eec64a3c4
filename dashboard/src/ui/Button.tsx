/** Buttons: what a press does is in the label; icons only accompany it, except in IconButton, which carries a label too. */
import { forwardRef, type ButtonHTMLAttributes, type ReactNode } from 'react'
import styles from './Button.module.css'
import { cx } from './classes'
import { Spinner } from './Spinner'
import { Tooltip } from './Tooltip'

type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant
  size?: 'sm' | 'md'
  icon?: ReactNode
  /** Shown after the label, e.g. a chevron. */
  trailing?: ReactNode
  /** Shows a spinner and refuses presses while something is under way. */
  loading?: boolean
  /** As wide as its container. */
  wide?: boolean
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant = 'secondary', size = 'md', icon, trailing, loading = false, wide = false, className, children, disabled, type = 'button', ...rest },
  ref,
) {
  return (
    <button
      {...rest}
      ref={ref}
      type={type}
      disabled={disabled === true || loading}
      aria-busy={loading || undefined}
      className={cx(styles.button, styles[variant], styles[size], wide && styles.wide, className)}
    >
      {loading ? <Spinner label="Working" /> : icon}
      {children !== undefined && <span className={styles.label}>{children}</span>}
      {trailing}
    </button>
  )
})

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does; read aloud and shown as a tooltip. */
  label: string
  size?: 'sm' | 'md'
  variant?: 'ghost' | 'secondary'
  /** Without one where the surroundings already say it, e.g. a dialog's cross. */
  tooltip?: boolean
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, size = 'md', variant = 'ghost', tooltip = true, className, type = 'button', ...rest },
  ref,
) {
  const button = (
    <button
      {...rest}
      ref={ref}
      type={type}
      aria-label={label}
      className={cx(styles.button, styles[variant], styles[size], styles.icon, className)}
    />
  )
  return tooltip ? <Tooltip content={label}>{button}</Tooltip> : button
})
