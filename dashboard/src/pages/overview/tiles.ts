/** The figures at the top, in their order: money first, then visits. */
export interface Tile {
  metric: string
  /** What is drawn between the figure and its sparkline. */
  indicator?: 'progress' | 'level'
}

/** What is said of a bounce rate (percent) below a bound. */
export const LEVELS = [
  { below: 40, word: 'low', tone: 'good' },
  { below: 60, word: 'typical', tone: 'warn' },
  { below: Infinity, word: 'high', tone: 'bad' },
] as const

/** The same for people; undefined for tiles without levels. */
export function levelsOf({ indicator }: Tile): string | undefined {
  const [low, typical] = LEVELS
  return indicator === 'level' ? `Under ${low.below}% is low, ${low.below} to ${typical.below}% typical, from ${typical.below}% on high.` : undefined
}

export const MONEY: Tile[] = [
  { metric: 'revenue' },
  { metric: 'orders' },
  { metric: 'conversion_rate', indicator: 'progress' },
  { metric: 'average_order_value' },
]

export const VISITS: Tile[] = [
  { metric: 'visitors' },
  { metric: 'sessions' },
  { metric: 'pageviews' },
  { metric: 'bounce_rate', indicator: 'level' },
  { metric: 'average_session_duration' },
]

export const TILES = [...MONEY, ...VISITS]
