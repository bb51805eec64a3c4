/** Event, visitor and session ids: UUIDv7 (RFC 9562), so that they sort by time and a retry counts once. */

let count = 0

/**
 * A UUIDv7 without its dashes: milliseconds since the epoch (11 hexadecimal digits from 2004 to 2527), version and a
 * counter that keeps the order within a millisecond, variant, and 50 random bits: ids that nobody gains by guessing.
 */
export const uuid = (): string =>
  '0' + Date.now().toString(16) + (0x7000 + (count++ % 4096)).toString(16) + '8' + Math.random().toFixed(15).slice(2)
