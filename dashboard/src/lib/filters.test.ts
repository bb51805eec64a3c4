import { describe, expect, it } from 'vitest'
import { added, opposite, toFilter, toggled, without, type Condition } from './filters'

const de: Condition = { field: 'country', op: 'is', values: ['DE'] }
const notHome: Condition = { field: 'page', op: 'is_not', values: ['/'] }

describe('filters', () => {
  it('a press on a row filters, another press lifts it', () => {
    const once = toggled([notHome], 'country', 'DE')
    expect(once).toEqual([notHome, de])
    expect(toggled(once, 'country', 'DE')).toEqual([notHome])
  })

  it('a press on another row of the same kind replaces', () => {
    expect(toggled([de, notHome], 'country', 'FR')).toEqual([notHome, { field: 'country', op: 'is', values: ['FR'] }])
  })

  it('a press leaves exclusions of the same dimension alone', () => {
    expect(toggled([notHome], 'page', '/cart')).toEqual([notHome, { field: 'page', op: 'is', values: ['/cart'] }])
  })

  it('adding to a condition makes alternatives, each once', () => {
    const both = added(added([de], { ...de, values: ['AT'] }), de)
    expect(both).toEqual([{ field: 'country', op: 'is', values: ['DE', 'AT'] }])
  })

  it('becomes what the API takes', () => {
    expect(toFilter([])).toBeNull()
    expect(toFilter([de])).toEqual(de)
    expect(toFilter([de, notHome])).toEqual({ and: [de, notHome] })
  })

  it('removes one and knows contraries', () => {
    expect(without([de, notHome], 0)).toEqual([notHome])
    expect(opposite('is')).toBe('is_not')
    expect(opposite('starts_with')).toBeNull()
  })
})
