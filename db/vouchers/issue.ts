/**
 * Ordering a card: the voucher is `issuing` and committed before anything leaves, and what came back is recorded. An
 * order is never repeated; a lost one is settled by taking back what it may have made (takeBack.ts).
 */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { DistributionId, VoucherId } from '../../domain/ids.js'
import type { Money } from '../../domain/money.js'
import { reasons, type Reason } from '../../domain/reason.js'
import { inTransaction, type House } from '../database.js'
import { openVoucherCase } from './cases.js'
import { heldFromOrder, isWanted } from './heldBack.js'
import { amountOf, lockVoucher, type VoucherRow } from './rows.js'
import { voucherRulesOf } from './rules.js'
import { settleAttempt } from './settle.js'
import { tellVouchers } from './wake.js'

/** What leaves: nothing of the person. */
export interface Order {
  readonly is: 'go'
  readonly callId: string
  readonly refPos: string
  /** payout and part: what the FSP keeps with the card, and nothing of a person */
  readonly reference: string
  readonly amount: Money
  /** epoch milliseconds */
  readonly sendByMs: number
}

/** `over`: it is no longer wanted, or somebody else has ordered it. `wait`: it is held back, and how long it is worth waiting. */
export type TakenOrder =
  Order | { readonly is: 'wait'; readonly why: string; readonly ms?: number } | { readonly is: 'over' }

/** Reads pause, cancel and hold of distribution, FSP account, payout and person in the transaction that lets it leave. */
export async function takeOrder(
  house: House,
  voucherId: VoucherId,
  { sendByMs, longestProcessingMs }: { sendByMs: number; longestProcessingMs: number },
): Promise<TakenOrder> {
  return inTransaction(house, async house => {
    const row = await lockVoucher(house, voucherId)
    if (row?.state !== 'to_issue') return { is: 'over' }
    const earlyMs = (row.notBefore?.getTime() ?? 0) - row.now.getTime()
    if (earlyMs > 0) return { is: 'wait', why: 'To be issued later.', ms: earlyMs }
    const held = await heldFromOrder(house, row)
    if (held !== null) return held
    const callId = randomUUID()
    const { rows } = await sql<{ sendBy: Date }>`
      with leaving as (
        update voucher set state = 'issuing', state_at = now(), not_before = null, reason = null,
               send_by = clock_timestamp() + ${sendByMs} * interval '1 millisecond',
               next_at = clock_timestamp() + ${sendByMs + longestProcessingMs} * interval '1 millisecond', wake_at = null, held_back = false
         where id = ${voucherId} returning id, send_by),
      noted as (insert into voucher_call (id, voucher_id, asks) select ${callId}::uuid, id, 'issue' from leaving)
      select send_by as "sendBy" from leaving`.execute(house.db)
    const sendBy = rows[0]?.sendBy
    if (!sendBy) throw new Error('The voucher was not marked; nothing leaves.')
    const { refPos, payoutId, part } = row
    return {
      is: 'go',
      callId,
      refPos,
      reference: `${payoutId}.${part}`,
      amount: amountOf(row),
      sendByMs: sendBy.getTime(),
    }
  })
}

/** What the connector heard: structurally `IssueAnswer` of fsp/voucherContract.ts. */
export interface IssueHeard {
  httpStatus?: number
  raw?: string
  code?: string
  retryAfterMs?: number
  outcome:
    | { is: 'issued'; card: CardIssued; oddities: readonly string[] }
    | { is: 'refused' | 'notTaken'; reason: Reason }
    | { is: 'unknown'; reason: Reason; card?: Partial<CardIssued> }
}
export interface CardIssued {
  cardId: string
  pin: string
  amount: Money
  dueDate: string | null
  transactionId: string | null
}

/** @returns the distribution whose payout came to its end by it */
export async function recordIssue(
  house: House,
  { voucherId, callId, answer, newRefPos }: { voucherId: VoucherId; callId: string; answer: IssueHeard } & MakesRefPos,
): Promise<DistributionId | null> {
  return inTransaction(house, async house => {
    const row = await lockVoucher(house, voucherId)
    if (!row) return null
    await noteAnswer(house, callId, answer)
    const { outcome } = answer
    const card = 'card' in outcome ? outcome.card : undefined
    if (card?.cardId !== undefined && card.pin !== undefined)
      await keepCard(house, voucherId, { ...card, cardId: card.cardId, pin: card.pin })
    if (row.state !== 'issuing') {
      // Told too late: it has been taken for lost. A card that is known now is taken back by its own number.
      if (row.state === 'void' && outcome.is === 'issued') await set(house, voucherId, 'lost')
      return null
    }
    switch (outcome.is) {
      case 'issued':
        return issued(house, row, outcome.card, outcome.oddities)
      case 'refused':
        return refusedByFsp(house, row, outcome.reason)
      case 'notTaken':
        // What is wrong with the order itself is wrong with the next one too: people look, and nothing more is ordered.
        if (reasons[outcome.reason].acts === 'human') return refusedByFsp(house, row, outcome.reason)
        await sql`update voucher set state = 'void', state_at = now(), reason = ${outcome.reason}, next_at = null where id = ${voucherId}`.execute(
          house.db,
        )
        return orderAnother(house, row, { newRefPos, inMs: answer.retryAfterMs ?? waitWhereNotTakenMs(row.ordinal) })
      case 'unknown':
        await sql`
          update voucher set state = 'unsettled', state_at = now(), reason = ${outcome.reason}, tries = 0, denials = 0 where id = ${voucherId}`.execute(
          house.db,
        )
        return null
    }
  })
}

