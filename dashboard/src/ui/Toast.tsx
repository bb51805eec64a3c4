/** Short confirmations in a corner; `useToast()` returns the function that shows one. */
import X from 'lucide-react/icons/x'
import { Toast as Radix } from 'radix-ui'
import { createContext, useCallback, useContext, useState, type ReactNode } from 'react'
import { IconButton } from './Button'
import { cx } from './classes'
import styles from './Toast.module.css'

export interface Toast {
  title: string
  text?: string
  tone?: 'neutral' | 'good' | 'bad'
}

type Show = (toast: Toast) => void

const ToastContext = createContext<Show>(() => undefined)

export function useToast(): Show {
  return useContext(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([])
  const show = useCallback<Show>((toast) => {
    setToasts((before) => [...before.slice(-2), { ...toast, id: (before.at(-1)?.id ?? 0) + 1 }])
  }, [])
  const remove = (id: number) => { setToasts((before) => before.filter((toast) => toast.id !== id)) }
  return (
    <ToastContext.Provider value={show}>
      <Radix.Provider duration={5_000} label="Notification">
        {children}
        {toasts.map((toast) => (
          <Radix.Root
            key={toast.id}
            className={cx(styles.toast, styles[toast.tone ?? 'neutral'])}
            type={toast.tone === 'bad' ? 'foreground' : 'background'}
            onOpenChange={(open) => { if (!open) remove(toast.id) }}
          >
            <div className={styles.text}>
              <Radix.Title className={styles.title}>{toast.title}</Radix.Title>
              {toast.text !== undefined && <Radix.Description className={styles.description}>{toast.text}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Dismiss" size="sm" tooltip={false}>
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className={styles.viewport} />
      </Radix.Provider>
    </ToastContext.Provider>
  )
}
