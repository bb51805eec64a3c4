/** A labelled form field with its hint and its error; the control inside finds them by context. */
import { createContext, useContext, useId, type ReactNode } from 'react'
import { cx } from './classes'
import styles from './Field.module.css'

interface FieldLinks {
  id?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
}

const FieldContext = createContext<FieldLinks>({})

/** What a control inside a Field takes as its own attributes. */
export function useField(): FieldLinks {
  return useContext(FieldContext)
}

interface FieldProps {
  label: string
  hint?: ReactNode
  /** What is wrong and how to put it right. */
  error?: string | null | undefined
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean
  children: ReactNode
}

export function Field({ label, hint, error, hideLabel = false, children }: FieldProps) {
  const id = useId()
  const wrong = error !== undefined && error !== null && error !== ''
  // what is wrong says it more exactly than the hint
  const hinted = hint !== undefined && !wrong
  const described = [hinted && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(' ')
  const links: FieldLinks = { id, ...(described !== '' && { 'aria-describedby': described }), ...(wrong && { 'aria-invalid': true }) }
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={cx(styles.label, hideLabel && 'spoken')}>
        {label}
      </label>
      <FieldContext.Provider value={links}>{children}</FieldContext.Provider>
      {hinted && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {wrong && (
        <p id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
