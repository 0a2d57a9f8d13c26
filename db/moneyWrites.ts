import { sql } from 'kysely'
import { openCase } from './cases.js'
import type { House } from './database.js'
import { given } from './given.js'
import { tellPeople } from './messages/queue.js'
import type { Books, Posting } from './books.js'
import type { AttemptRow, PayoutRow } from './moneyRows.js'

/**
 * Writes what a set of findings made of attempts, payouts, transactions, ledger and cases: a handful of statements for
 * one finding or for five hundred, all in the caller’s transaction.
 */
export async function writeBooks(house: House, books: Books): Promise<void> {
  const changed = [...books.attempts.values()].filter(each => Object.keys(each.changes).length > 0)
  // A reversal must free the place of “the paid one” before an extra is promoted into it.
  await writeAttempts(
    house,
    changed.filter(each => each.state === 'reversed'),
  )
  await writeAttempts(
    house,
    changed.filter(each => each.state !== 'reversed'),
  )
  // Whoever gives up the right to a round goes before whoever takes it.
  const payouts = [...books.payouts.values()].filter(each => each.differs)
  await writePayouts(
    house,
    payouts.filter(each => each.changes.released === true),
  )
  await writePayouts(
    house,
    payouts.filter(each => each.changes.released !== true),
  )
  await writeTransactions(house, books)
  await writePostings(house, books)
  await writeCases(house, books)
}

async function writeAttempts(house: House, rows: readonly AttemptRow[]): Promise<void> {
  if (rows.length === 0) return
  const written = rows.map(({ id, was, changes, state }) => ({
    id,
    from: was.state,
    state,
    reason: changes.reason ?? null,
    set_reason: changes.reason !== undefined,
    clear_call: changes.callId === null,
    fee: changes.feeMinor === undefined ? null : changes.feeMinor.toString(),
    confirmed: changes.refusalConfirmed ?? null,
    check_ms: changes.nextCheckInMs ?? null,
    set_check: changes.nextCheckInMs !== undefined,
    before_ms: changes.notBeforeInMs ?? null,
    receipt: changes.receipt?.sealed ?? null,
    receipt_lookup: changes.receipt?.lookup ?? null,
    recipient: changes.recipientName ?? null,
  }))
  const result = await sql`
    update attempt a set
      state = v.state, state_at = case when v.state <> a.state then now() else a.state_at end,
      reason = case when v.set_reason then v.reason else a.reason end,
      call_id = case when v.clear_call then null else a.call_id end,
      send_by = case when v.clear_call then null else a.send_by end,
      checks = case when v.state <> a.state then 0 else a.checks end,
      fee_minor = coalesce(v.fee, a.fee_minor),
      refusal_confirmed = coalesce(v.confirmed, a.refusal_confirmed),
      next_check_at = case when v.set_check then now() + v.check_ms * interval '1 millisecond' else a.next_check_at end,
      not_before = case when v.before_ms is not null then now() + v.before_ms * interval '1 millisecond' else a.not_before end,
      receipt_enc = coalesce(v.receipt, a.receipt_enc),
      receipt_lookup = coalesce(v.receipt_lookup, a.receipt_lookup),
      recipient_name_enc = coalesce(v.recipient, a.recipient_name_enc)
    from ${given('v', written, {
      id: 'uuid',
      from: 'text',
      state: 'text',
      reason: 'text',
      set_reason: 'boolean',
      clear_call: 'boolean',
      fee: 'bigint',
      confirmed: 'boolean',
      check_ms: 'float8',
      set_check: 'boolean',
      before_ms: 'float8',
      receipt: 'bytea',
      receipt_lookup: 'bytea',
      recipient: 'bytea',
    })}
    where a.id = v.id and a.state = v."from"`.execute(house.db)
  if (Number(result.numAffectedRows ?? 0n) !== rows.length)
    throw new Error('An attempt changed under its lock; nothing was written.')
}

async function writePayouts(house: House, rows: readonly PayoutRow[]): Promise<void> {
  if (rows.length === 0) return
  const written = rows.map(({ id, changes, state, money }) => ({
    id,
    state,
    money,
    reason: changes.reason ?? null,
    set_reason: changes.reason !== undefined,
    released: changes.released ?? null,
    check_ms: changes.nextCheckInMs ?? null,
    set_check: changes.nextCheckInMs !== undefined,
  }))
  await sql`
    update payout p set
      state = v.state, money = v.money, released = coalesce(v.released, p.released), state_at = case when v.state <> p.state then now() else p.state_at end,
      reason = case when v.set_reason then v.reason else p.reason end,
      next_check_at = case when v.set_check then now() + v.check_ms * interval '1 millisecond' else p.next_check_at end
    from ${given('v', written, {
      id: 'uuid',
      state: 'text',
      money: 'text',
      reason: 'text',
      set_reason: 'boolean',
      released: 'boolean',
      check_ms: 'float8',
      set_check: 'boolean',
    })}
    where p.id = v.id`.execute(house.db)
  const fresh = rows.filter(each => each.changes.state === 'paid')
  await tellPeople(
    house,
    fresh.map(({ id, was }) => ({
      beneficiaryId: was.beneficiaryId,
      kind: 'payment_sent',
      cause: id,
      about: { payoutId: id },
    })),
  )
  const paid = fresh.map(each => each.was.distributionId)
  if (paid.length > 0) {
    await sql`update distribution set first_paid_at = now() where id = any (${[...new Set(paid)]}::uuid[]) and first_paid_at is null`.execute(
      house.db,
    )
  }
}

