/** A server for the overview's tests: answers each question by its shape and keeps what it was asked. */
import type { Answer, Question, Schemas } from '../../api'

export interface Asked {
  questions: Question[]
  /** Which questions are refused. */
  fail: (question: Question) => boolean
  sites: number
  orders: number
  /** No event has come yet. */
  unused?: boolean
  demo?: boolean
  /** What else is to be said of the first site. */
  site?: Partial<Schemas['SiteOut']>
  /** Values of metrics that are not the usual ones; null is unknown. */
  values?: Record<string, number | null>
  /** How far the demo's history is made. */
  progress?: number
}

const UNITS: Record<string, string> = {
  revenue: 'currency', items_revenue: 'currency', average_order_value: 'currency',
  conversion_rate: 'percent', bounce_rate: 'percent', average_session_duration: 'seconds',
}
const METRICS = ['revenue', 'orders', 'conversion_rate', 'average_order_value', 'visitors', 'sessions', 'pageviews', 'bounce_rate', 'average_session_duration', 'events', 'items_revenue', 'units']
const VALUES: Record<string, (string | null)[]> = {
  page: ['/store', '/cart'], device: ['mobile', 'desktop'], 'property:place': ['footer', 'header'], country: ['GB', 'DE'], city: [null], currency: ['USD'], day: ['2026-03-01', '2026-03-02'],
}

const label = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')

function catalog(): Schemas['Catalog'] {
  const dimensions = ['page', 'entry_page', 'exit_page', 'channel', 'source', 'utm_campaign', 'referrer', 'country', 'region', 'city', 'language', 'device', 'browser', 'os', 'screen', 'event', 'event_type', 'search_term', 'target_url', 'day', 'hour']
  return {
    metrics: METRICS.map((name) => ({
      name, label: label(name), unit: UNITS[name] ?? 'count', description: `What ${name} is.`, higher_is_better: name !== 'bounce_rate',
      dimensions: name === 'units' ? [] : name === 'items_revenue' ? ['product_name'] : dimensions,
    })),
    dimensions: [...dimensions, 'product_name'].map((name) => ({ name, label: label(name), description: '', group: 'pages' })),
    event_types: [],
    version: '0',
  }
}

function value(metric: string, asked: Asked): [number | null, number] {
  const given = asked.values?.[metric]
  if (given !== undefined) return [given, 40]
  if (metric === 'revenue') return [1200, 1000]
  if (metric === 'orders') return [asked.orders, 3]
  return metric === 'bounce_rate' ? [30, 35] : [50, 40]
}

function answer(question: Question, asked: Asked): Answer {
  const dimension = question.dimensions?.[0] ?? ''
  const compared = question.comparison !== null && question.comparison !== undefined
  const figures = question.metrics.map((metric) => value(metric, asked))
  const now = figures.map(([one]) => one)
  const before = compared ? figures.map(([, one]) => one) : null
  const rows = (VALUES[dimension] ?? ['one', 'two']).map((name) => ({ dimensions: [name], metrics: now, comparison: before }))
  return {
    columns: [
      { name: dimension, kind: 'dimension', label: label(dimension), unit: 'text' },
      ...question.metrics.map((name) => ({ name, kind: 'metric' as const, label: label(name), unit: (UNITS[name] ?? 'count') as 'count' })),
    ],
    rows,
    totals: { metrics: now, comparison: before },
    range: { from: '2026-03-01T00:00:00Z', to: '2026-03-03T00:00:00Z' },
    comparison_range: compared ? { from: '2026-02-27T00:00:00Z', to: '2026-03-01T00:00:00Z' } : null,
    meta: { timezone: 'Europe/London', currency: 'GBP', elapsed_ms: 1, row_count: rows.length, partial: false, approximate: [] },
  }
}

function site(id: number, unused: boolean) {
  return { id, key: `key${id}`, name: `Shop ${id}`, domains: ['shop.example'], timezone: 'Europe/London', currency: 'GBP', first_event_at: unused ? null : '2026-01-01T00:00:00Z', last_event_at: unused ? null : '2026-03-02T00:00:00Z', events_known: true, rates: {}, snippet: `<script data-api-key="key${id}">` }
}

const json = (body: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } }))

/** A `fetch` that answers as the server would. */
export function answerTo(asked: Asked): typeof fetch {
  return (input, init) => {
    const path = String(input instanceof Request ? input.url : input).replace(/\?.*/, '')
    if (path.endsWith('/auth/me')) return json({ authenticated: false, needs_setup: false, demo: asked.demo === true, demo_progress: asked.progress ?? null })
    if (path.endsWith('/catalog')) return json(catalog())
    if (path.endsWith('/sites')) return json(Array.from({ length: asked.sites }, (_, index) => ({ ...site(index + 1, asked.unused === true), ...(index === 0 && asked.site) })))
    if (path.endsWith('/analytics/properties')) return json([{ key: 'place', events: 1234 }, { key: 'plan', events: 7 }])
    if (path.endsWith('/analytics/query')) {
      const question = JSON.parse(String(init?.body)) as Question
      asked.questions.push(question)
      if (asked.fail(question)) return json({ type: '/problems/invalid_question', title: 'No', status: 422, detail: 'the range is too odd', errors: [] }, 422)
      return json(answer(question, asked))
    }
    return json({ type: 'about:blank', title: 'Not found', status: 404, detail: path, errors: [] }, 404)
  }
}
