import { describe, expect, it } from 'vitest'
import { DEFAULT_VIEW, readView, writeView, type View } from './view'

const view = (part: Partial<View>): View => ({ ...DEFAULT_VIEW, ...part })

describe('the view in the address bar', () => {
  it.each<[string, View]>([
    ['the default', DEFAULT_VIEW],
    ['a preset', view({ range: { preset: '7d' } })],
    ['dates', view({ range: { from: '2026-02-01', to: '2026-02-28' } })],
    ['no comparison', view({ comparison: 'off' })],
    ['a site', view({ site: 'pk_3fA9' })],
    ['metric, bucket and tabs', view({ metric: 'orders', by: 'week', tabs: { pages: 'exit_page', sources: 'utm_campaign' } })],
    ['filters of several values', view({ filters: [{ field: 'country', op: 'is', values: ['DE', 'AT'] }, { field: 'page', op: 'is_not', values: ['/'] }] })],
    ['the unknown value', view({ filters: [{ field: 'city', op: 'is', values: [''] }] })],
    ['awkward text', view({ filters: [{ field: 'property:größe & mehr', op: 'contains', values: ['a,b\\c', '100% "x" #1?&=+', '日本'] }] })],
  ])('comes back from its own query string: %s', (_, original) => {
    expect(readView(writeView(original))).toEqual(original)
  })

  it('is readable', () => {
    const written = writeView(view({ range: { preset: '90d' }, filters: [{ field: 'page', op: 'is', values: ['/products/linen-shirt'] }] }))
    expect(written).toBe('?range=90d&f=is,page,/products/linen-shirt')
  })

  it('says the range even where it is the default, and nothing else of the default', () => {
    expect(writeView(DEFAULT_VIEW)).toBe('?range=30d')
    expect(readView('')).toEqual(DEFAULT_VIEW)
  })

  it.each([
    'range=9d', 'range=realtime', 'from=2026-02-30&to=2026-03-01', 'from=2026-03-02&to=2026-03-01', 'from=2026-03-02', 'compare=luck',
    'by=second', 'f=is', 'f=is,country', 'f=like,country,DE', 'f=,,', 'metric=<script>', 'tab.pages=%20', 'site=../../etc',
  ])('takes the default for what makes no sense: %s', (search) => {
    expect(readView(`?${search}`)).toEqual(DEFAULT_VIEW)
  })

  it('keeps the good filters beside a bad one', () => {
    expect(readView('?f=is,country,DE&f=nonsense').filters).toEqual([{ field: 'country', op: 'is', values: ['DE'] }])
  })
})
