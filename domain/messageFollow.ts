/** When a message that its carrier took, and of which it told no end, is asked about. */

const hour = 3_600_000
/** After it left. A phone that is off is tried for some hours by operators, so that earlier says little. */
const followedAtMs = [hour, 6 * hour, 24 * hour] as const

/**
 * Milliseconds until it is asked about again; null: the day is over, and it is said that no word came.
 * @param ageMs since it left, when it has just been asked about
 */
export function nextFollowMs(ageMs: number): number | null {
  const next = followedAtMs.find(atMs => atMs > ageMs)
  return next === undefined ? null : next - ageMs
}
