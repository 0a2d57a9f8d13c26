/** What one card of an account holds, for whoever works out what people can be paid. Minor units. */
import type { Connector } from './contract.js'

export interface CardBounds {
  readonly leastMinor: bigint
  /** null: any amount */
  readonly highestMinor: bigint | null
}

/** Null: the account gives no cards. */
export function cardBounds({ vouchers }: Connector): CardBounds | null {
  if (!vouchers) return null
  const { minAmount, maxAmount } = vouchers.describe()
  return { leastMinor: minAmount?.minor ?? 0n, highestMinor: maxAmount?.minor ?? null }
}
