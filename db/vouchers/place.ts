/** Where a voucher belongs: asked before anything is done for it. */
import type { BeneficiaryId, DistributionId, FspAccountId, PayoutId, VoucherId } from '../../domain/ids.js'
import type { House } from '../database.js'

export interface VoucherPlace {
  readonly beneficiaryId: BeneficiaryId
  readonly distributionId: DistributionId
  readonly payoutId: PayoutId
  readonly fspAccountId: FspAccountId
}

/** Null: there is no such voucher. */
export async function voucherPlace(house: House, voucherId: VoucherId): Promise<VoucherPlace | null> {
  const row = await house.db
    .selectFrom('voucher')
    .select(['beneficiary_id', 'distribution_id', 'payout_id', 'fsp_account_id'])
    .where('id', '=', voucherId)
    .executeTakeFirst()
  return row
    ? {
        beneficiaryId: row.beneficiary_id,
        distributionId: row.distribution_id,
        payoutId: row.payout_id,
        fspAccountId: row.fsp_account_id,
      }
    : null
}
