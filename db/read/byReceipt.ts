/** From the receipt a person holds in the hand to the payout it belongs to. */
import type { PayoutId } from '../../domain/ids.js'
import type { House } from '../database.js'

/** Payouts with an attempt that carries this receipt number; more than one only if FSPs use the same number. */
export async function payoutsByReceipt(house: House, receipt: string): Promise<PayoutId[]> {
  const rows = await house.db
    .selectFrom('attempt')
    .select('payout_id')
    .distinct()
    .where('receipt_lookup', '=', house.sealing.lookup('receipt', receipt))
    .limit(20)
    .execute()
  return rows.map(row => row.payout_id)
}
