/** What one looks at: all of it is in the address bar, so that a link or the back button brings it back. */
import { readCondition, writeCondition, type Condition } from './filters'
import { BUCKETS, COMPARISONS, isDay, PRESETS, type Bucket, type ComparisonChoice, type RangeChoice } from './ranges'

export interface View {
  /** Public key of the site; null = the first one. */
  site: string | null
  range: RangeChoice
  comparison: ComparisonChoice
  filters: Condition[]
  /** Metric of the main chart; null = the one that suits the site. */
  metric: string | null
  /** Bucket size of the main chart; null = the one that suits the range. */
  by: Bucket | null
  /** Chosen report by panel. */
  tabs: Record<string, string>
}

export const DEFAULT_VIEW: View = {
  site: null,
  range: { preset: '30d' },
  comparison: 'previous_period',
  filters: [],
  metric: null,
  by: null,
  tabs: {},
}

/** What the demo begins with: its history is 30 days long, and only a shorter range has something to be compared with. */
export const DEMO_SEARCH = '?range=7d'

const NAME = /^([\w:.-]{1,100}|property:.{1,64})$/

function name(text: string | null): string | null {
  return text !== null && NAME.test(text) ? text : null
}

function readRange(params: URLSearchParams): RangeChoice {
  const [from, to] = [params.get('from'), params.get('to')]
  if (isDay(from) && isDay(to) && from <= to) return { from, to }
  const preset = PRESETS.find((one) => one.value === params.get('range'))
  return preset ? { preset: preset.value } : DEFAULT_VIEW.range
}

/** The view that a query string describes; what it does not say, or says wrongly, is as in DEFAULT_VIEW. */
export function readView(search: string | URLSearchParams): View {
  const params = new URLSearchParams(search)
  return {
    site: name(params.get('site')),
    range: readRange(params),
    comparison: COMPARISONS.find((one) => one.value === params.get('compare'))?.value ?? DEFAULT_VIEW.comparison,
    filters: params.getAll('f').map(readCondition).filter((one) => one !== null),
    metric: name(params.get('metric')),
    by: BUCKETS.find((one) => one.value === params.get('by'))?.value ?? null,
    tabs: Object.fromEntries([...params].filter(([key, value]) => key.startsWith('tab.') && NAME.test(value)).map(([key, value]) => [key.slice(4), value])),
  }
}

/** Leaves readable what a query string may hold unescaped (RFC 3986: sub-delims, ':', '@', '/'). */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/%(2C|3A|2F|40|5C)/g, (code) => (code === '%5C' ? code : decodeURIComponent(code)))
}

/** The query string of a view, with its '?'. The range is always said: a shared link must not move with a default. */
export function writeView(view: View): string {
  const pairs: [string, string][] = []
  if (view.site !== null) pairs.push(['site', view.site])
  if ('from' in view.range) pairs.push(['from', view.range.from], ['to', view.range.to])
  else pairs.push(['range', view.range.preset])
  if (view.comparison !== DEFAULT_VIEW.comparison) pairs.push(['compare', view.comparison])
  for (const condition of view.filters) pairs.push(['f', writeCondition(condition)])
  if (view.metric !== null) pairs.push(['metric', view.metric])
  if (view.by !== null) pairs.push(['by', view.by])
  for (const [panel, tab] of Object.entries(view.tabs)) pairs.push([`tab.${panel}`, tab])
  return `?${pairs.map(([key, value]) => `${key}=${escape(value)}`).join('&')}`
}
