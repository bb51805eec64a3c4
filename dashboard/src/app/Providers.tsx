/** What every page can rely on: the query cache, toasts and tooltips. */
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { createQueryClient } from '../api'
import { ToastProvider, TooltipProvider } from '../ui'

interface ProvidersProps {
  /** One that is asking already; a new one where not given. */
  client?: QueryClient
  children: ReactNode
}

export function Providers({ client: given, children }: ProvidersProps) {
  const [client] = useState(() => given ?? createQueryClient())
  return (
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <ToastProvider>{children}</ToastProvider>
      </TooltipProvider>
    </QueryClientProvider>
  )
}
