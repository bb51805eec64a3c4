/** The figures at the top, in their order: money first, then visits. */
export interface Tile {
  metric: string
  /** What is drawn between the figure and its sparkline. */
  indicator?: 'progress' | 'level'
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
