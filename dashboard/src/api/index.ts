/** The door to the server: typed requests, hooks and the live connection. */
export { del, get, onUnauthenticated, patch, post, type Schemas } from './client'
export * from './hooks'
export { useLive } from './live'
export type { LiveState, LiveStatus, Realtime } from './liveConnection'
export { ApiProblem, errorOf, messageOf } from './problem'
export { createQueryClient } from './queryClient'
export type { QueryClient } from '@tanstack/react-query'
