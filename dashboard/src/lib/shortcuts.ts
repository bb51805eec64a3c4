/** Single-key shortcuts: never while typing, never with a modifier, never under an open dialog or menu. */
import { useEffect } from 'react'

export type Shortcuts = Record<string, () => void>

const EDITABLE = 'input, textarea, select, [contenteditable="true"]'
const OVERLAY = '[role="dialog"], [role="menu"]'

/** Listens while the component is mounted; keys are `KeyboardEvent.key` values. */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (event.target instanceof Element && event.target.closest(EDITABLE)) return
      if (document.querySelector(OVERLAY)) return
      const action = shortcuts[event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => { document.removeEventListener('keydown', onKeyDown) }
  }, [shortcuts])
}
