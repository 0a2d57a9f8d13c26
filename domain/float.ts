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
  /** what goes before it through the same account: what was started, and what was approved earlier */
  readonly beforeMinor: bigint
}

/** What is missing to send it after what goes before it; 0 when there is enough. */
export function shortMinor({ heldMinor, neededMinor, beforeMinor }: Against): bigint {
  const missing = neededMinor + beforeMinor - heldMinor
  return missing > 0n ? missing : 0n
}
