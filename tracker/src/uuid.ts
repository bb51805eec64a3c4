/** Event, visitor and session ids: UUIDv7 (RFC 9562), so that they sort by time and a retry counts once. */

/**
 * A UUIDv7, without its dashes, of `now` (milliseconds since the epoch; 11 hexadecimal digits from 2004 to 2527).
 * 50 random bits per millisecond are far more than ids need that nobody gains anything by guessing.
 */
export const uuid = (): string => '0' + Date.now().toString(16) + '70008' + Math.random().toFixed(15).slice(2)
