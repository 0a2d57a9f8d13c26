/**
 * What an account at an FSP holds against what is still to be sent through it. Whole minor units. Money that is on its
 * way is not counted: the FSP has taken it from the balance already, or takes it and says no.
 */

/** A balance older than this stops nobody. */
export const freshMs = 10 * 60_000
/** How often the caretaker asks while something is approved or paying. */
export const readEveryMs = 5 * 60_000

export interface Against {
  /** what the account held when it was last asked */
  readonly heldMinor: bigint
  /** what is to be sent now: amounts and the highest fees */
  readonly neededMinor: bigint
  /** what distributions that were started before are still to send through the same account */
  readonly startedMinor: bigint
}

/** What is missing to send it beside what has begun; 0 when there is enough. */
export function shortMinor({ heldMinor, neededMinor, startedMinor }: Against): bigint {
  const missing = neededMinor + startedMinor - heldMinor
  return missing > 0n ? missing : 0n
}
