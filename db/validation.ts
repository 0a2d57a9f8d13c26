import { sql } from 'kysely'
import type { AttemptId, DistributionId, FspAccountId } from '../domain/ids.js'
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

/**
 * Answers “shall I pay this?” under the attempt’s row lock: yes only for an attempt that is on its way, with the very
 * number, amount and currency that were approved, and for one transaction id only. The id is stored and committed before
 * the answer leaves, so an FSP account that is fail-closed pays nothing we do not know of. The rules stand in the
 * database function `validate_transfer`.
 */
export async function validateTransfer(
  house: House,
  fspAccountId: FspAccountId,
  ask: TransferToValidate,
): Promise<Validated> {
  const [answer] = await validateTransfers(house, [{ fspAccountId, ask }])
  if (!answer) throw new Error('A validation was not answered; nothing is confirmed.')
  return answer
}

export interface Validated {
  valid: boolean
  why?: string
}

/** Many questions in one statement and one commit, locked in the one order (payouts by id); answers in the order asked. */
export async function validateTransfers(
  house: House,
  asked: readonly { fspAccountId: FspAccountId; ask: TransferToValidate }[],
): Promise<Validated[]> {
  const given = asked.map(({ fspAccountId, ask }, place) => ({
    place,
    account: fspAccountId,
    key: ask.attemptKey ?? null,
    transaction_id: ask.transactionId,
    number: house.sealing.lookup('number', ask.number).toString('hex'),
    amount: ask.amount.minor.toString(),
    currency: ask.amount.currency,
  }))
  const { rows } = await sql<{ place: number; refusal: string | null }>`
    select v.place, validate_transfer(v.account, v.key, v.transaction_id, decode(v.number, 'hex'), v.amount::bigint, v.currency) as refusal
      from (select * from json_to_recordset(${JSON.stringify(given)}::json)
              as g(place int, account uuid, key text, transaction_id text, number text, amount text, currency text)
             order by g.key collate "C") v`.execute(house.db)
  const refusals = new Map(rows.map(row => [row.place, row.refusal]))
  return asked.map((_ask, place) => {
    const refusal = refusals.get(place)
    if (refusal === undefined) throw new Error('A validation was not answered; nothing is confirmed.')
    return refusal === null ? { valid: true } : { valid: false, why: refusal }
  })
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
