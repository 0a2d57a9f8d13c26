/** How much one token, or one address with wrong tokens, may ask. Counted in this process: a guard, not a bill. */

/** A bucket that refills: `take` says 0 if there was one, else the milliseconds until there is. */
export interface Limit {
  take(who: string): number
}

/** Remembers at most so many callers; then whoever asked longest ago is forgotten first. */
const remembered = 10_000

export function limit(perSecond: number, burst: number, now: () => number = Date.now): Limit {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(who) {
      const at = now()
      const bucket = buckets.get(who) ?? { left: burst, at }
      bucket.left = Math.min(burst, bucket.left + ((at - bucket.at) * perSecond) / 1000)
      bucket.at = at
      buckets.delete(who)
      buckets.set(who, bucket)
      if (buckets.size > remembered) forgetOldest(buckets)
      if (bucket.left >= 1) {
        bucket.left -= 1
        return 0
      }
      return Math.ceil(((1 - bucket.left) * 1000) / perSecond)
    },
  }
}

/** A Map keeps the order of insertion, so its first entry was used longest ago. */
function forgetOldest(buckets: Map<string, unknown>): void {
  const oldest = buckets.keys().next()
  if (!oldest.done) buckets.delete(oldest.value)
}
