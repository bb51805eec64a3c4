/** The shop's own properties as dimensions, and which of them were looked at in this browser: the server has no list of them. */

const PREFIX = 'property:'
const STORED = 'ecomdash.properties'
const KEPT = 8

export function isProperty(dimension: string): boolean {
  return dimension.startsWith(PREFIX)
}

/** `plan` -> `property:plan`; null where nothing was typed. */
export function propertyDimension(key: string): string | null {
  const typed = key.trim()
  return typed === '' ? null : PREFIX + typed
}

/** `property:plan` -> `plan`; '' for any other dimension. */
export function propertyKey(dimension: string): string {
  return isProperty(dimension) ? dimension.slice(PREFIX.length) : ''
}

/** Keys used before, the latest first. */
export function usedKeys(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]')
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').slice(0, KEPT) : []
  } catch {
    return [] // storage is forbidden, or holds something else
  }
}

export function rememberKey(key: string): void {
  try {
    localStorage.setItem(STORED, JSON.stringify([key, ...usedKeys().filter((one) => one !== key)].slice(0, KEPT)))
  } catch {
    // it is typed again, then
  }
}
