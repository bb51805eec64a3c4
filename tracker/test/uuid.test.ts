import { afterEach, expect, it, vi } from 'vitest'
import { uuid } from '../src/uuid'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('is a UUIDv7 of this moment, without dashes', () => {
  const now = Date.parse('2026-11-23T09:00:00Z')
  vi.useFakeTimers({ now })
  const id = uuid()
  expect(id).toMatch(/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  expect(parseInt(id.slice(0, 12), 16)).toBe(now)
})

it.each([0, 0.1, 0.123456789, 1 - Number.EPSILON])('has 32 digits whatever is drawn: %d', (drawn) => {
  vi.spyOn(Math, 'random').mockReturnValue(drawn)
  expect(uuid()).toMatch(/^[0-9a-f]{32}$/)
})

it('never comes twice, even where all are made within one millisecond', () => {
  vi.useFakeTimers({ now: 1_763_888_400_000 })
  expect(new Set(Array.from({ length: 4096 }, uuid)).size).toBe(4096)
})

it('sorts in the order in which it was made', () => {
  vi.useFakeTimers({ now: 1_763_888_400_000 })
  const made = Array.from({ length: 50 }, (_, step) => {
    vi.setSystemTime(1_763_888_400_000 + step)
    return uuid()
  })
  expect([...made].sort()).toEqual(made)
})
