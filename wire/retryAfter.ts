/** A wait of more than a day is taken for a mistake, so that no header can park the money. */
const longestMs = 86_400_000

/**
 * Milliseconds to wait by a Retry-After header: seconds or an HTTP date (RFC 9110 10.2.3). Undefined if absent or
 * unreadable.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, longestMs)
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - nowMs), longestMs)
}
