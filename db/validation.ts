import { sql } from 'kysely'
import type { AttemptId, AttemptKey, DistributionId, FspAccountId } from '../domain/ids.js'
import type { Money } from '../domain/money.js'
import { inTransaction, type House } from './database.js'
import { applyFindings } from './outcomes.js'
import type { Touched } from './touched.js'

/** The FSP’s question before it pays: structurally `ParsedValidation` of fsp/contract.ts. */
export interface TransferToValidate {
  attemptKey?: string
  transactionId: string
  number: string
  amount: Money
}

interface Candidate {
  id: AttemptId
  state: string
  amountMinor: bigint
  currency: string
  numberLookup: Buffer
  transactionIds: string[]
}

/**
 * Answers “shall I pay this?” under the attempt’s row lock: yes only for an attempt that is on its way, with the very
 * number, amount and currency that were approved, and for one transaction id only. The id is stored before the answer
 * leaves, so an FSP account that is fail-closed pays nothing we do not know of.
 */
export async function validateTransfer(
  house: House,
  fspAccountId: FspAccountId,
  ask: TransferToValidate,
): Promise<{ valid: boolean; why?: string }> {
  return inTransaction(house, async inner => {
    const attempt =
      ask.attemptKey === undefined ? undefined : await lockAttempt(inner, fspAccountId, ask.attemptKey as AttemptKey)
    const why = refusal(inner, attempt, ask) ?? (attempt && (await storeTransaction(inner, fspAccountId, attempt, ask)))
    await sql`
      insert into validation (fsp_account_id, transaction_id, attempt_id, valid, why)
      values (${fspAccountId}, ${ask.transactionId}, ${attempt?.id ?? null}, ${why == null}, ${why ?? null})`.execute(
      inner.db,
    )
    return why == null ? { valid: true } : { valid: false, why }
  })
}

/** The id is stored for this attempt, or the reason why it can not be. */
async function storeTransaction(
  house: House,
  fspAccountId: FspAccountId,
  attempt: Candidate,
  ask: TransferToValidate,
): Promise<string | null> {
  const stored = await sql`
    insert into fsp_transaction (fsp_account_id, transaction_id, attempt_id, said, amount_minor)
    values (${fspAccountId}, ${ask.transactionId}, ${attempt.id}, 'accepted', ${ask.amount.minor})
    on conflict (fsp_account_id, transaction_id) do update set said = fsp_transaction.said
    where fsp_transaction.attempt_id = excluded.attempt_id
    returning id`.execute(house.db)
  return stored.rows.length === 0 ? 'its transaction id belongs to another attempt' : null
}

async function lockAttempt(house: House, fspAccountId: FspAccountId, key: AttemptKey): Promise<Candidate | undefined> {
  await sql`select p.id from payout p join attempt a on a.payout_id = p.id where a.key = ${key} for update of p`.execute(
    house.db,
  )
  const { rows } = await sql<Candidate>`
    select a.id, a.state, a.amount_minor as "amountMinor", a.currency, a.number_lookup as "numberLookup",
           array(select x.transaction_id from fsp_transaction x where x.attempt_id = a.id) as "transactionIds"
      from attempt a where a.key = ${key} and a.fsp_account_id = ${fspAccountId} for update of a`.execute(house.db)
  return rows[0]
}

function refusal(house: House, attempt: Candidate | undefined, ask: TransferToValidate): string | null {
  if (!attempt) return 'it names no attempt of ours'
  if (!['sending', 'accepted', 'unknown'].includes(attempt.state)) return `the attempt is ${attempt.state}`
  if (attempt.amountMinor !== ask.amount.minor || attempt.currency !== ask.amount.currency)
    return 'another amount or currency'
  if (!attempt.numberLookup.equals(house.sealing.lookup('number', ask.number))) return 'another number'
  if (attempt.transactionIds.some(id => id !== ask.transactionId)) return 'the attempt has another transaction already'
  return null
}

/**
 * On a fail-closed account an attempt that was never validated was never taken: once its time has passed it becomes
 * refused (not_taken) under the same lock, and whatever asks later is answered no. Other accounts are left alone.
 */
export async function settleNotTaken(
  house: House,
  which: { distributionId?: DistributionId; limit: number },
): Promise<Touched[]> {
  return inTransaction(house, async inner => {
    const { rows } = await sql<{ id: AttemptId; fspAccountId: FspAccountId }>`
      select a.id, a.fsp_account_id as "fspAccountId" from attempt a join fsp_account f on f.id = a.fsp_account_id and f.fail_closed
       where a.state in ('sending','unknown')
         and (${which.distributionId ?? null}::uuid is null or a.distribution_id = ${which.distributionId ?? null})
         and a.send_by + coalesce((f.settings ->> 'longestProcessingMs')::int, 120000) * interval '1 millisecond' < now()
         and not exists (select 1 from fsp_transaction x where x.attempt_id = a.id)
         and not exists (select 1 from notice n where n.attempt_id = a.id and n.state in ('to_confirm','contradiction'))
       order by a.id limit ${which.limit}`.execute(inner.db)
    const untaken: typeof rows = []
    for (const row of rows) {
      // The lock order is payout, attempt; a validation that is under way holds both, and is read after it commits.
      await sql`select p.id from payout p join attempt a on a.payout_id = p.id where a.id = ${row.id} for update of p`.execute(
        inner.db,
      )
      await sql`select id from attempt where id = ${row.id} for update`.execute(inner.db)
      const asked = await sql`select 1 from fsp_transaction where attempt_id = ${row.id}`.execute(inner.db)
      if (asked.rows.length === 0) untaken.push(row)
    }
    const { touched } = await applyFindings(
      inner,
      untaken.map(row => ({
        fspAccountId: row.fspAccountId,
        attempt: { id: row.id },
        source: 'validation',
        said: { is: 'notTaken', reason: 'not_taken' },
      })),
    )
    return touched
  })
}
