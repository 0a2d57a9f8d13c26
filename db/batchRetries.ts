/**
 * What a batch tries again by itself: refusals that time mends (while our API is away, a fail-closed FSP takes nothing
 * and refuses whole lists). Written over the aliases `p` (a payout), `a` (its attempt that the batch follows) and `d`
 * (its distribution), so that the batch, the person’s life and the caretaker read the same words.
 */
import { sql } from 'kysely'
import { said } from '../domain/caseSays.js'
import { batchTries, reasonsOfTime, waitBeforeRetryMs } from '../domain/asking.js'
import type { BeneficiaryId, DistributionId, PayoutId, ProgrammeId } from '../domain/ids.js'
import { mkono } from '../domain/people.js'
import { barred, lockPayouts, writeNext } from './attempts.js'
import { openCase } from './cases.js'
import { inTransaction, type House } from './database.js'

/**
 * The batch’s, and nobody else’s: no later attempt, nothing that a person has on a list, no other number approved since.
 * Fails for what is in nobody’s batch any more; then it is the person’s own.
 */
export const staysInBatch = sql<boolean>`coalesce(
  p.state = 'refused' and p.money = 'reserved' and p.reason = any (${[...reasonsOfTime]}::text[]) and d.state in ('paying','paused') and d.cancelled_by is null
  and a.state = 'refused' and a.batch is not null and a.ordinal < ${batchTries}
  and not exists (select 1 from attempt l where l.payout_id = p.id and l.ordinal > a.ordinal)
  and not exists (select 1 from work_case c where c.payout_id = p.id and c.state = 'open' and c.kind <> 'fee')
  and not exists (select 1 from destination t where t.beneficiary_id = p.beneficiary_id and t.state = 'approved' and t.id <> a.destination_id), false)`

const waitsMs = Array.from({ length: batchTries }, (_, made) => waitBeforeRetryMs(made + 1))

/** When it is tried again. */
export const triedAgainAt = sql<Date>`(a.state_at + (${waitsMs}::float8[])[a.ordinal] * interval '1 millisecond')`

/** Its time has come, and nothing that the FSP has still to confirm holds it up. */
export const isTriedNow = sql<boolean>`(${triedAgainAt} <= now() and a.refusal_confirmed
  and not exists (select 1 from notice n where n.attempt_id = a.id and n.state = 'to_confirm'))`

/**
 * Opens the next attempt of every payout that its batch tries again now: one transaction, by the rules of `openAttempt`
 * for each (row lock, nothing open, nothing paid, every refusal confirmed). Whatever these rules refuse goes on finance’s
 * list, so that no batch waits for it. Idempotent: what is open is not opened again. Returns how many were opened.
 */
export async function openNextAttempts(
  house: House,
  part: { distributionId: DistributionId; batch: number },
): Promise<number> {
  if ((await triedNow(house, part)).length === 0) return 0
  return inTransaction(house, async inner => {
    const standings = await lockPayouts(inner, await triedNow(inner, part))
    // Read again under the locks: somebody may have corrected, retried or closed one in between.
    const still = new Set(await triedNow(inner, part))
    const due = standings.filter(each => still.has(each.id) && !each.openAttempt && !each.dropped)
    const opened = await writeNext(
      inner,
      due.filter(each => barred(each) === null),
      { by: mkono, inBatch: true },
    )
    const done = new Set(opened.map(each => each.payoutId))
    for (const each of due) {
      if (!done.has(each.id))
        await handToFinance(inner, each.id, barred(each)?.why ?? 'Its approval is not for this number.')
    }
    return opened.length
  })
}

async function triedNow(
  house: House,
  { distributionId, batch }: { distributionId: DistributionId; batch: number },
): Promise<PayoutId[]> {
  const { rows } = await sql<{ id: PayoutId }>`
    select p.id from payout p join distribution d on d.id = p.distribution_id
      join attempt a on a.payout_id = p.id and a.batch is not null
     where p.distribution_id = ${distributionId} and p.trouble = 'refused' and p.batch = ${batch} and ${staysInBatch} and ${isTriedNow}`.execute(
    house.db,
  )
  return rows.map(row => row.id)
}

async function handToFinance(house: House, payoutId: PayoutId, why: string): Promise<void> {
  const { rows } = await sql<{
    programmeId: ProgrammeId
    distributionId: DistributionId
    beneficiaryId: BeneficiaryId
  }>`
    select programme_id as "programmeId", distribution_id as "distributionId", beneficiary_id as "beneficiaryId"
      from payout where id = ${payoutId}`.execute(house.db)
  for (const subject of rows) {
    await openCase(house, {
      kind: 'decision',
      ...subject,
      payoutId,
      says: said('not_tried_again', { why }),
      owner: 'finance',
      atDeadline: 'escalate',
    })
  }
}
