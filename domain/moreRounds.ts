/** What further rounds of one person come to, before they are given. Minor units. */
export interface FurtherRounds {
  /** so many of them are paid in full */
  readonly full: number
  /** and one in part, because the most of the whole programme leaves no more; 0: none */
  readonly lastMinor: bigint
}

/**
 * @param left rounds that they have still to come, before those
 * @param mostLeftMinor what the most of the whole programme leaves for all of them together; null: there is none
 */
export function furtherRounds({
  dueMinor,
  left,
  more,
  mostLeftMinor,
}: {
  dueMinor: bigint
  left: number
  more: number
  mostLeftMinor: bigint | null
}): FurtherRounds {
  if (dueMinor <= 0n) return { full: 0, lastMinor: 0n }
  if (mostLeftMinor === null) return { full: more, lastMinor: 0n }
  const before = BigInt(Math.max(0, left))
  const payable = mostLeftMinor / dueMinor
  const full = payable <= before ? 0 : Number(payable - before)
  if (full >= more) return { full: more, lastMinor: 0n }
  return { full, lastMinor: payable < before ? 0n : mostLeftMinor % dueMinor }
}
