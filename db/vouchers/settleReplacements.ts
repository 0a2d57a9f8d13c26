/**
 * The money of replaced vouchers. Their payout stays paid, with its one attempt; beside it, what left a lost card is in
 * transit until the next is with its person, and is available again where there will be none. Every entry has a key of
 * its voucher, so that it is posted once whoever comes to it.
 */
import { said } from '../../domain/caseSays.js'
import { pendingStates, type VoucherState } from '../../domain/voucher.js'
import type { House } from '../database.js'
import { post } from '../ledger.js'
import type { LedgerAccount } from '../../domain/payout.js'
import { openVoucherCase } from './cases.js'
import type { VoucherRow } from './rows.js'

/** pending: in transit · given: with its person, or was until it was replaced itself · over: nobody has it, nor will */
export type ReplacementStands = 'pending' | 'given' | 'over'

export function replacementStands({ state, ended }: Pick<VoucherRow, 'state' | 'ended'>): ReplacementStands {
  if (state === 'delivered' || state === 'expired') return 'given'
  if (ended === 'replaced' && (state === 'cancelling' || state === 'cancelled')) return 'given'
  return (pendingStates as readonly VoucherState[]).includes(state) ? 'pending' : 'over'
}

/** Call it whenever a voucher of a payout with replacements has come to an end; its payout is locked. */
export async function settleReplacements(house: House, rows: readonly VoucherRow[]): Promise<void> {
  for (const row of lastOfReplacements(rows)) {
    const stands = replacementStands(row)
    if (stands === 'given') await bookReplacement(house, row, ['in_transit', 'disbursed'], 'voucher-given')
    if (stands === 'over' && (await bookReplacement(house, row, ['in_transit', 'available'], 'voucher-over')))
      await tellThatNoneWasGiven(house, row)
  }
}

/** An order that was lost or not taken is followed by another for the same lost card: the last of them counts. */
function lastOfReplacements(rows: readonly VoucherRow[]): VoucherRow[] {
  const last = new Map<string, VoucherRow>()
  for (const row of rows) if (row.replaces !== null) last.set(row.replaces, row)
  return [...last.values()]
}

/** The amount of one voucher, from one account to another. @returns whether it was posted now */
export async function bookReplacement(
  house: House,
  { voucherId, programmeId, distributionId, payoutId, attemptId, amountMinor }: VoucherRow,
  [from, to]: readonly [LedgerAccount, LedgerAccount],
  why: 'voucher-given' | 'voucher-over',
): Promise<boolean> {
  const entry = { programmeId, distributionId, payoutId, attemptId, from, to, amountMinor }
  const posted = await post(house, [{ ...entry, kind: why.replace('-', '_'), key: `${why}:${voucherId}` }], {
    onRepeat: 'same',
  })
  return posted > 0
}

const tellThatNoneWasGiven = (house: House, row: VoucherRow): Promise<void> =>
  openVoucherCase(
    house,
    row,
    said('lost_voucher_not_given', { amount: { minor: row.amountMinor, currency: row.currency } }),
  )
