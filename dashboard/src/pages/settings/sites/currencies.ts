/** The choices of currency and time zone, as the browser knows them. */
import known from '../../../../../src/ecomdash/sites/currencies.txt?raw'
import { locale } from '../../../lib/locale'
import type { Option } from '../../../ui'

const COMMON = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD']

/** Every currency that the server takes, with its name; the ones most shops use first. */
export function currencyOptions(): Option[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency', fallback: 'code' })
  const others = known.split(/\s+/).filter((code) => code !== '' && !COMMON.includes(code))
  return [...COMMON, ...others].map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }))
}

/** Every IANA time zone, UTC first; `current` is among them even where this browser does not know it. */
export function timezoneOptions(current: string): Option[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')
  const all = current === 'UTC' || zones.includes(current) ? ['UTC', ...zones] : [current, 'UTC', ...zones]
  return all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
}

/** The zone this browser is in. */
export function ownTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
