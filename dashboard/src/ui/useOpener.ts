/** Where the focus goes back to when a modal window closes that has no trigger of its own. */
import { useState } from 'react'

/** What has the focus now; of an entry in a menu the menu's trigger, for the entry will be gone. */
function focused(): HTMLElement | null {
  const active = document.activeElement
  const trigger = active?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const opener = trigger ? document.getElementById(trigger) : active
  return opener instanceof HTMLElement && opener !== document.body ? opener : null
}

interface State {
  open: boolean
  opener: HTMLElement | null
}

/** A handler for Radix's onCloseAutoFocus: focuses what had the focus before opening, or the page's content where that is gone. */
export function useOpener(open: boolean): (event: Event) => void {
  const [state, setState] = useState<State>(() => ({ open, opener: open ? focused() : null }))
  // While it is drawn, since controls with autoFocus take the focus before any effect runs.
  if (state.open !== open) setState({ open, opener: open ? focused() : state.opener })
  return (event) => {
    event.preventDefault()
    const target = state.opener?.isConnected ? state.opener : document.getElementById('main')
    target?.focus()
  }
}
