import { describe, expect, it } from 'vitest'
import { bucketName, bucketNamesFrom, bucketStart, daysBetween, nowIn, periodName, tickName, tickNames, wallClock } from './time'

describe('times of the site', () => {
  it('keeps the wall clock, whatever the offset', () => {
    expect(wallClock('2026-03-29T02:30:00+02:00')?.toISOString()).toBe('2026-03-29T02:30:00.000Z')
    expect(wallClock('2026-03-29')?.toISOString()).toBe('2026-03-29T00:00:00.000Z')
    expect(wallClock('soon')).toBeNull()
  })

  it('names buckets', () => {
    expect(tickName('2026-11-02T15:00:00-05:00', 'hour')).toBe('3:00 PM')
    expect(tickName('2026-11-02T00:00:00-05:00', 'hour')).toBe('Nov 2')
    expect(bucketName('2026-11-02', 'day')).toBe('Mon, Nov 2, 2026')
    expect(bucketName('2026-11-02', 'week')).toBe('Week of Nov 2, 2026')
    expect(bucketName('2026-11-01', 'month')).toBe('November 2026')
    expect(bucketName(null, 'day')).toBe('')
  })

  it('says the year on an axis wherever the day alone could mean several', () => {
    expect(tickName('2015-11-01', 'month')).toBe('Nov 2015')
    expect(tickNames(['2015-11-02', '2016-01-04'], 'week')).toEqual(['Nov 2', 'Jan 4'])
    expect(tickNames(['2015-11-02', null, '2016-11-07'], 'week')).toEqual(['Nov 2, 2015', '', 'Nov 7, 2016'])
    expect(tickNames([], 'day')).toEqual([])
  })

  it.each([
    ['hour', '2026-11-05T13:00:00.000Z'], ['day', '2026-11-05T00:00:00.000Z'], ['week', '2026-11-02T00:00:00.000Z'], ['month', '2026-11-01T00:00:00.000Z'],
  ] as const)('begins the %s of a Thursday afternoon at %s', (bucket, start) => {
    expect(bucketStart(new Date('2026-11-05T13:45:00Z'), bucket).toISOString()).toBe(start)
  })

  it('names the comparison from its start on, over the end of a month', () => {
    expect(bucketNamesFrom('2026-01-31T00:00:00+01:00', 'day', 2)).toEqual(['Sat, Jan 31, 2026', 'Sun, Feb 1, 2026'])
    expect(bucketNamesFrom('2025-12-01T00:00:00+01:00', 'month', 2)).toEqual(['December 2025', 'January 2026'])
  })

  it('names half-open periods by their last day', () => {
    expect(periodName('2026-06-01T00:00:00+02:00', '2026-07-01T00:00:00+02:00')).toMatch(/^Jun 1\s–\sJun 30, 2026$|^Jun 1\s–\s30, 2026$|^Jun 1 – 30, 2026$/u)
    expect(periodName('2026-06-01T00:00:00+02:00', '2026-06-02T00:00:00+02:00')).toBe('Jun 1, 2026')
  })

  it('knows the days of a half-open period', () => {
    expect(daysBetween('2026-06-01T00:00:00+02:00', '2026-07-01T00:00:00+02:00')).toEqual(['2026-06-01', '2026-06-30'])
  })

  it('knows what time it is elsewhere', () => {
    expect(nowIn('Asia/Kolkata', new Date('2026-01-01T20:00:00Z')).toISOString()).toBe('2026-01-02T01:30:00.000Z')
    expect(nowIn('America/New_York', new Date('2026-07-01T04:00:00Z')).toISOString()).toBe('2026-07-01T00:00:00.000Z')
  })
})
