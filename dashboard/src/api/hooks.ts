/** Every question and every change the dashboard can send, as React Query hooks; keys and freshness are decided here. */
import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { del, get, patch, post, type Schemas } from './client'
import type { paths } from './schema'

/** A question for POST /analytics/query. */
export type Question = Schemas['QueryRequest']
export type Answer = Schemas['QueryResponse']
type PropertiesQuery = NonNullable<paths['/api/v1/analytics/properties']['get']['parameters']['query']>
type QualityQuery = NonNullable<paths['/api/v1/analytics/quality']['get']['parameters']['query']>

const MINUTE = 60_000
/** Ranges that reach into the present are asked again each minute. */
const whilePartial = (partial: boolean | undefined) => (partial ? MINUTE : false)

export const keys = {
  me: ['me'] as const,
  catalog: ['catalog'] as const,
  sites: ['sites'] as const,
  users: ['users'] as const,
  tokens: ['tokens'] as const,
  audit: ['audit'] as const,
  analytics: (question: Question) => ['analytics', 'query', question] as const,
  quality: (query: QualityQuery) => ['analytics', 'quality', query] as const,
  properties: (query: PropertiesQuery) => ['analytics', 'properties', query] as const,
}

export const meOptions = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => get('/api/v1/auth/me', { signal }), staleTime: 5 * MINUTE })
const catalogOptions = queryOptions({ queryKey: keys.catalog, queryFn: ({ signal }) => get('/api/v1/catalog', { signal }), staleTime: Infinity })
export const sitesOptions = queryOptions({ queryKey: keys.sites, queryFn: ({ signal }) => get('/api/v1/sites', { signal }) })

/** Asks at once for what every page waits for; `inside` also for what only those get who may read. */
export function preload(client: QueryClient, inside: boolean): void {
  void client.prefetchQuery(meOptions)
  if (!inside) return
  void client.prefetchQuery(sitesOptions)
  void client.prefetchQuery(catalogOptions)
}

/** Who is asking; while the demo history is being made it is asked each second, for the progress bar. */
export function useMe() {
  return useQuery({
    ...meOptions,
    refetchInterval: ({ state }) => (typeof state.data?.demo_progress === 'number' ? 1000 : false),
  })
}

/** Metrics, dimensions and event types with their labels; they change only with the server's version. */
export function useCatalog() {
  return useQuery(catalogOptions)
}

export const analyticsOptions = (question: Question) =>
  queryOptions({
    queryKey: keys.analytics(question),
    queryFn: ({ signal }) => post('/api/v1/analytics/query', { body: question, signal }),
  })

const sameShape = (a: Question, b: Question) =>
  a.site === b.site &&
  a.metrics.join() === b.metrics.join() &&
  (a.dimensions ?? []).join() === (b.dimensions ?? []).join()

/**
 * One question; undefined asks nothing. While a changed question of the same columns is under way the previous answer
 * stays (`isPlaceholderData`); a question that is no longer wanted is aborted.
 */
export function useAnalytics(question: Question | undefined) {
  return useQuery({
    ...analyticsOptions(question as Question),
    enabled: question !== undefined,
    placeholderData: (previous, query) => {
      const before = query?.queryKey[2]
      return before && question && sameShape(before, question) ? previous : undefined
    },
    refetchInterval: ({ state }) => whilePartial(state.data?.meta.partial),
  })
}

/** The custom properties that events of a range carry; a new one may take five minutes to be listed. */
export function useProperties(query: PropertiesQuery, enabled: boolean) {
  return useQuery({
    queryKey: keys.properties(query),
    queryFn: ({ signal }) => get('/api/v1/analytics/properties', { query, signal }),
    enabled,
    staleTime: 5 * MINUTE,
  })
}

/** What became of the events of a range, asked again `every` so many milliseconds. */
export function useQuality(query: QualityQuery, { every = 10_000 } = {}) {
  return useQuery({
    queryKey: keys.quality(query),
    queryFn: ({ signal }) => get('/api/v1/analytics/quality', { query, signal }),
    placeholderData: (previous, before) => (before?.queryKey[2].site === query.site ? previous : undefined),
    refetchInterval: every,
  })
}

/**
 * All sites; asked every two seconds until `until` holds of them, where it is given (the wait for a first event), every
 * five while the event store is away, and else each minute, so that a page that stays open notices that.
 */
export function useSites({ until, enabled = true }: { until?: (sites: Schemas['SiteOut'][]) => boolean; enabled?: boolean } = {}) {
  return useQuery({
    ...sitesOptions,
    enabled,
    refetchInterval: ({ state: { data } }) => {
      if (until && !until(data ?? [])) return 2000
      return data !== undefined && (data.every((site) => site.events_known) ? MINUTE : 5000)
    },
  })
}

export function useUsers() {
  return useQuery({ queryKey: keys.users, queryFn: ({ signal }) => get('/api/v1/users', { signal }) })
}

export function useTokens() {
  return useQuery({ queryKey: keys.tokens, queryFn: ({ signal }) => get('/api/v1/tokens', { signal }) })
}

export function useAudit() {
  return useQuery({ queryKey: keys.audit, queryFn: ({ signal }) => get('/api/v1/audit', { signal }) })
}

/** A change, after which what it touched is asked again; every change also appears in the audit log. */
function useChange<In, Out>(change: (input: In) => Promise<Out>, touched: (client: QueryClient, answer: Out) => unknown) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      await touched(client, answer)
      void client.invalidateQueries({ queryKey: keys.audit })
    },
  })
}

const again = (key: readonly unknown[]) => (client: QueryClient) => client.invalidateQueries({ queryKey: key })

/** Another person sees other things: nothing that was fetched before may stay. */
function enter(client: QueryClient, me: Schemas['Me']) {
  client.setQueryData(keys.me, me)
  void client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] })
}

export const useLogin = () => useChange((body: Schemas['Credentials']) => post('/api/v1/auth/login', { body }), enter)
export const useLogout = () => useChange(() => post('/api/v1/auth/logout'), (client) => client.resetQueries())

/** Makes the first account and site, and logs in. `enter` then opens the dashboard, which until then still shows set-up. */
export function useSetup() {
  const client = useQueryClient()
  const setup = useMutation({ mutationFn: (body: Schemas['Setup']) => post('/api/v1/auth/setup', { body }) })
  return { setup, enter: () => setup.data && enter(client, setup.data) }
}

export const useCreateSite = () =>
  useChange((body: Schemas['SiteIn']) => post('/api/v1/sites', { body }), again(keys.sites))
export const useUpdateSite = () =>
  useChange(
    ({ id, ...body }: Schemas['SitePatch'] & { id: number }) => patch('/api/v1/sites/{site_id}', { params: { site_id: id }, body }),
    again(keys.sites),
  )
export const useDeleteSite = () =>
  useChange((id: number) => del('/api/v1/sites/{site_id}', { params: { site_id: id } }), again(keys.sites))

export const useCreateUser = () =>
  useChange((body: Schemas['UserIn']) => post('/api/v1/users', { body }), again(keys.users))
export const useDeleteUser = () =>
  useChange((id: number) => del('/api/v1/users/{user_id}', { params: { user_id: id } }), again(keys.users))

export const useCreateToken = () =>
  useChange((body: Schemas['TokenIn']) => post('/api/v1/tokens', { body }), again(keys.tokens))
export const useRevokeToken = () =>
  useChange((id: number) => del('/api/v1/tokens/{token_id}', { params: { token_id: id } }), again(keys.tokens))
