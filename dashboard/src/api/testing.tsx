/** A server of a few fixed answers and the frame that a page is rendered in, for tests of pages. */
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { MemoryRouter, useLocation } from 'react-router'
import { vi } from 'vitest'
import type { Schemas } from './client'
import { createQueryClient } from './queryClient'
import { ToastProvider, TooltipProvider } from '../ui'

/** jsdom does no layout, so nothing ever changes its size. */
class StillObserver implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= StillObserver

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
}
/** By "METHOD /path" below /api/v1: the answer, or a function that makes it; an ApiAnswer gives a status too. */
export type Answers = Record<string, unknown>

export class ApiAnswer {
  constructor(
    readonly status: number,
    readonly body?: unknown,
  ) {}
}

export const problem = (status: number, detail: string, errors: { field: string; detail: string }[] = [], type = '/problems/x') =>
  new ApiAnswer(status, { type, title: 'Refused', status, detail, errors })

/** Answers fetch from `answers` and keeps what was asked; anything unknown is a 404. */
export function serve(answers: Answers): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', (input: string, init: RequestInit = {}) => {
    const url = new URL(input, 'http://localhost')
    const path = url.pathname.replace('/api/v1', '')
    const method = init.method ?? 'GET'
    const request = { method, path, query: url.searchParams, body: init.body ? (JSON.parse(String(init.body)) as unknown) : undefined }
    asked.push(request)
    const found = answers[`${method} ${path}`] ?? problem(404, 'There is nothing at this address.')
    const made: unknown = typeof found === 'function' ? (found as (request: Asked) => unknown)(request) : found
    const { status, body } = made instanceof ApiAnswer ? made : new ApiAnswer(200, made)
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }))
  })
  return asked
}

function Address() {
  const { pathname, search } = useLocation()
  return <output data-testid="address">{pathname + search}</output>
}

/** Renders below everything that pages rely on; the current address is in the element `address`. */
export function show(page: ReactNode, address = '/') {
  return render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <ToastProvider>
          <MemoryRouter initialEntries={[address]}>
            {page}
            <Address />
          </MemoryRouter>
        </ToastProvider>
      </TooltipProvider>
    </QueryClientProvider>,
  )
}

/** After each test. */
export function clear() {
  cleanup()
  vi.unstubAllGlobals()
  vi.useRealTimers()
}

export const owner: Schemas['UserOut'] = {
  id: 1,
  email: 'anna@oakandash.example',
  role: 'owner',
  created_at: '2026-01-01T00:00:00Z',
  last_login_at: null,
}

export const me = (part: Partial<Schemas['Me']> = {}): Schemas['Me'] => ({
  authenticated: true,
  needs_setup: false,
  setup_token_required: false,
  demo: false,
  demo_progress: null,
  demo_traffic: false,
  user: owner,
  version: '1.2.3',
  ...part,
})

/** Nothing has come, unless `part` says so. */
export const quality = (part: Partial<Schemas['Quality']> = {}): Schemas['Quality'] => ({
  range: { from: '2026-01-01T00:00:00+01:00', to: '2026-01-03T00:00:00+01:00' },
  stored: 0,
  dropped: 0,
  rejected: 0,
  outcomes: [],
  timeline: [],
  bots: [],
  lag_ms: null,
  last_event_at: null,
  log_backlog_bytes: 0,
  recent_refusals: [],
  unknown_keys: { events: 0, last_at: null, key_hint: null },
  refusals_incomplete: false,
  ...part,
})

export const refusal: Schemas['RecentRefusal'] = {
  occurred_at: '2026-01-02T12:00:00Z',
  event_type: 'purchase',
  reason: 'invalid_field',
  field: 'items[0].price',
  detail: 'A `price` must be a number such as 12.50.',
  events: 3,
}

export const site = (part: Partial<Schemas['SiteOut']> = {}): Schemas['SiteOut'] => ({
  id: 7,
  key: 'oak',
  name: 'Oak & Ash',
  domains: ['oakandash.example'],
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  consent_mode: 'required',
  respect_gpc: true,
  respect_dnt: false,
  query_params: [],
  vitals: true,
  automated_browsers: false,
  rates: { USD: '0.92' },
  created_at: '2026-01-01T00:00:00Z',
  snippet: '<script defer src="http://localhost/ecomdash.js" data-api-key="oak"></script>',
  first_event_at: '2026-01-02T00:00:00Z',
  last_event_at: '2026-01-03T00:00:00Z',
  events_known: true,
  ...part,
})
