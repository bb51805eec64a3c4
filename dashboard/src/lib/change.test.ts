import { describe, expect, it } from 'vitest'
import { change } from './change'

describe('change', () => {
  it.each([
    [120, 100, 'count', true, '20%', 'up', 'good'],
    [104.24, 100, 'currency', true, '4.2%', 'up', 'good'],
    [80, 100, 'count', true, '20%', 'down', 'bad'],
    [80, 100, 'seconds', false, '20%', 'down', 'good'],
    [80, 100, 'count', null, '20%', 'down', 'neutral'],
    [0, 100, 'count', true, '100%', 'down', 'bad'],
    [20_000, 100, 'count', true, '>999%', 'up', 'good'],
  ] as const)('%d after %d (%s): %s', (value, before, unit, higher, text, direction, tone) => {
    expect(change(value, before, unit, higher)).toEqual({ text, direction, tone })
  })

  it('has no percent of nothing', () => {
    expect(change(5, 0, 'count', true)).toEqual({ text: 'new', direction: 'up', tone: 'good' })
    expect(change(-5, 0, 'currency', true)).toEqual({ text: 'new', direction: 'down', tone: 'bad' })
  })

  it('says that nothing changed, also where rounding says so', () => {
    const flat = { text: '0%', direction: 'flat', tone: 'neutral' }
    expect(change(0, 0, 'count', true)).toEqual(flat)
    expect(change(7, 7, 'count', true)).toEqual(flat)
    expect(change(100_001, 100_000, 'count', true)).toEqual(flat)
  })

  it('compares rates by points', () => {
    expect(change(2.45, 2, 'percent', true)).toEqual({ text: '0.45 pp', direction: 'up', tone: 'good' })
    expect(change(52.04, 40, 'percent', false)).toEqual({ text: '12 pp', direction: 'up', tone: 'bad' })
    expect(change(2.001, 2, 'percent', true)).toEqual({ text: '0 pp', direction: 'flat', tone: 'neutral' })
    expect(change(1, 0, 'percent', true)?.text).toBe('1 pp')
  })

  it('measures against the size of a negative amount', () => {
    expect(change(-50, -100, 'currency', true)).toEqual({ text: '50%', direction: 'up', tone: 'good' })
  })

  it('is nothing without a value or a comparison', () => {
    expect(change(null, 3, 'count', true)).toBeNull()
    expect(change(3, undefined, 'count', true)).toBeNull()
  })
})
