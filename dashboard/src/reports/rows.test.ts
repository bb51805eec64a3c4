import { expect, it } from 'vitest'
import type { Answer } from '../api'
import { cellText, csvOf, rowsOf } from './rows'
import { wordsOf } from './useWords'

const answer: Answer = {
  columns: [
    { name: 'source', kind: 'dimension', label: 'Source', unit: 'text' },
    { name: 'visitors', kind: 'metric', label: 'Visitors', unit: 'count' },
    { name: 'revenue', kind: 'metric', label: 'Revenue', unit: 'currency' },
  ],
  rows: [
    { dimensions: ['Google'], metrics: [12_345, 99.5], comparison: [10_000, 0] },
    { dimensions: [null], metrics: [3, null], comparison: null },
  ],
  totals: { metrics: [12_348, 99.5], comparison: null },
  range: { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
  comparison_range: null,
  meta: { timezone: 'UTC', currency: 'EUR', elapsed_ms: 1, row_count: 2, partial: false, approximate: [] },
}

const words = wordsOf({
  metrics: [
    { name: 'visitors', label: 'Visitors', unit: 'count', description: '', higher_is_better: true, dimensions: ['source'] },
    { name: 'revenue', label: 'Revenue', unit: 'currency', description: '', higher_is_better: true, dimensions: ['source'] },
  ],
  dimensions: [{ name: 'source', label: 'Source', description: '', group: 'acquisition' }],
  event_types: [],
  version: '1',
})

it('reads rows by metric name', () => {
  expect(rowsOf(answer)[0]).toEqual({ value: 'Google', metrics: { visitors: 12_345, revenue: 99.5 }, comparison: { visitors: 10_000, revenue: 0 } })
  expect(rowsOf(undefined)).toEqual([])
})

it('shortens cells and says the whole in the tooltip', () => {
  const [google, unknown] = rowsOf(answer)
  if (!google || !unknown) throw new Error('two rows were given')
  expect(cellText(google, words.metric('visitors'), 'EUR')).toEqual({ text: '12.3K', title: '12,345, was 10,000 (↑ 23%)' })
  expect(cellText(google, words.metric('revenue'), 'EUR').title).toBe('€99.50, was €0.00 (↑ new)')
  expect(cellText(unknown, words.metric('revenue'), 'EUR')).toEqual({ text: '–', title: '–' })
})

it('exports stored values, with the comparison where there is one', () => {
  const [header, cells] = csvOf(rowsOf(answer), 'source', ['visitors', 'revenue'], words)
  expect(header).toEqual(['Source', 'Visitors', 'Revenue', 'Visitors (comparison)', 'Revenue (comparison)'])
  expect(cells).toEqual([['Google', 12_345, 99.5, 10_000, 0], [null, 3, null, null, null]])
})
