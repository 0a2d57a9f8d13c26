/**
 * The end of a lost card, on which its replacement waits: its balance is asked, then it is cancelled, or the FSP itself has
 * said that its desk blocked it. Only when it can not be spent any more is another ordered, for what was left, in the
 * transaction that says so. What a process that dies leaves behind is asked again from the beginning (`next_at`).
 */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { VoucherId } from '../../domain/ids.js'
import type { Currency, Money } from '../../domain/money.js'
import { triesBeforeACase, waitBeforeNextCancelMs } from '../../domain/voucher.js'
import {
  judgeLostCard,
  keptBecause,
  type CardSays,
  type Kept,
  type LostCard,
  type ReplacingStep,
} from '../../domain/voucherReplacing.js'
import { inTransaction, type House } from '../database.js'
import { post } from '../ledger.js'
import { expire, isDisbursed } from './expire.js'
import { noteBalance, type BalanceHeard } from './balance.js'
import { openVoucherCase } from './cases.js'
import { noteAnswer, type MakesRefPos } from './issue.js'
import { amountOf, isBeingReplaced, lockVoucher, type VoucherRow } from './rows.js'
import { hasCancelLeft, type CancelHeard } from './takeBack.js'
import { tellVouchers } from './wake.js'

/** Opened: never logged, never in an error. */
export interface LostCardToAsk {
  readonly cardId: string
  readonly pin: string
  readonly transactionId: string | null
  readonly refPos: string
  readonly amount: Money
  readonly currency: Currency
}

/** Null: it is not being replaced (any more). From here on nobody else asks for a while. */
export async function takeToReplace(house: House, voucherId: VoucherId): Promise<LostCardToAsk | null> {
  return inTransaction(house, async house => {
    const row = await lockVoucher(house, voucherId)
    if (!row || !isBeingReplaced(row)) return null
    const { cardEnc, pinEnc, transactionId, refPos } = row
    if (cardEnc === null || pinEnc === null) throw new Error('A voucher that was given has a card.')
    await sql`
      update voucher set next_at = now() + ${waitBeforeNextCancelMs(row.tries)} * interval '1 millisecond', wake_at = null where id = ${voucherId}`.execute(
      house.db,
    )
    const amount = amountOf(row)
    return {
      cardId: house.sealing.open(cardEnc),
      pin: house.sealing.open(pinEnc),
      transactionId,
      refPos,
      amount,
      currency: amount.currency,
    }
  })
}

interface Looked extends MakesRefPos {
  voucherId: VoucherId
  balance: BalanceHeard
  returnsExpired: boolean
}

/** What its balance makes of it. @returns the name of the request that may now leave to cancel it; it is stored */
export async function recordLostBalance(house: House, looked: Looked): Promise<string | null> {
  return inTransaction(house, async house => {
    const row = await lockVoucher(house, looked.voucherId)
    if (!row) return null
    const card = await lostCard(house, row)
    await noteBalance(house, row.voucherId, looked.balance)
    if (!isBeingReplaced(row)) return null
    const step = judgeLostCard(card, saysOf(looked.balance))
    if (step.do !== 'cancel') {
      await carryOut(house, row, step, looked)
      return null
    }
    const callId = randomUUID()
    await sql`insert into voucher_call (id, voucher_id, asks) values (${callId}, ${row.voucherId}, ${row.transactionId === null ? 'cancel_ref' : 'cancel_card'})`.execute(
      house.db,
    )
    return callId
  })
}

/** @param cancelled.balance asked once more where the FSP did not say that it took the card back */
export async function recordLostCancelled(
  house: House,
  cancelled: Omit<Looked, 'balance'> & { callId: string; answer: CancelHeard; balance?: BalanceHeard | undefined },
): Promise<void> {
  await inTransaction(house, async house => {
    const row = await lockVoucher(house, cancelled.voucherId)
    if (!row) return
    const { callId, answer, balance } = cancelled
    await noteAnswer(house, callId, answer)
    const card = await lostCard(house, row)
    if (balance) await noteBalance(house, row.voucherId, balance)
    if (!isBeingReplaced(row)) return
    const { outcome } = answer
    const became =
      outcome.is === 'cancelled'
        ? ({ is: 'returned', minor: outcome.returned.minor } as const)
        : ({ is: 'not' } as const)
    await carryOut(house, row, judgeLostCard(card, balance ? saysOf(balance) : { is: 'untold' }, became), cancelled)
  })
}

