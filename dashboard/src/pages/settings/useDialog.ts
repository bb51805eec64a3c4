/** Which dialog of a page is open, and what had the focus before. */
import { useRef, useState } from 'react'

interface DialogState<T> {
  /** What the dialog is about; null while none is open. */
  subject: T | null
  open: (subject: T) => void
  /** Closes it and gives the focus back to what opened it, if that is still there. */
  close: () => void
}

export function useDialog<T>(): DialogState<T> {
  const [subject, setSubject] = useState<T | null>(null)
  const opener = useRef<Element | null>(null)
  const open = (next: T) => {
    opener.current = document.activeElement
    setSubject(next)
  }
  const close = () => {
    setSubject(null)
    // after the dialog has let go of the focus
    setTimeout(() => {
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus()
    })
  }
  return { subject, open, close }
}
