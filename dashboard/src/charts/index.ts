/** The charts: SVG on d3 scales and shapes, each reachable by keyboard and with its figures as a table. */
export { BarChart } from './BarChart'
export { TableTwin } from './ChartFrame'
export { LineChart } from './LineChart'
export type { ChartData, Series } from './series'
export { Sparkline } from './Sparkline'
export { StackedBar, type Share } from './StackedBar'
export { WorldMap } from './WorldMap'