async function lostCard(house: House, row: VoucherRow): Promise<LostCard> {
  const { amountMinor, balanceMinor, deskLeftMinor } = row
  return { amountMinor, toldMinor: balanceMinor, deskLeftMinor, cancelSent: await hasCancelLeft(house, row) }
}

function saysOf({ outcome }: BalanceHeard): CardSays {
  if (outcome.is !== 'balance') return { is: 'untold' }
  if (!outcome.usable) return { is: outcome.why, minor: outcome.amount?.minor ?? null }
  return { is: 'usable', minor: outcome.amount.minor, cancelled: /cancel/i.test(outcome.status ?? '') }
}

async function carryOut(
  house: House,
  row: VoucherRow,
  step: ReplacingStep,
  { newRefPos, returnsExpired }: Pick<Looked, 'newRefPos' | 'returnsExpired'>,
): Promise<void> {
  switch (step.do) {
    case 'move':
      return moveTo(house, row, step.minor, newRefPos)
    case 'keep':
      return keep(house, row, step.why, returnsExpired)
    case 'cancel':
    case 'again':
      return again(house, row)
  }
}

/** The old card is dead, and another is ordered for what was left: one transaction, one live card at every moment. */
async function moveTo(house: House, row: VoucherRow, minor: bigint, newRefPos: () => string): Promise<void> {
  const { voucherId, programmeId, distributionId, payoutId, attemptId, amountMinor, deskLeftMinor } = row
  if (!(await isDisbursed(house, payoutId))) {
    await sql`update voucher set state = 'cancelled', state_at = now(), next_at = null where id = ${voucherId}`.execute(
      house.db,
    )
    return openVoucherCase(house, row, said('lost_voucher_reversed'))
  }
  await sql`update voucher set state = 'cancelled', state_at = now(), moved_minor = ${minor}, next_at = null where id = ${voucherId}`.execute(
    house.db,
  )
  if (minor === 0n) return openVoucherCase(house, row, said('lost_voucher_empty'))
  // Nothing was known to be spent of it: by whom is for people to find out.
  if (minor < amountMinor && deskLeftMinor === null)
    await openVoucherCase(
      house,
      row,
      said('voucher_given_back_in_part', { back: { ...amountOf(row), minor }, amount: amountOf(row) }),
    )
  const entry = { programmeId, distributionId, payoutId, attemptId, amountMinor: minor }
  await post(house, [
    { ...entry, from: 'disbursed', to: 'in_transit', kind: 'voucher_replaced', key: `voucher-replaced:${voucherId}` },
  ])
  await orderReplacement(house, { of: voucherId, minor, newRefPos })
}

/** A voucher that stands for another one, of its part: to be issued under its own RefPos, and sent at once. */
export async function orderReplacement(
  house: House,
  { of, minor, newRefPos }: MakesRefPos & { of: VoucherId; minor: bigint },
): Promise<void> {
  await sql`
    insert into voucher (programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, ordinal,
                         amount_minor, currency, replaces, ref_pos)
    select programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts,
           (select max(o.ordinal) + 1 from voucher o where o.attempt_id = v.attempt_id and o.part = v.part),
           ${minor}, currency, v.id, ${newRefPos()}
      from voucher v where v.id = ${of}`.execute(house.db)
  await tellVouchers(house)
}

/** It stays with its person; why stands in a case. */
async function keep(house: House, row: VoucherRow, why: Kept, returnsExpired: boolean): Promise<void> {
  await sql`update voucher set state = 'delivered', ended = null, state_at = now(), next_at = null, desk_left_minor = null where id = ${row.voucherId}`.execute(
    house.db,
  )
  const code = why === 'spent' || why === 'blocked' ? 'lost_voucher_kept_ask_desk' : 'lost_voucher_kept'
  await openVoucherCase(house, row, said(code, { why: keptBecause[why] }))
  // Looked at once more: what it held stands there now, where the FSP told it together with the news.
  const now = why === 'expired' ? await lockVoucher(house, row.voucherId) : null
  if (now) await expire(house, now, { told: null, returnsExpired })
}

async function again(house: House, row: VoucherRow): Promise<void> {
  await sql`update voucher set tries = tries + 1, next_at = now() + ${waitBeforeNextCancelMs(row.tries + 1)} * interval '1 millisecond' where id = ${row.voucherId}`.execute(
    house.db,
  )
  if (row.tries + 1 < triesBeforeACase) return
  const code = row.deskLeftMinor === null ? 'lost_voucher_not_cancelled' : 'lost_voucher_unconfirmed'
  await openVoucherCase(house, row, said(code))
}
