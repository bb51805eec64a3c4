/** The shop's own properties as dimensions. */

const PREFIX = 'property:'

/** The most characters of a key that the server takes. */
export const KEY_CHARS = 64

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
