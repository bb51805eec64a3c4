/** Asks to type a name before something is destroyed that cannot be brought back. */
import { useState, type FormEvent, type ReactNode } from 'react'
import { messageOf } from '../../api'
import { Button, Dialog, Field, Notice, TextInput } from '../../ui'
import styles from './settings.module.css'

interface ConfirmByNameProps {
  title: string
  /** What will be lost. */
  text: ReactNode
  name: string
  /** On the button, e.g. "Delete site". */
  verb: string
  busy: boolean
  error: unknown
  onConfirm: () => void
  onClose: () => void
}

export function ConfirmByName({ title, text, name, verb, busy, error, onConfirm, onClose }: ConfirmByNameProps) {
  const [typed, setTyped] = useState('')
  const same = typed.trim() === name.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (same) onConfirm()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={text} size="sm">
      <form className={styles.form} onSubmit={submit}>
        {error !== null && <Notice tone="bad">{messageOf(error)}</Notice>}
        <Field label={`Type “${name}” to confirm`}>
          <TextInput autoComplete="off" spellCheck={false} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
        </Field>
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" disabled={!same} loading={busy}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
