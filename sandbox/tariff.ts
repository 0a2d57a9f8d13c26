import { minor, type Minor } from './money.js'

/**
 * What a transfer costs the payer: the sandbox's own table, as the provider's is a matter of contract. Bounds and fees
 * are in minor units (cents for KES).
 */
const bands: readonly { upToMinor: number; feeMinor: number }[] = [
  { upToMinor: 1_000_000, feeMinor: 1_000 },
  { upToMinor: 5_000_000, feeMinor: 1_500 },
  { upToMinor: Number.MAX_SAFE_INTEGER, feeMinor: 2_000 },
]

/** KES 10 up to KES 10,000, KES 15 up to KES 50,000, KES 20 above. */
export function feeFor(amount: Minor): Minor {
  return minor(bands.find(band => amount <= band.upToMinor)?.feeMinor ?? 0)
}
