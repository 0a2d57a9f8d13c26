/** Cases about the vouchers of a payout: whatever is odd about them is looked at together, and findings stay. */
import { sql } from 'kysely'
import { inEnglish, type CaseSays } from '../../domain/caseSays.js'
import { openCase } from '../cases.js'
import type { House } from '../database.js'
import type { VoucherRow } from './rows.js'

/** One open case for a payout. */
export async function openVoucherCase(
  house: House,
  { programmeId, distributionId, beneficiaryId, payoutId }: VoucherRow,
  says: CaseSays,
): Promise<void> {
  const { caseId, opened } = await openCase(house, {
    kind: 'voucher',
    programmeId,
    distributionId,
    beneficiaryId,
    payoutId,
    says,
    owner: 'finance',
    atDeadline: 'escalate',
  })
  if (!opened) await sayInstead(house, caseId, says)
}

/** What was found out last is what somebody looks at, but nothing is written over what asks for a finding of theirs. */
async function sayInstead(house: House, caseId: string, says: CaseSays): Promise<void> {
  await sql`
    update work_case set says = ${inEnglish(says)}, says_code = ${says.code}, says_values = ${JSON.stringify(says.values)}::jsonb
     where id = ${caseId} and says_code <> ${says.code} and says_code <> all (${[...voucherFindings]}::text[])`.execute(
    house.db,
  )
}

/** Its vouchers are over or given: what was said about them is done with, but for findings and what still waits. */
export async function closeVoucherCases(house: House, { payoutId }: VoucherRow, resolution: string): Promise<void> {
  await sql`
    update work_case set state = 'closed', closed_at = now(), closed_by = 'mkono', resolution = ${resolution}
     where payout_id = ${payoutId} and kind = 'voucher' and state = 'open' and says_code <> all (${[...voucherFindings]}::text[])
       and not exists (select from voucher v where v.payout_id = ${payoutId} and v.state in ('agreed','cancelling','unsettled'))`.execute(
    house.db,
  )
}

/** These stay when their voucher is over: somebody finds out what happened. */
export const voucherFindings = [
  'vouchers_in_part',
  'voucher_used_before',
  'voucher_given_back_in_part',
  'voucher_expired_early',
  'voucher_expired_untold',
  'lost_voucher_not_given',
  'lost_voucher_kept',
  'lost_voucher_kept_ask_desk',
  'lost_voucher_empty',
  'lost_voucher_reversed',
] as const satisfies readonly CaseSays['code'][]
