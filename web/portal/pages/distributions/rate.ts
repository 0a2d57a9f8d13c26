/** How fast a distribution is paid, by what a page has seen of it, and how long the rest takes at that. */

/** Over so long it is counted. */
export const overMs = 30_000

export interface Seen {
  readonly at: number
  readonly paid: number
}

/** What is still counted at `now`: older ones are let go but for the last of them, which tells what stood at the beginning. */
export function stillCounted(seen: readonly Seen[], now: number): readonly Seen[] {
  const since = seen.findLastIndex(({ at }) => now - at >= overMs)
  return since <= 0 ? seen : seen.slice(since)
}

/** Paid a minute over the last half minute, whether or not anything was told since; 0: it stands still, or nobody knows yet. */
export function ratePerMinute(seen: readonly Seen[], now: number): number {
  const counted = stillCounted(seen, now)
  const [first] = counted
  const last = counted.at(-1)
  if (!first || !last) return 0
  const beganAt = Math.max(first.at, now - overMs)
  if (now <= beganAt) return 0
  const rate = ((last.paid - first.paid) * 60_000) / (now - beganAt)
  return rate < 1 ? 0 : Math.round(rate)
}

const toCome: readonly string[] = ['listed', 'ready', 'in_progress']

/** Whole minutes for what is still to come; what failed or waits for somebody is not. 0: nothing is, or nobody knows. */
export function minutesLeft(byState: readonly { state: string; count: number }[], perMinute: number): number {
  const left = byState.filter(({ state }) => toCome.includes(state)).reduce((sum, { count }) => sum + count, 0)
  return perMinute < 1 ? 0 : Math.ceil(left / perMinute)
}
