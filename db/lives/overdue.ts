/**
 * What is overdue: rows whose next check is past although the life that follows them should have moved it on. The
 * caretaker wakes those lives. A margin leaves the lives their chance to be first.
 */
import { sql } from 'kysely'
import type {
  BeneficiaryId,
  DistributionId,
  FspAccountId,
  ImportId,
  ProgrammeId,
  StatementId,
} from '../../domain/ids.js'
import { isTriedNow, staysInBatch, triedAgainAt } from '../batchRetries.js'
import type { House } from '../database.js'

const margin = sql`interval '20 seconds'`
/** For how long nobody may have done what could be done; milliseconds. */
export const usualIdleMs = 120_000
/** What was woken is left alone for a while. */
const lease = sql`interval '3 minutes'`

/** Distributions nobody has looked at in time. Takes them: their next check moves on. */
export async function overdueDistributions(house: House, limit: number): Promise<DistributionId[]> {
  const { rows } = await sql<{ id: DistributionId }>`
    update distribution set next_check_at = now() + ${lease}
     where id in (select id from distribution where state not in ('closed','rejected','cancelled') and next_check_at < now() - ${margin}
                   order by next_check_at limit ${limit} for update skip locked)
    returning id`.execute(house.db)
  return rows.map(row => row.id)
}

/** Batches with silent attempts that are long due, or with something to send or to try again that nobody sends. */
export async function overdueBatches(
  house: House,
  limit: number,
  idleMs = usualIdleMs,
): Promise<{ distributionId: DistributionId; batch: number }[]> {
  const { rows } = await sql<{ distributionId: DistributionId; batch: number }>`
    select distribution_id as "distributionId", batch from attempt
     where watched and batch is not null and next_check_at < now() - ${margin} and state <> 'reversed'
    union
    select a.distribution_id, a.batch from attempt a
      join distribution d on d.id = a.distribution_id and d.state = 'paying'
      join fsp_account f on f.id = a.fsp_account_id and f.paused_reason is null
      join payout p on p.id = a.payout_id and p.held_reason is null and (d.pay_first is null or p.position <= d.pay_first)
      join beneficiary b on b.id = p.beneficiary_id and b.held_reason is null and b.state not in ('paused','declined')
     where a.watched and a.state = 'prepared' and a.batch is not null and a.state_at < now() - ${idleMs} * interval '1 millisecond'
       and (a.not_before is null or a.not_before < now() - ${margin})
    union
    select p.distribution_id, p.batch from distribution d
      join payout p on p.distribution_id = d.id and p.trouble = 'refused'
      join attempt a on a.payout_id = p.id and a.batch is not null
     where d.state in ('paying','paused') and ${staysInBatch} and ${isTriedNow} and ${triedAgainAt} < now() - ${margin}
    limit ${limit}`.execute(house.db)
  return rows
}

/** People whose payout, attempt or case is due; not what their batch tries again. Takes them: the next check moves on. */
export async function overduePeople(house: House, limit: number, idleMs = usualIdleMs): Promise<BeneficiaryId[]> {
  const { rows } = await sql<{ id: BeneficiaryId }>`
    with due as (
      select p.beneficiary_id as id from payout p join distribution d on d.id = p.distribution_id
        left join attempt a on a.payout_id = p.id and a.batch is not null
       where p.next_check_at < now() - ${margin} and not ${staysInBatch}
      union
      select beneficiary_id from attempt where watched and next_check_at < now() - ${margin}
         and (batch is null and state <> 'reversed' or state in ('refused','withdrawn','paid','paid_extra'))
      union
      select a.beneficiary_id from attempt a join distribution d on d.id = a.distribution_id and d.state in ('paying','closed')
        join fsp_account f on f.id = a.fsp_account_id and f.paused_reason is null
       where a.watched and a.batch is null and a.state = 'prepared' and a.state_at < now() - ${idleMs} * interval '1 millisecond'
      union
      select beneficiary_id from work_case
       where state = 'open' and at_deadline = 'close_payout' and deadline_at < now() and beneficiary_id is not null
      union
      select t.beneficiary_id from destination t
       where t.state = 'proposed' and t.account_check in ('unchecked','pending') and t.entered_at < now() - interval '2 minutes'
      limit ${limit}),
    taken as (
      update payout p set next_check_at = now() + ${lease} from due
       where p.beneficiary_id = due.id and p.next_check_at < now() - ${margin})
    select id from due`.execute(house.db)
  return rows.map(row => row.id)
}

/** Lists that were stored or stopped in the middle. Takes them. */
export async function overdueImports(house: House): Promise<{ importId: ImportId; programmeId: ProgrammeId }[]> {
  const { rows } = await sql<{ importId: ImportId; programmeId: ProgrammeId }>`
    update beneficiary_import set next_check_at = now() + ${lease}
     where state in ('stored','running') and next_check_at < now() - ${margin}
    returning id as "importId", programme_id as "programmeId"`.execute(house.db)
  return rows
}

/** Statements that were stored or stopped in the middle. Takes them. */
export async function overdueStatements(house: House): Promise<StatementId[]> {
  const { rows } = await sql<{ id: StatementId }>`
    update statement_file set next_check_at = now() + ${lease}
     where state in ('stored','reading','matching') and next_check_at < now() - ${margin}
    returning id`.execute(house.db)
  return rows.map(row => row.id)
}

/** Distributions in which a fail-closed account may have attempts it never took. */
export async function hasUntaken(house: House): Promise<boolean> {
  const { rows } = await sql`
    select 1 from attempt a join fsp_account f on f.id = a.fsp_account_id and f.fail_closed
     where a.watched and a.state in ('sending','unknown') and a.send_by < now() limit 1`.execute(house.db)
  return rows.length > 0
}

/** What a distribution pays through; null: there is none. */
export async function accountOfDistribution(
  house: House,
  distributionId: DistributionId,
): Promise<{ fspAccountId: FspAccountId; currency: string } | null> {
  const { rows } = await sql<{ fspAccountId: FspAccountId; currency: string }>`
    select d.fsp_account_id as "fspAccountId", g.currency from distribution d join programme g on g.id = d.programme_id
     where d.id = ${distributionId}`.execute(house.db)
  return rows[0] ?? null
}
