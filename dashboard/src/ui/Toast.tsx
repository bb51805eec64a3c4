/** Short confirmations in a corner, read aloud; `useToast()` returns the function that shows one. */
import X from 'lucide-react/icons/x'
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react'
import { IconButton } from './Button'
import { cx } from './classes'
import styles from './Toast.module.css'

export interface Toast {
  title: string
  text?: string
  tone?: 'neutral' | 'good' | 'bad'
}

type Show = (toast: Toast) => void

/** Long enough to read two lines; bad news stays until it is put away. */
const SHOWN_MS = 6_000
/** Older ones give way. */
const MOST = 3

const ToastContext = createContext<Show>(() => undefined)

export function useToast(): Show {
  return useContext(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([])
  const show = useCallback<Show>((toast) => {
    setToasts((before) => [...before.slice(1 - MOST), { ...toast, id: (before.at(-1)?.id ?? 0) + 1 }])
  }, [])
  const remove = useCallback((id: number) => { setToasts((before) => before.filter((toast) => toast.id !== id)) }, [])
  return (
    <ToastContext.Provider value={show}>
      {children}
      <ol className={styles.viewport} role="region" aria-label="Notifications" aria-live="polite">
        {toasts.map((toast) => (
          <OneToast key={toast.id} toast={toast} id={toast.id} onDone={remove} />
        ))}
      </ol>
    </ToastContext.Provider>
  )
}

function OneToast({ toast, id, onDone }: { toast: Toast; id: number; onDone: (id: number) => void }) {
  const [held, setHeld] = useState(toast.tone === 'bad')
  useEffect(() => {
    if (held) return
    const timer = window.setTimeout(() => { onDone(id) }, SHOWN_MS)
    return () => { window.clearTimeout(timer) }
  }, [held, id, onDone])
  return (
    <li className={cx(styles.toast, styles[toast.tone ?? 'neutral'])} role={toast.tone === 'bad' ? 'alert' : undefined} onPointerEnter={() => { setHeld(true) }}>
      <div className={styles.text}>
        <p className={styles.title}>{toast.title}</p>
        {toast.text !== undefined && <p className={styles.description}>{toast.text}</p>}
      </div>
      <IconButton label="Dismiss" size="sm" tooltip={false} onClick={() => { onDone(id) }}>
        <X aria-hidden />
      </IconButton>
    </li>
  )
}
