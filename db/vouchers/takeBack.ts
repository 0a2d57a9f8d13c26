/**
 * Taking cards back: a lost order by its RefPos, before another is issued; a card that is not wanted any more by its own
 * number. Only the FSP’s word ends it. What it can not take back it is asked the balance of.
 */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said, type CaseSays } from '../../domain/caseSays.js'
import type { DistributionId, VoucherId } from '../../domain/ids.js'
import type { Currency, Money } from '../../domain/money.js'
import type { Reason } from '../../domain/reason.js'
import { denialsBeforeAnother, triesBeforeACase, waitBeforeNextCancelMs } from '../../domain/voucher.js'
import { inTransaction, type House } from '../database.js'
import { noteBalance, type BalanceHeard } from './balance.js'
import { expire } from './expire.js'
import { closeVoucherCases, openVoucherCase } from './cases.js'
import { noteAnswer, orderAnother, type MakesRefPos } from './issue.js'
import { amountOf, isBeingReplaced, lockVoucher, type VoucherRow } from './rows.js'
import { settleAttempt } from './settle.js'

export interface TakeBack {
  readonly is: 'go'
  readonly callId: string
  readonly refPos: string
  readonly amount: Money
  /** opened: never logged, never in an error */
  readonly card: { readonly cardId: string; readonly pin: string; readonly transactionId: string | null } | null
  readonly currency: Currency
}

/** Null: there is nothing to take back (any more). The request is noted and committed before it leaves. */
export async function takeToTakeBack(house: House, voucherId: VoucherId): Promise<TakeBack | null> {
  return inTransaction(house, async house => {
    const row = await lockVoucher(house, voucherId)
    if (!row || !['unsettled', 'lost', 'cancelling'].includes(row.state) || isBeingReplaced(row)) return null
    const { cardEnc, pinEnc, transactionId } = row
    const callId = randomUUID()
    const card =
      cardEnc === null || pinEnc === null
        ? null
        : { cardId: house.sealing.open(cardEnc), pin: house.sealing.open(pinEnc), transactionId }
    const asks = card?.transactionId == null ? 'cancel_ref' : 'cancel_card'
    await sql`
      with noted as (insert into voucher_call (id, voucher_id, asks) values (${callId}, ${voucherId}, ${asks}))
      update voucher set next_at = now() + ${waitBeforeNextCancelMs(row.tries)} * interval '1 millisecond', wake_at = null where id = ${voucherId}`.execute(
      house.db,
    )
    const amount = amountOf(row)
    return { is: 'go', callId, refPos: row.refPos, amount, card, currency: amount.currency }
  })
}

interface Heard {
  httpStatus?: number
  raw?: string
  code?: string
}
/** Structurally `CancelAnswer` of fsp/voucherContract.ts. */
export type CancelHeard = Heard & {
  outcome:
    | { is: 'cancelled'; returned: Money }
    | { is: 'alreadyUsed' | 'unable' | 'notFound' }
    | { is: 'notTaken' | 'unknown'; reason: Reason }
}
export interface TakenBack extends MakesRefPos {
  voucherId: VoucherId
  callId: string
  answer: CancelHeard
  /** asked where the card is known and the FSP did not say that it took it back */
  balance?: BalanceHeard | undefined
  /** how long after an order its RefPos can be cancelled at all */
  cancelWindowMs: number
  /** by contract what an expired card still held comes back */
  returnsExpired: boolean
}

/** @returns the distribution whose payout came to its end by it */
export async function recordTakeBack(house: House, taken: TakenBack): Promise<DistributionId | null> {
  return inTransaction(house, async house => {
    const row = await lockVoucher(house, taken.voucherId)
    if (!row) return null
    const { answer, balance } = taken
    await noteAnswer(house, taken.callId, answer)
    if (balance) await noteBalance(house, row.voucherId, balance)
    if (isBeingReplaced(row)) return null
    const is = whatItMeans(row, {
      answer,
      balance,
      returnsExpired: taken.returnsExpired,
      cancelSent: await hasCancelLeft(house, row),
    })
    switch (row.state) {
      case 'cancelling':
        return cancelling(house, row, is)
      case 'unsettled':
      case 'lost':
        return settlingALostOrder(house, row, taken, is)
      default:
        return null
    }
  })
}

/**
 * gone: no card stands there · spent: it was used, so it can not come back · denied: the FSP has nothing to take back ·
 * standing: there is a card, whole, and it was not taken back · unclear: nothing was learnt
 */
type Meaning = { is: 'gone'; returned: Money | null } | { is: 'spent' | 'denied' | 'standing' | 'unclear' }

interface Said {
  answer: CancelHeard
  balance: BalanceHeard | undefined
  returnsExpired: boolean
  /** a request of ours to cancel it has left, and its answer is not known */
  cancelSent: boolean
}

