/**
 * Lines that name no attempt of ours, against attempts that no line names: by number, amount and time. Two fit each other
 * only if nothing else fits either of them; whatever could be several is for a person.
 */
import type { AttemptId } from './ids.js'
import { agreesWithMask } from './statementCells.js'

export interface LooseLine {
  readonly id: string
  readonly atMs: number
  readonly amountMinor: bigint
  readonly number: string | null
  readonly mask: string | null
  readonly hasReceipt: boolean
}
export interface LooseAttempt {
  readonly id: AttemptId
  /** when it left us; epoch milliseconds */
  readonly leftMs: number
  readonly amountMinor: bigint
  /** E.164 */
  readonly number: string
  readonly hasReceipt: boolean
}

/** Clocks differ: a line may seem to be a little older than what it answers. */
export const clocksDifferMs = 10 * 60_000
/** An FSP that was down may pay the day after tomorrow; what is later than that is another payment. */
export const paidWithinMs = 48 * 3_600_000

/** Attempts by amount and the end of their number, which a mask shows too. */
export class LooseAttempts {
  readonly #by = new Map<string, LooseAttempt[]>()

  constructor(readonly all: readonly LooseAttempt[]) {
    for (const each of all) {
      const key = keyOf(each.amountMinor, each.number)
      const there = this.#by.get(key)
      if (there) there.push(each)
      else this.#by.set(key, [each])
    }
  }

  get isEmpty(): boolean {
    return this.all.length === 0
  }
  /** Those that a line can be. A line without a number can be none: amount and time alone say nothing. */
  for({ atMs, amountMinor, number, mask, hasReceipt }: LooseLine): LooseAttempt[] {
    const shown = number ?? mask
    if (shown === null || !/\d{3}$/.test(shown)) return []
    return (this.#by.get(keyOf(amountMinor, shown)) ?? []).filter(
      each =>
        atMs >= each.leftMs - clocksDifferMs &&
        atMs <= each.leftMs + paidWithinMs &&
        // Two receipts that are known and differ are two transfers.
        !(hasReceipt && each.hasReceipt) &&
        (number === null ? agreesWithMask(each.number, mask ?? '') : number === each.number),
    )
  }
}

const keyOf = (amountMinor: bigint, number: string): string => `${amountMinor} ${number.slice(-3)}`

export type Pairing = { is: 'one'; attemptId: AttemptId } | { is: 'several' }

/** What each of these lines is, by its id. Lines that fit no attempt are left out. */
export function pairUp(fits: ReadonlyMap<string, readonly LooseAttempt[]>): Map<string, Pairing> {
  const lines = new Map<AttemptId, number>()
  for (const attempts of fits.values()) {
    for (const { id } of attempts) lines.set(id, (lines.get(id) ?? 0) + 1)
  }
  return new Map(
    [...fits].flatMap(([id, attempts]): [string, Pairing][] => {
      const [only, ...others] = attempts
      if (only === undefined) return []
      const unique = others.length === 0 && lines.get(only.id) === 1
      return [[id, unique ? { is: 'one', attemptId: only.id } : { is: 'several' }]]
    }),
  )
}
