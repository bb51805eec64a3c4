/** The choices of currency and time zone, as the browser knows them. */
import known from '../../../src/ecomdash/sites/currencies.txt?raw'
import { locale } from './locale'

interface Option {
  value: string
  label: string
}

const COMMON = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD']

/** A list that takes a while to make, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** Every currency that the server takes, with its name; the ones most shops use first. */
export const currencyOptions = once((): Option[] => {
  const names = new Intl.DisplayNames(locale, { type: 'currency', fallback: 'code' })
  const others = known.split(/\s+/).filter((code) => code !== '' && !COMMON.includes(code))
  return [...COMMON, ...others].map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }))
})

const zones = once(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map(zoneOption))

function zoneOption(zone: string): Option {
  return { value: zone, label: zone.replaceAll('_', ' ') }
}

/** Every IANA time zone, UTC first; `current` is among them even where this browser does not know it. */
export function timezoneOptions(current: string): Option[] {
  const all = zones()
  return all.some(({ value }) => value === current) ? all : [zoneOption(current), ...all]
}

/** The zone this browser is in. */
export function ownTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