async function writeTransactions(house: House, books: Books): Promise<void> {
  const written = [...books.transactions].flatMap(([id, each]) => {
    if (!each.changed) return []
    const attempt = books.attempts.get(each.attemptId)
    if (!attempt) throw new Error(`Transaction of an attempt that is not locked: ${each.attemptId}.`)
    return [
      {
        account: attempt.fspAccountId,
        transaction_id: id,
        attempt_id: each.attemptId,
        said: each.said,
        confirmed: each.confirmed,
        denied: each.denied,
        amount: each.amountMinor?.toString() ?? null,
        fee: each.feeMinor?.toString() ?? null,
      },
    ]
  })
  if (written.length === 0) return
  await sql`
    insert into fsp_transaction as t (fsp_account_id, transaction_id, attempt_id, said, confirmed, denied, amount_minor, fee_minor)
    select v.account, v.transaction_id, v.attempt_id, v.said, v.confirmed, v.denied, v.amount, v.fee
      from ${given('v', written, {
        account: 'uuid',
        transaction_id: 'text',
        attempt_id: 'uuid',
        said: 'text',
        confirmed: 'boolean',
        denied: 'boolean',
        amount: 'bigint',
        fee: 'bigint',
      })}
    on conflict (fsp_account_id, transaction_id) do update
      set said = excluded.said, confirmed = excluded.confirmed, denied = excluded.denied, amount_minor = excluded.amount_minor, fee_minor = excluded.fee_minor
      where t.attempt_id = excluded.attempt_id`.execute(house.db)
}

async function writePostings(house: House, books: Books): Promise<void> {
  if (books.postings.length === 0) return
  const row = ({ from, to, amountMinor, kind, key, attempt, payout }: Posting) => {
    const of = payout ?? books.payoutOf(attempt)
    const { programmeId, distributionId } = of.was
    const attemptId = payout ? null : attempt.id
    const amount = amountMinor.toString()
    return { programmeId, distributionId, payout: of.id, attempt: attemptId, from, to, amount, kind, key }
  }
  await sql`
    insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key, distribution_id, payout_id, attempt_id)
    select v."programmeId", v."from", v."to", v.amount, v.kind, v.key, v."distributionId", v.payout, v.attempt
      from ${given('v', books.postings.map(row), {
        programmeId: 'uuid',
        distributionId: 'uuid',
        payout: 'uuid',
        attempt: 'uuid',
        from: 'text',
        to: 'text',
        amount: 'bigint',
        kind: 'text',
        key: 'text',
      })}`.execute(house.db)
}

async function writeCases(house: House, books: Books): Promise<void> {
  const closing = books.casesToClose.flatMap(({ attempt, kinds, resolution }) =>
    kinds.map(kind => ({ payout: attempt.payoutId, kind, resolution })),
  )
  if (closing.length > 0) {
    await sql`
      update work_case c set state = 'closed', closed_at = now(), closed_by = 'mkono', resolution = v.resolution
        from ${given('v', closing, { payout: 'uuid', kind: 'text', resolution: 'text' })}
       where c.state = 'open' and c.payout_id = v.payout and c.kind = v.kind`.execute(house.db)
  }
  for (const { kind, attempt, reason, says, noticeId } of books.casesToOpen) {
    const { programmeId, distributionId, beneficiaryId } = books.payoutOf(attempt).was
    const { caseId, opened } = await openCase(house, {
      kind,
      programmeId,
      distributionId,
      beneficiaryId,
      payoutId: attempt.payoutId,
      attemptId: attempt.id,
      ...(noticeId === undefined ? {} : { noticeId }),
      ...(reason === null ? {} : { reason }),
      says,
      owner: kind === 'correction' ? 'programme staff' : 'finance',
      atDeadline: kind === 'correction' ? 'close_payout' : 'escalate',
    })
    if (!opened || kind !== 'correction') continue
    const about = { payoutId: attempt.payoutId, attemptId: attempt.id, caseId }
    await tellPeople(house, [{ beneficiaryId, kind: 'payment_failed', cause: attempt.id, about }])
  }
}
