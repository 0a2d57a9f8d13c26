/**
 * A card whose last day is past is over. Where the contract says that what it still held returns, that leaves what was
 * disbursed: returned, and with it available again. The amount is what the FSP tells now, or told last; where it never told,
 * or the payout was not settled then, two people say later what came back (replacements.ts).
 */
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said } from '../../domain/caseSays.js'
import type { PayoutId } from '../../domain/ids.js'
import type { House } from '../database.js'
import { post } from '../ledger.js'
import { openVoucherCase } from './cases.js'
import { amountOf, type VoucherRow } from './rows.js'

/** @param told.told minor units, as the FSP said together with the news. The payout of the voucher is locked. */
export async function expire(
  house: House,
  row: VoucherRow,
  { told, returnsExpired }: { told: bigint | null; returnsExpired: boolean },
): Promise<void> {
  if (row.state !== 'delivered') return
  const { voucherId, amountMinor } = row
  await sql`update voucher set state = 'expired', state_at = now(), next_at = null where id = ${voucherId}`.execute(
    house.db,
  )
  if (!returnsExpired) return
  const left = told ?? row.balanceMinor
  if (left === null) return openVoucherCase(house, row, said('voucher_expired_untold'))
  const returned = left > amountMinor ? amountMinor : left
  if (returned === 0n) return
  // What the rest of its payout comes to is not known yet: nothing is booked beside that.
  if (!(await isDisbursed(house, row.payoutId)))
    return openVoucherCase(house, row, said('voucher_expired_early', { back: { ...amountOf(row), minor: returned } }))
  await bookReturned(house, row, returned)
}

/** What came back of an expired card, once: it is written down with the card, and available again. Minor units. */
export async function bookReturned(house: House, row: VoucherRow, returned: bigint): Promise<void> {
  const { voucherId, programmeId, distributionId, payoutId, attemptId } = row
  const entry = { programmeId, distributionId, payoutId, attemptId, amountMinor: returned }
  await sql`update voucher set moved_minor = ${returned} where id = ${voucherId}`.execute(house.db)
  if (returned === 0n) return
  await post(house, [
    { ...entry, from: 'disbursed', to: 'returned', kind: 'voucher_expired', key: `voucher-expired:${voucherId}` },
    { ...entry, from: 'returned', to: 'available', kind: 'voucher_returned', key: `voucher-returned:${voucherId}` },
  ])
}

/** Somebody has said what came back of it: the case that asked for that is over, where no other card of the payout waits. */
export async function closeReturnCase(house: House, { payoutId }: VoucherRow): Promise<void> {
  await sql`
    update work_case set state = 'closed', closed_at = now(), closed_by = 'mkono', resolution = ${caseEnds.voucher_booked}
     where payout_id = ${payoutId} and kind = 'voucher' and state = 'open' and says_code in ('voucher_expired_early','voucher_expired_untold')
       and not exists (select from voucher v where v.payout_id = ${payoutId} and v.state = 'expired' and v.moved_minor is null)`.execute(
    house.db,
  )
}

/** Otherwise another part of its payout is still under way, or it was reversed as a whole: people see to that. */
export async function isDisbursed(house: House, payoutId: PayoutId): Promise<boolean> {
  const { rows } = await sql`select from payout where id = ${payoutId} and money = 'disbursed'`.execute(house.db)
  return rows.length > 0
}
