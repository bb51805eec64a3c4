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

/** Browsers keep the names of CLDR, which never change; IANA has renamed these since (its `iana` attribute in CLDR). */
const RENAMED: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

function ianaName(zone: string): string {
  return RENAMED[zone] ?? zone
}

const zones = once(() => {
  const names = new Set(Intl.supportedValuesOf('timeZone').map(ianaName))
  names.delete('UTC')
  return ['UTC', ...[...names].sort()].map(zoneOption)
})

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
  return ianaName(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC')
}
