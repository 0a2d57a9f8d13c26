/**
 * What the vouchers of an attempt mean for the money: it stays in transit until every part is with its person, or none
 * is and none can be any more. Through the one door of all outcomes (outcomes.ts). Where something was spent of one part
 * before it could be taken back, and the others were, the payout is paid, and what they were worth is available again.
 */
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { AttemptId, DistributionId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { isReason, reasons, type Reason } from '../../domain/reason.js'
import { pendingStates, voucherEnds, type VoucherEnd, type VoucherState } from '../../domain/voucher.js'
import { closePayout } from '../attempts.js'
import type { House } from '../database.js'
import { post } from '../ledger.js'
import { applyFindings } from '../outcomes.js'
import { openVoucherCase } from './cases.js'
import { lastOfParts, vouchersOfAttempt, type VoucherRow } from './rows.js'
import { settleReplacements } from './settleReplacements.js'
import { heard, tellVouchers } from './wake.js'

const isPending = ({ state }: VoucherRow): boolean => (pendingStates as readonly VoucherState[]).includes(state)
const isGiven = ({ state }: VoucherRow): boolean => state === 'delivered' || state === 'expired'

/** The part that fell by itself, before those that were ended because of it. */
function fallenOf(parts: readonly VoucherRow[]): VoucherRow | undefined {
  const fallen = parts.filter(part => !isPending(part) && !isGiven(part))
  return fallen.find(({ ended }) => ended !== 'other_part') ?? fallen[0]
}

/**
 * Call it whenever a voucher has come to an end, or another part of its payout is issued or ordered again after it may have, in the
 * same transaction; its payout is locked.
 * @returns the distribution that may be waiting for it, where the payout came to its end
 */
export async function settleAttempt(house: House, attemptId: AttemptId): Promise<DistributionId | null> {
  const all = await vouchersOfAttempt(house, attemptId)
  // A payout of which something was replaced is paid: what becomes of the replacements is booked beside it.
  if (all.some(({ replaces }) => replaces !== null)) {
    await settleReplacements(house, all)
    return null
  }
  let parts = lastOfParts(all)
  const [first] = parts
  if (!first) return null
  const fallen = fallenOf(parts)
  if (fallen && parts.some(isPending)) {
    await takeBackOthers(house, parts)
    // What had not been ordered yet is over with that.
    parts = lastOfParts(await vouchersOfAttempt(house, attemptId))
  }
  if (parts.some(isPending)) return null
  const inPart = fallen !== undefined && parts.some(isGiven)
  const reason = fallen && !inPart ? reasonOf(fallen) : null
  await applyFindings(house, [
    {
      fspAccountId: first.fspAccountId,
      attempt: { id: attemptId },
      // Each of its cards was settled by the FSP’s own word.
      source: 'query',
      said: reason === null ? { is: 'paid' } : { is: 'refused', reason },
    },
  ])
  if (inPart) await bookInPart(house, parts)
  if (reason !== null && reasons[reason].acts === 'release') {
    const { payoutId } = first
    await closePayout(house, { payoutId, by: mkono, why: reasons[reason].says, as: 'closed' })
  }
  return first.distributionId
}

/**
 * What its person got stays disbursed; each of the others comes off it once, and finance decides what they still get. Paid beside
 * another attempt, it stands as overpaid, and people see to all of it.
 */
async function bookInPart(house: House, parts: readonly VoucherRow[]): Promise<void> {
  const others = parts.filter(part => !isGiven(part))
  const [first] = others
  if (!first) return
  const { rows } = await sql`select from attempt where id = ${first.attemptId} and state = 'paid'`.execute(house.db)
  const comeOff = rows.length > 0 ? others : []
  for (const { voucherId, programmeId, distributionId, payoutId, attemptId, amountMinor } of comeOff) {
    const entry = { programmeId, distributionId, payoutId, attemptId, amountMinor }
    await sql`update voucher set moved_minor = amount_minor where id = ${voucherId}`.execute(house.db)
    await post(
      house,
      [
        {
          ...{ ...entry, from: 'disbursed', to: 'available' },
          ...{ kind: 'voucher_not_given', key: `voucher-not-given:${voucherId}` },
        },
      ],
      { onRepeat: 'same' },
    )
  }
  await openVoucherCase(
    house,
    first,
    said('vouchers_in_part', { given: parts.length - others.length, all: parts.length }),
  )
}

/** The FSP’s reason where it refused, else what ended it on our side. */
function reasonOf({ state, reason, ended }: VoucherRow): Reason {
  if (state === 'refused' && reason !== null && isReason(reason)) return reason
  switch (ended) {
    case 'declined':
      return 'voucher_declined'
    case 'unanswered':
      return 'voucher_unanswered'
    case 'not_reached':
      return 'voucher_not_reached'
    case 'cancelled_by_staff':
    case 'not_wanted_any_more':
      return 'voucher_cancelled'
    case 'other_part':
    case 'odd_card':
    case 'answer_lost':
    case 'replaced':
    case null:
      return 'refused_unlisted'
  }
}

/** A payout is given whole or not at all: where one part fell, what is issued of it is taken back, and nothing more is issued. */
async function takeBackOthers(house: House, parts: readonly VoucherRow[]): Promise<void> {
  const ids = (states: readonly VoucherState[]): string[] =>
    parts.filter(part => states.includes(part.state)).map(part => part.voucherId)
  const stopped = await endVouchers(house, ids(['to_issue']), 'void', 'other_part')
  const cancelled = await endVouchers(house, ids(['waiting', 'agreed']), 'cancelling', 'other_part')
  if (stopped + cancelled > 0) await tellVouchers(house)
}

/** Their lives hear of it. @returns how many */
export async function endVouchers(
  house: House,
  ids: readonly string[],
  state: 'void' | 'cancelling',
  ended: VoucherEnd,
): Promise<number> {
  if (ids.length === 0) return 0
  const { rows } = await sql`
    update voucher set state = ${state}, ended = ${ended}, state_at = now(), tries = 0, denials = 0, ${heard}
     where id = any (${[...ids]}::uuid[]) and state <> ${state} returning 1`.execute(house.db)
  return rows.length
}

export const endedInWords = (ended: VoucherEnd | null): string => (ended === null ? '' : voucherEnds[ended])
