/** How answers are kept and failures retried, for the whole dashboard. */
import { QueryClient } from '@tanstack/react-query'
import { onUnauthenticated } from './client'
import { keys } from './hooks'
import { ApiProblem } from './problem'

/** A client that retries only what may pass by itself, and asks who is logged in again when the server refuses a read. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiProblem && error.temporary,
      },
      mutations: { retry: false },
    },
  })
  // Before it is known who asks, the answer to that is on its way already.
  onUnauthenticated(() => client.getQueryData(keys.me) && void client.invalidateQueries({ queryKey: keys.me }))
  return client
}