/** Only what says that the money is back makes a card gone: one that can not be spent may hold it still. */
function whatItMeans(row: VoucherRow, { answer: { outcome }, balance, returnsExpired, cancelSent }: Said): Meaning {
  if (outcome.is === 'cancelled') return { is: 'gone', returned: outcome.returned }
  const asked = balance?.outcome
  if (asked?.is === 'balance') {
    if (!asked.usable) {
      // An answer before this one was lost: it is cancelled already.
      if (asked.why === 'inactive') return cancelSent ? { is: 'gone', returned: null } : { is: 'unclear' }
      if (asked.why === 'blocked' || !returnsExpired) return { is: 'unclear' }
      // Nobody ever had its number, so it is whole; of another one the FSP says what comes back, or its desk does.
      if (asked.amount !== null) return { is: 'gone', returned: asked.amount }
      return row.sendings === 0 && row.balanceMinor === null ? { is: 'gone', returned: null } : { is: 'unclear' }
    }
    if (asked.amount.minor >= row.amountMinor) return { is: 'standing' }
    // Said to be cancelled, or empty although nobody ever had its number and a request of ours has left: its answer was lost.
    const cancelled = /cancel/i.test(asked.status ?? '') || (cancelSent && row.sendings === 0)
    const ours = asked.amount.minor === 0n && cancelled
    return ours ? { is: 'gone', returned: null } : { is: 'spent' }
  }
  if (asked) return { is: 'unclear' }
  return outcome.is === 'notTaken' || outcome.is === 'unknown' ? { is: 'unclear' } : { is: 'denied' }
}

async function cancelling(house: House, row: VoucherRow, meaning: Meaning): Promise<DistributionId | null> {
  switch (meaning.is) {
    case 'gone':
      return endTakenBack(house, row, meaning.returned?.minor ?? row.amountMinor)
    case 'spent':
      return endTakenBack(house, row, 0n)
    case 'denied':
    case 'standing':
    case 'unclear':
      return again(house, row, said('voucher_not_cancelled'))
  }
}

async function settlingALostOrder(
  house: House,
  row: VoucherRow,
  { newRefPos, cancelWindowMs }: TakenBack,
  meaning: Meaning,
): Promise<DistributionId | null> {
  switch (meaning.is) {
    case 'gone':
      await sql`update voucher set state = 'void', state_at = now(), ended = 'answer_lost', next_at = null where id = ${row.voucherId}`.execute(
        house.db,
      )
      return row.state === 'unsettled' ? orderAnother(house, row, { newRefPos, inMs: 0 }) : null
    case 'denied': {
      const denials = row.denials + 1
      await sql`update voucher set denials = ${denials}, tries = tries + 1 where id = ${row.voucherId}`.execute(
        house.db,
      )
      if (row.state === 'unsettled') {
        if (denials < denialsBeforeAnother) return wait(house, row)
        await sql`update voucher set state = 'lost', state_at = now() where id = ${row.voucherId}`.execute(house.db)
        await wait(house, row)
        return orderAnother(house, row, { newRefPos, inMs: 0 })
      }
      const leftMs = (row.sendBy?.getTime() ?? 0) + cancelWindowMs - row.now.getTime()
      if (leftMs > 0) return wait(house, row)
      await sql`update voucher set state = 'void', state_at = now(), ended = 'answer_lost', next_at = null where id = ${row.voucherId}`.execute(
        house.db,
      )
      return null
    }
    case 'spent':
    case 'standing':
    case 'unclear':
      return again(house, row, said('voucher_order_lost'))
  }
}

const wait = (house: House, row: VoucherRow): Promise<null> =>
  sql`update voucher set next_at = now() + ${waitBeforeNextCancelMs(row.tries + 1)} * interval '1 millisecond' where id = ${row.voucherId}`
    .execute(house.db)
    .then(() => null)

async function again(house: House, row: VoucherRow, says: CaseSays): Promise<null> {
  await sql`update voucher set tries = tries + 1 where id = ${row.voucherId}`.execute(house.db)
  if (row.tries + 1 >= triesBeforeACase) await openVoucherCase(house, row, says)
  return wait(house, row)
}

/**
 * A card that was being taken back is dead, and so much of it is back: by the FSP’s word, or by that of its desk, of which two
 * people are convinced. What is not back counts as given, as it was spent by somebody, and a case asks by whom.
 * Its payout is locked. @returns the distribution whose payout came to its end by it
 */
export async function endTakenBack(
  house: House,
  row: VoucherRow,
  returnedMinor: bigint,
): Promise<DistributionId | null> {
  const { voucherId, attemptId } = row
  if (returnedMinor >= row.amountMinor) {
    await sql`update voucher set state = 'cancelled', state_at = now(), next_at = null where id = ${voucherId}`.execute(
      house.db,
    )
    await closeVoucherCases(house, row, caseEnds.voucher_taken_back)
    return settleAttempt(house, attemptId)
  }
  const back = { ...amountOf(row), minor: returnedMinor }
  await openVoucherCase(
    house,
    row,
    returnedMinor === 0n
      ? said('voucher_used_before')
      : said('voucher_given_back_in_part', { back, amount: amountOf(row) }),
  )
  await sql`update voucher set state = 'delivered', state_at = now(), delivered_at = now(), next_at = null where id = ${voucherId}`.execute(
    house.db,
  )
  const ended = await settleAttempt(house, attemptId)
  if (returnedMinor > 0n)
    await expire(house, { ...row, state: 'delivered' }, { told: returnedMinor, returnsExpired: true })
  return ended
}

/** A request of ours to cancel it has left since it was to be taken back, whose answer is not known. */
export async function hasCancelLeft(house: House, { voucherId }: VoucherRow): Promise<boolean> {
  const { rows } = await sql`
    select from voucher_call c join voucher v on v.id = c.voucher_id
     where c.voucher_id = ${voucherId} and c.asks in ('cancel_card','cancel_ref') and c.opened_at >= v.state_at
       and coalesce(c.outcome, 'unknown') = 'unknown' limit 1`.execute(house.db)
  return rows.length > 0
}
