import { describe, expect, it } from 'vitest'
import type { Answer } from '../api'
import { beganWithin, courseOf } from './course'

const column = { name: 'orders', kind: 'metric', label: 'Orders', unit: 'count' } as const

/** An answer about hours of 2026-03-03 in Berlin, of which the present is 09:20. */
function answer(part: Partial<Answer> = {}): Answer {
  const hours = Array.from({ length: 24 }, (_, hour) => `2026-03-03T${String(hour).padStart(2, '0')}:00:00+01:00`)
  return {
    columns: [{ name: 'hour', kind: 'dimension', label: 'Hour', unit: 'time' }, column],
    rows: hours.map((hour, index) => ({ dimensions: [hour], metrics: [index < 10 ? index : 0], comparison: [index * 2] })),
    totals: { metrics: [45], comparison: [80] },
    range: { from: '2026-03-03T00:00:00+01:00', to: '2026-03-04T00:00:00+01:00' },
    comparison_range: { from: '2026-03-02T00:00:00+01:00', to: '2026-03-02T09:20:00+01:00' },
    meta: { timezone: 'Europe/Berlin', currency: 'EUR', elapsed_ms: 1, row_count: 24, partial: true, approximate: [] },
    ...part,
  }
}

const moment = new Date('2026-03-03T08:20:00Z')

describe('a time answer', () => {
  it('knows the running bucket, and leaves out those that have not begun', () => {
    const course = courseOf(answer(), 'hour', moment)
    expect(course.openAt).toBe(9)
    expect(course.values('orders').slice(8, 12)).toEqual([8, 9, null, null])
  })

  it('ends the comparison where its period ends', () => {
    const comparison = courseOf(answer(), 'hour', moment).comparison('orders')
    expect(comparison?.slice(8, 12)).toEqual([16, 18, null, null])
    expect(courseOf(answer(), 'hour', moment).comparisonLabels?.[9]).toContain('Mar 2')
  })

  it.each([
    ['after nothing came', '2026-03-02T03:30:00Z', [null, null, null, null, 0, 0, 6]],
    ['after what was imported with earlier times', '2026-03-02T20:00:00Z', [null, null, null, null, null, null, 6]],
    ['in the midst of silence', '2026-02-01T00:00:00Z', [0, 0, 0, 0, 0, 0, 6]],
    ['nobody knows when', null, [0, 0, 0, 0, 0, 0, 6]],
  ])('begins the comparison with the first event: %s', (_, first, values) => {
    const quiet = answer()
    quiet.rows.forEach((row, index) => { row.comparison = [index < 6 ? 0 : index] })
    expect(courseOf(quiet, 'hour', moment, first).comparison('orders')?.slice(0, 7)).toEqual(values)
  })

  it('has no running bucket in the past, and no comparison where none was asked', () => {
    const past = courseOf(answer({ comparison_range: null, meta: { ...answer().meta, partial: false } }), 'hour', moment)
    expect(past.openAt).toBeNull()
    expect(past.values('orders')[23]).toBe(0)
    expect(past.comparison('orders')).toBeNull()
    expect(past.comparisonLabels).toBeNull()
  })

  it('compares with nothing where nothing was recorded', () => {
    const first = courseOf(answer({ totals: { metrics: [45], comparison: [0] } }), 'hour', moment)
    expect(first.comparison('orders')).toBeNull()
    expect(first.comparisonLabels).toBeNull()
  })

  it('gives totals, and null for what was not asked', () => {
    const course = courseOf(answer({ totals: { metrics: [12.5], comparison: [null] } }), 'hour', moment)
    expect(course.total('orders')).toBe(12.5)
    expect(course.comparisonTotal('orders')).toBeNull()
    expect(course.total('revenue')).toBeNull()
  })
})

it.each([
  ['2026-03-05T10:00:00Z', true],
  ['2026-03-01T20:00:00Z', false],
  ['2026-02-01T00:00:00Z', false],
  ['2026-03-08T00:00:00Z', false],
  [null, false],
])('a week compares with nothing if the first event came amid it: %s', (first, amid) => {
  expect(beganWithin({ from: '2026-03-01T00:00:00+01:00', to: '2026-03-08T00:00:00+01:00' }, first)).toBe(amid)
  expect(beganWithin(null, first)).toBe(false)
})
