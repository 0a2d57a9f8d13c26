import { sql } from 'kysely'
import { parseAttemptKey, type AttemptId, type DistributionId, type FspAccountId } from '../domain/ids.js'
import type { Money } from '../domain/money.js'
import { inTransaction, type House } from './database.js'
import { longestProcessingMs } from './fspAccounts.js'
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
 * database function `validate_transfers`.
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

/**
 * Many questions in one statement and one commit, locked in the one order (payouts, then attempts, by id); answers in the
 * order asked. Who asks again about an attempt or a transaction of the same list is answered after the first, in a next one.
 */
export async function validateTransfers(
  house: House,
  asked: readonly { fspAccountId: FspAccountId; ask: TransferToValidate }[],
): Promise<Validated[]> {
  const answers = new Map<number, Validated>()
  let waiting = asked.map((each, place) => ({ ...questionOf(house, each), place }))
  while (waiting.length > 0) {
    const { now, later } = apart(waiting)
    const column = <Name extends keyof Question>(name: Name) => now.map(question => question[name])
    const { rows } = await sql<{ place: number; refusal: string | null }>`
      select place, refusal from validate_transfers(${column('account')}::uuid[], ${column('payout')}::uuid[],
        ${column('ordinal')}::int[], ${column('transaction')}::text[], ${column('number')}::bytea[],
        ${column('amount')}::bigint[], ${column('currency')}::text[])`.execute(house.db)
    for (const { place, refusal } of rows) {
      const question = now[place - 1]
      if (question) answers.set(question.place, refusal === null ? { valid: true } : { valid: false, why: refusal })
    }
    waiting = later
  }
  return asked.map((_ask, place) => {
    const answer = answers.get(place)
    if (answer === undefined) throw new Error('A validation was not answered; nothing is confirmed.')
    return answer
  })
}

function questionOf(house: House, { fspAccountId, ask }: { fspAccountId: FspAccountId; ask: TransferToValidate }) {
  const named = ask.attemptKey === undefined ? null : parseAttemptKey(ask.attemptKey)
  return {
    account: fspAccountId,
    payout: named?.payoutId ?? null,
    ordinal: named?.ordinal ?? null,
    transaction: ask.transactionId,
    number: house.sealing.lookup('number', ask.number),
    amount: ask.amount.minor.toString(),
    currency: ask.amount.currency,
  }
}
type Question = ReturnType<typeof questionOf> & { place: number }

/** The first about each attempt and each transaction, and the others. */
function apart(questions: readonly Question[]): { now: Question[]; later: Question[] } {
  const seen = new Set<string>()
  const now: Question[] = []
  const later: Question[] = []
  for (const question of questions) {
    const { account, payout, ordinal, transaction } = question
    const names = [
      `transaction ${account} ${transaction}`,
      ...(payout === null ? [] : [`attempt ${payout} ${ordinal}`]),
    ]
    if (names.some(name => seen.has(name))) later.push(question)
    else {
      for (const name of names) seen.add(name)
      now.push(question)
    }
  }
  return { now, later }
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
       where a.watched and a.state in ('sending','unknown')
         and (${which.distributionId ?? null}::uuid is null or a.distribution_id = ${which.distributionId ?? null})
         and a.send_by + ${longestProcessingMs} * interval '1 millisecond' < now()
         and not exists (select 1 from fsp_transaction x where x.attempt_id = a.id)
         and not exists (select 1 from notice n where n.attempt_id = a.id and n.state in ('to_confirm','contradiction'))
       order by a.id limit ${which.limit}`.execute(inner.db)
    // The lock order is payout, attempt; a validation that is under way holds both, and is read after it commits.
    const ids = rows.map(row => row.id)
    await sql`select p.id from payout p where p.id in (select a.payout_id from attempt a where a.id = any (${ids}::uuid[]))
      order by p.id for update of p`.execute(inner.db)
    await sql`select id from attempt where id = any (${ids}::uuid[]) order by id for update`.execute(inner.db)
    const asked = await sql<{ id: AttemptId }>`
      select attempt_id as id from fsp_transaction where attempt_id = any (${ids}::uuid[])`.execute(inner.db)
    const taken = new Set(asked.rows.map(row => row.id))
    const untaken = rows.filter(row => !taken.has(row.id))
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
