/**
 * What it costs to turn a transfer into cash. Operators and agents charge it by bands of the amount that is withdrawn, and
 * take it from the person’s account. A programme that bears it adds to each transfer what withdrawing all of it costs, so
 * that the entitlement is in the person’s hand. Whole minor units.
 */
export const chargeBearers = ['person', 'programme'] as const
export type ChargeBearer = (typeof chargeBearers)[number]

/** Withdrawing any amount from `fromMinor` to `toMinor`, both included, costs `chargeMinor`. */
export interface Band {
  readonly fromMinor: bigint
  readonly toMinor: bigint
  readonly chargeMinor: bigint
}
export type Tariff = readonly Band[]

/** A sentence that says what to mend; null: it is a tariff. Bands follow each other without a gap or an overlap. */
export function wrongWithTariff(tariff: Tariff): string | null {
  const [first] = tariff
  if (!first) return 'A tariff has one band at least.'
  if (first.fromMinor < 1n) return 'The first band begins at one minor unit at least.'
  for (const [at, band] of tariff.entries()) {
    const before = tariff[at - 1]
    if (before && band.fromMinor !== before.toMinor + 1n)
      return `Band ${at + 1} must begin right after band ${at} ends, at ${before.toMinor + 1n} minor units.`
    if (band.toMinor < band.fromMinor) return `Band ${at + 1} ends before it begins.`
    if (band.chargeMinor < 0n) return `The charge of band ${at + 1} can not be less than zero.`
  }
  return null
}

/**
 * The smallest amount that the FSP can pay (a multiple of `stepMinor`) of which `dueMinor` at least is left after all of
 * it was withdrawn. Where the charge lifts the amount into the next band, that band’s charge counts. Null: the tariff
 * names no such amount.
 */
export function withWithdrawal(dueMinor: bigint, tariff: Tariff, stepMinor: bigint): bigint | null {
  const candidates = tariff.flatMap(({ fromMinor, toMinor, chargeMinor }) => {
    const needed = dueMinor + chargeMinor
    const amount = upToStep(needed > fromMinor ? needed : fromMinor, stepMinor)
    return amount <= toMinor ? [amount] : []
  })
  return candidates.reduce<bigint | null>((least, each) => (least === null || each < least ? each : least), null)
}

const upToStep = (minor: bigint, stepMinor: bigint): bigint => ((minor + stepMinor - 1n) / stepMinor) * stepMinor
