import { afterEach, expect, it, vi } from 'vitest'
import { ownTimezone, timezoneOptions } from './currencies'

afterEach(() => {
  vi.restoreAllMocks()
})

it('offers time zones by the names that IANA gives them today', () => {
  const names = timezoneOptions('UTC').map(({ value }) => value)
  expect(names[0]).toBe('UTC')
  expect(names).toEqual(expect.arrayContaining(['Europe/Kyiv', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires']))
  for (const old of ['Europe/Kiev', 'Asia/Calcutta', 'Asia/Katmandu', 'America/Buenos_Aires']) expect(names).not.toContain(old)
  expect(new Set(names).size).toBe(names.length)
})

it('offers a zone that was chosen once under whatever name', () => {
  expect(timezoneOptions('Europe/Kiev')[0]).toEqual({ value: 'Europe/Kiev', label: 'Europe/Kiev' })
})

it('names the zone of a browser that still has the old name', () => {
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ timeZone: 'Asia/Saigon' } as Intl.ResolvedDateTimeFormatOptions)
  expect(ownTimezone()).toBe('Asia/Ho_Chi_Minh')
})
