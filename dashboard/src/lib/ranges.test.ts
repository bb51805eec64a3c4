import { describe, expect, it } from 'vitest'
import { bucketFor, bucketsFor, daysOf, isDay } from './ranges'

describe('ranges', () => {
  it.each([['2026-02-28', true], ['2026-02-29', false], ['2024-02-29', true], ['2026-13-01', false], ['yesterday', false], [null, false]])('%s is a day: %s', (text, day) => {
    expect(isDay(text)).toBe(day)
  })

  it('counts both ends', () => {
    expect(daysOf({ from: '2026-03-28', to: '2026-03-30' })).toBe(3)
    expect(daysOf({ from: '2026-01-01', to: '2026-01-01' })).toBe(1)
  })

  it('counts all time from the first event on', () => {
    const moment = new Date('2026-03-30T12:00:00Z')
    expect(daysOf({ preset: 'all' }, '2026-03-01T00:00:00Z', moment)).toBe(30)
    expect(daysOf({ preset: 'all' }, '2026-03-30T11:59:00Z', moment)).toBe(1)
    expect(daysOf({ preset: 'all' }, null, moment)).toBe(1096)
    expect(daysOf({ preset: '7d' }, '2020-03-01T00:00:00Z', moment)).toBe(7)
  })

  it('offers bucket sizes that make a readable chart', () => {
    expect(bucketsFor({ preset: 'today' })).toEqual(['hour'])
    expect(bucketsFor({ preset: '7d' })).toEqual(['hour', 'day'])
    expect(bucketsFor({ preset: '12mo' })).toEqual(['day', 'week', 'month'])
    expect(bucketsFor({ preset: 'all' })).toEqual(['week', 'month'])
  })

  it('keeps a chosen size only where it fits', () => {
    expect(bucketFor({ preset: '30d' }, 'week')).toBe('week')
    expect(bucketFor({ preset: 'today' }, 'week')).toBe('hour')
    expect(bucketFor({ preset: '90d' }, null)).toBe('day')
    expect(bucketFor({ preset: 'year' }, null)).toBe('month')
  })
})