async function refusedByFsp(house: House, row: VoucherRow, reason: Reason): Promise<DistributionId | null> {
  await sql`update voucher set state = 'refused', state_at = now(), reason = ${reason}, next_at = null where id = ${row.voucherId}`.execute(
    house.db,
  )
  return settleAttempt(house, row.attemptId)
}

async function issued(
  house: House,
  row: VoucherRow,
  card: CardIssued,
  oddities: readonly string[],
): Promise<DistributionId | null> {
  const right = card.amount.minor === row.amountMinor && card.amount.currency === row.currency
  if (!right || oddities.length > 0) {
    await sql`
      update voucher set state = 'cancelling', ended = 'odd_card', state_at = now(), issued_at = now(), next_at = now() where id = ${row.voucherId}`.execute(
      house.db,
    )
    await openVoucherCase(house, row, said('voucher_odd_card', { why: right ? oddities.join(', ') : 'another amount' }))
    return null
  }
  const { ask } = await voucherRulesOf(house, row.programmeId)
  // Whoever lost one has asked for another: it goes out at once.
  await sql`
    update voucher set state = ${ask && row.replaces === null ? 'waiting' : 'agreed'}, state_at = now(), issued_at = now(), next_at = now(), tries = 0
     where id = ${row.voucherId}`.execute(house.db)
  // The question goes out once every part is there, by whichever life sees it first.
  if (row.parts > 1 && row.replaces === null) {
    await sql`update voucher set next_at = now(), wake_at = clock_timestamp() where attempt_id = ${row.attemptId} and id <> ${row.voucherId} and next_at is not null`.execute(
      house.db,
    )
    await tellVouchers(house)
    // Another part may have fallen while this one was under way: then nobody is asked, and it is taken back as well.
    return settleAttempt(house, row.attemptId)
  }
  return null
}

/** A name for the next order, as the FSP’s connector makes them. */
export interface MakesRefPos {
  newRefPos(): string
}

/** A next voucher for the same part, under a RefPos of its own; unless nobody wants it any more. */
export async function orderAnother(
  house: House,
  row: VoucherRow,
  { newRefPos, inMs }: MakesRefPos & { inMs: number },
): Promise<DistributionId | null> {
  if (!(await isWanted(house, row))) {
    await sql`update voucher set ended = coalesce(ended, 'not_wanted_any_more') where id = ${row.voucherId}`.execute(
      house.db,
    )
    return settleAttempt(house, row.attemptId)
  }
  await sql`
    insert into voucher (programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, ordinal,
                         amount_minor, currency, replaces, ref_pos, not_before)
    select programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts,
           (select max(o.ordinal) + 1 from voucher o where o.attempt_id = v.attempt_id and o.part = v.part),
           amount_minor, currency, replaces, ${newRefPos()}, now() + ${inMs} * interval '1 millisecond'
      from voucher v where v.id = ${row.voucherId}`.execute(house.db)
  await tellVouchers(house)
  // Unless another part has fallen meanwhile: then this one is not ordered any more.
  return row.parts > 1 ? settleAttempt(house, row.attemptId) : null
}

/** A minute after the first, growing to an hour: what turned one away turns the next away too. */
const waitWhereNotTakenMs = (ordinal: number): number => Math.min(30_000 * 2 ** Math.min(ordinal - 1, 7), 3_600_000)

async function keepCard(
  house: House,
  voucherId: VoucherId,
  card: Partial<CardIssued> & { cardId: string; pin: string },
): Promise<void> {
  const { sealing } = house
  await sql`
    update voucher set card_enc = ${sealing.seal(card.cardId)}, pin_enc = ${sealing.seal(card.pin)},
           card_lookup = ${sealing.lookup('card', card.cardId)}, transaction_id = ${card.transactionId ?? null}, due_on = ${card.dueDate ?? null}
     where id = ${voucherId} and card_lookup is null`.execute(house.db)
}

const set = (house: House, voucherId: VoucherId, state: 'lost') =>
  sql`update voucher set state = ${state}, state_at = now(), next_at = now(), wake_at = clock_timestamp() where id = ${voucherId}`
    .execute(house.db)
    .then(() => tellVouchers(house))

/** What was asked of the FSP has its answer: kept as evidence, sealed. */
export async function noteAnswer(
  house: House,
  callId: string,
  answer: {
    httpStatus?: number
    raw?: string
    code?: string
    outcome: { is: string; reason?: string | undefined } | { is: string }
  },
): Promise<void> {
  const { outcome } = answer
  await sql`
    update voucher_call set answered_at = now(), outcome = ${outcome.is}, reason = ${'reason' in outcome ? (outcome.reason ?? null) : null},
           code = ${answer.code ?? null}, http_status = ${answer.httpStatus ?? null},
           raw_enc = ${answer.raw === undefined ? null : house.sealing.seal(answer.raw)}
     where id = ${callId} and answered_at is null`.execute(house.db)
}
