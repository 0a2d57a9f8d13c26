import { sql } from 'kysely'
import { usualLongestProcessingMs } from '../domain/asking.js'
import { parseAttemptKey } from '../domain/ids.js'
import { Books, type Transaction } from './books.js'
import type { House } from './database.js'
import { longestProcessingMs } from './fspAccounts.js'
import { AttemptRow, PayoutRow, type LoadedAttempt, type LoadedPayout } from './moneyRows.js'
import type { Finding } from './outcomes.js'

/**
 * Locks payouts, then attempts (always in this order, by id) of everybody the findings speak of, siblings included. Joins
 * with the list: asked for those “in any of” it, in order, PostgreSQL walks through every attempt there is.
 */
export async function lockBooks(house: House, findings: readonly Finding[]): Promise<Books> {
  const ids = findings.flatMap(each => ('id' in each.attempt ? [each.attempt.id] : []))
  const named = findings.flatMap(each =>
    'key' in each.attempt ? (parseAttemptKey(each.attempt.key)?.payoutId ?? []) : [],
  )
  const payouts = await sql<LoadedPayout>`
    select p.id, p.programme_id as "programmeId", p.distribution_id as "distributionId", p.beneficiary_id as "beneficiaryId",
           p.round, p.purpose, p.state, p.money, p.amount_minor as "amountMinor", p.fee_reserve_minor as "feeReserveMinor", p.released, p.reason
      from payout p
     where (p.beneficiary_id, p.round, p.purpose) in (
           select q.beneficiary_id, q.round, q.purpose from payout q
            where q.id in (select unnest(${named}::uuid[]) union all select a.payout_id from attempt a where a.id = any (${ids}::uuid[])))
     order by p.id for update of p`.execute(house.db)
  const attempts = await sql<LoadedAttempt>`
    select a.id, a.key, a.payout_id as "payoutId", a.ordinal, a.state, a.amount_minor as "amountMinor", a.currency,
           a.fsp_account_id as "fspAccountId", a.number_lookup as "numberLookup", a.call_id as "callId", a.fee_minor as "feeMinor",
           a.refusal_confirmed as "refusalConfirmed", a.receipt_lookup is not null as "hasReceipt",
           a.recipient_name_enc is not null as "hasRecipientName", a.batch,
           coalesce(a.next_check_at > now(), false) as "isBeingAsked"
      from unnest(${payouts.rows.map(each => each.id)}::uuid[]) as i(id) join attempt a on a.payout_id = i.id
     order by a.id for update of a`.execute(house.db)
  const accounts = [...new Set(findings.map(each => each.fspAccountId))]
  const claimed = findings.flatMap(each => (each.transactionId === undefined ? [] : [each.transactionId]))
  const transactions = await sql<{ transactionId: string } & Omit<Transaction, 'changed'>>`
    select transaction_id as "transactionId", attempt_id as "attemptId", said, confirmed, denied, amount_minor as "amountMinor", fee_minor as "feeMinor"
      from fsp_transaction
     where fsp_account_id = any (${accounts}::uuid[]) and transaction_id = any (${claimed}::text[])
        or attempt_id = any (${attempts.rows.map(each => each.id)}::uuid[])`.execute(house.db)
  const slowest = await sql<{ ms: number | null }>`
    select max(${longestProcessingMs})::int as ms from fsp_account f where f.id = any (${accounts}::uuid[])`.execute(
    house.db,
  )
  return new Books(
    new Map(attempts.rows.map(each => [each.id, new AttemptRow(each)])),
    new Map(payouts.rows.map(each => [each.id, new PayoutRow(each)])),
    new Map(transactions.rows.map(({ transactionId, ...each }) => [transactionId, { ...each, changed: false }])),
    slowest.rows[0]?.ms ?? usualLongestProcessingMs,
  )
}
