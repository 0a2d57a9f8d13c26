/**
 * How callbacks of an FSP account come in. A transfer that the FSP took is told of by a callback; one that is lost costs a
 * question, all that are lost cost thousands of them and hours, so silence is made somebody’s matter.
 */

/** Nobody is alarmed before this, whatever is usual for an account. */
export const leastSilenceMs = 10 * 60_000
/** An FSP that once delivered hours late must not be waited for that long ever after. */
const mostSilenceMs = 2 * 3_600_000

/** How long a callback may take before it is missed: three times what nine of ten take. `null`: none has come yet. */
export const silentAfterMs = (usualP90Ms: number | null): number =>
  Math.min(Math.max(leastSilenceMs, 3 * (usualP90Ms ?? 0)), mostSilenceMs)

/** So many of the last transfers that should have been told of are looked at. */
export const lastLookedAt = 20
/** So many must wait where the FSP has ended none of them; of those that have ended one is enough. */
const waitingAtLeast = 5

/** The last transfers of an account whose callback is missed by now, or was not. */
export interface LastDue {
  readonly due: number
  /** of them: a callback spoke of it */
  readonly told: number
  /** of them: no callback spoke of it, yet it has ended: the FSP said so when asked */
  readonly endedUntold: number
}

/** None of the last ones was told of, and that is not because the FSP itself is slow with all of a few. */
export const isSilence = ({ due, told, endedUntold }: LastDue): boolean =>
  told === 0 && due > 0 && (endedUntold > 0 || due >= waitingAtLeast)

/** Upper ends of the classes by which lags are counted, in milliseconds; the last class has none. */
export const lagClassesMs = [1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000] as const

export const callbackStates = ['ok', 'late', 'silent', 'never'] as const
/**
 * - `silent`: nothing comes, though it should
 * - `never`: none has ever come, and none is missed
 * - `late`: they come, but some are missed at this moment
 */
export type CallbackState = (typeof callbackStates)[number]

export function callbackState(seen: { silent: boolean; lastAt: Date | null; late: number }): CallbackState {
  if (seen.silent) return 'silent'
  if (seen.lastAt === null) return 'never'
  return seen.late > 0 ? 'late' : 'ok'
}

/** For people: `12 s`, `8 min`, `3 h`, `2 days`. */
export function lasting(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`
  return `${Math.round(ms / 86_400_000)} days`
}
