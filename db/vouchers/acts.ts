/** What staff do with the vouchers of a payout: send again, say that they were handed over, take them back. */
import { sql } from 'kysely'
import type { ActName } from '../../domain/acts.js'
import { done, refused, type Done } from '../../domain/done.js'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import { tryAtOnce } from '../messages/due.js'
import { tellPeople } from '../messages/queue.js'
import { delivered, sendingCause } from './document.js'
import { tellCancelled } from './question.js'
import { isBeingReplaced, lastOfPayout, lockPayoutOf, type VoucherRow } from './rows.js'
import { endVouchers, settleAttempt } from './settle.js'
import { tellVouchers } from './wake.js'

interface Act {
  payoutId: PayoutId
  by: By
}

/** The vouchers of a payout that count now, its payout locked: one for each part. */
async function lockThose(house: House, payoutId: PayoutId): Promise<VoucherRow[]> {
  await lockPayoutOf(house, sql`select ${payoutId}::uuid`)
  return lastOfPayout(house, payoutId)
}

const none = refused('state', 'This payout has no vouchers.')

const record = (house: House, { by, payoutId }: Act, act: ActName, row: VoucherRow, personal?: { reason: string }) =>
  recordAct(house, {
    by,
    act,
    programmeId: row.programmeId,
    subject: ['payout', payoutId],
    ...(personal === undefined ? {} : { personal }),
  })

/**
 * Another message with the document, for vouchers that are agreed to or given. The one before may arrive as well: it is the
 * same voucher, so nobody gets more by it. Where that one waits until its phone may be on again, it goes at once instead: another
 * would wait behind it.
 */
export async function sendAgain(house: House, given: Act): Promise<Done> {
  return inTransaction(house, async house => {
    const rows = await lockThose(house, given.payoutId)
    const [first] = rows
    if (!first) return none
    const those = rows.filter(({ state, sendings }) => (state === 'agreed' || state === 'delivered') && sendings > 0)
    if (those.length === 0) return refused('state', 'None of its vouchers has been sent yet, or all of them are over.')
    for (const { voucherId, beneficiaryId, payoutId, attemptId, sendings } of those) {
      const before = { beneficiaryId, kind: 'voucher', cause: sendingCause(voucherId, sendings) } as const
      if (await tryAtOnce(house, before)) continue
      await tellPeople(house, [
        {
          beneficiaryId,
          kind: 'voucher',
          cause: sendingCause(voucherId, sendings + 1),
          about: { voucherId, payoutId, attemptId },
        },
      ])
      await sql`
        update voucher set sendings = sendings + 1,
               next_at = case when state = 'agreed' then now() else next_at end,
               wake_at = case when state = 'agreed' then clock_timestamp() else wake_at end where id = ${voucherId}`.execute(
        house.db,
      )
    }
    await tellVouchers(house)
    await record(house, given, 'vouchers sent again', first)
    return done()
  })
}

/** Printed and given into somebody’s hands. @returns the distribution whose payout came to its end by it */
export async function handedOver(
  house: House,
  given: Act & { reason: string },
): Promise<Done<{ ended: DistributionId | null }>> {
  return inTransaction(house, async house => {
    const rows = await lockThose(house, given.payoutId)
    const [first] = rows
    if (!first) return none
    const those = rows.filter(({ state }) => state === 'agreed')
    if (those.length === 0)
      return refused('state', 'Only vouchers that their person agreed to, and did not get yet, are handed over.')
    let ended: DistributionId | null = null
    for (const row of those) ended = (await delivered(house, row)) ?? ended
    await record(house, given, 'vouchers handed over', first, { reason: given.reason })
    return done({ ended })
  })
}

/**
 * Takes back what no part of the payout’s person has yet; written ahead, so that from here on nothing of it is sent. What
 * is given already can not be taken back with the others.
 */
export async function cancelVouchers(
  house: House,
  given: Act & { reason: string },
): Promise<Done<{ ended: DistributionId | null }>> {
  return inTransaction(house, async house => {
    const rows = await lockThose(house, given.payoutId)
    const [first] = rows
    if (!first) return none
    // A replacement is for itself: the other parts of its payout may be with their person.
    const isReplacement = rows.some(({ replaces }) => replaces !== null)
    if (rows.some(isBeingReplaced))
      return refused(
        'state',
        'A lost voucher of this payout is being replaced: that goes on until the FSP has ended it.',
      )
    if (!isReplacement && rows.some(({ state }) => state === 'delivered' || state === 'expired'))
      return refused('state', 'A voucher of this payout is with its person already.')
    if (rows.some(({ state }) => state === 'issuing' || state === 'unsettled'))
      return refused('state', 'An order of it is under way at the FSP. Try again in a few minutes.')
    const ids = (...states: VoucherRow['state'][]): string[] =>
      rows.filter(row => states.includes(row.state)).map(row => row.voucherId)
    const cancelled = await endVouchers(house, ids('waiting', 'agreed'), 'cancelling', 'cancelled_by_staff')
    const stopped = await endVouchers(house, ids('to_issue'), 'void', 'cancelled_by_staff')
    if (cancelled + stopped === 0) return refused('state', 'There is nothing left of it to cancel.')
    await tellVouchers(house)
    if (!isReplacement && cancelled > 0) await tellCancelled(house, first)
    await record(house, given, 'vouchers cancelled', first, { reason: given.reason })
    return done({ ended: await settleAttempt(house, first.attemptId) })
  })
}
