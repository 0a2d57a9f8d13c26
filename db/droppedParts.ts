/**
 * A part of a list that is no longer what was approved is not paid. Its approval is dropped: whatever of it has certainly
 * not left is cancelled and released, so that these people can stand on another list; what may have left is followed to
 * its end and released should it come back. Rows only, so whoever dies in the middle has done nothing.
 */
import { sql } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { said } from '../domain/caseSays.js'
import type { DistributionId, PayoutId } from '../domain/ids.js'
import { mkono } from '../domain/people.js'
import { recordAct } from './audit.js'
import { cameBack, cancelUnsent } from './cancelling.js'
import { openCase } from './cases.js'
import { inTransaction, type House } from './database.js'
import { lockDistribution, type DistributionRow } from './distributions.js'
import { post } from './ledger.js'
import { partStanding, type Part } from './listHash.js'

/** What was not as approved: the rows of the part, the number that its seal holds, or an attempt opened for it. */
export type NotAsApproved = 'rows' | 'number' | 'attempt'

const why = caseEnds.part_dropped

/**
 * Asked before anything of a part leaves and before a retry is opened: computes the hash of the part anew, and drops its
 * approval where it differs. True: it is what was approved, or its distribution pays nothing and says so itself.
 */
export async function stillApproved(house: House, part: Part): Promise<boolean> {
  const at = await partStanding(house, part)
  if (!at?.payable || at.stands) return true
  return !(await dropPart(house, part, 'rows'))
}

export async function partOf(house: House, payoutId: PayoutId): Promise<Part | null> {
  const { rows } = await sql<Part>`
    select distribution_id as "distributionId", batch from payout where id = ${payoutId}`.execute(house.db)
  return rows[0] ?? null
}

/**
 * Under the locks of the distribution and its payouts, which whoever takes calls waits for. Asked again, it releases what
 * has come back since. False: its rows are what was approved after all.
 */
export async function dropPart(house: House, part: Part, found: NotAsApproved): Promise<boolean> {
  return inTransaction(house, async inner => {
    const row = await lockDistribution(inner, part.distributionId)
    const at = await partStanding(inner, part)
    if (!row || !at?.payable) return false
    if (found === 'rows' && at.stands) return false
    if (!at.dropped) await markDropped(inner, part, found)
    const cancelled = await cancelUnsent(inner, { ...part, by: mkono, why })
    await settleReserve(inner, row, part)
    if (!at.dropped) await tell(inner, row, { batch: part.batch, found, cancelled })
    return true
  })
}

/** A part whose row somebody took away had reserved what the others did not. */
const markDropped = (house: House, { distributionId, batch }: Part, found: NotAsApproved) =>
  sql`
  insert into distribution_part (distribution_id, batch, hash, payouts, total_minor, fee_reserve_minor, reserved_minor, dropped_at, dropped_why)
  select ${distributionId}, ${batch}, '', 0, 0, 0,
         coalesce((select sum(amount_minor) from ledger_entry where key = 'approval:' || ${distributionId}::text), 0)
         - coalesce((select sum(reserved_minor) from distribution_part where distribution_id = ${distributionId}), 0),
         clock_timestamp(), ${found}
  on conflict (distribution_id, batch) do update set dropped_at = excluded.dropped_at, dropped_why = excluded.dropped_why`.execute(
    house.db,
  )

/**
 * Money was given back by what the rows say now. Where amounts were changed that is not what had been reserved for them:
 * the difference is posted for the part as a whole, so that what it holds is what its open payouts need and no more.
 */
async function settleReserve(house: House, row: DistributionRow, { distributionId, batch }: Part): Promise<void> {
  const prefix = `dropped:${distributionId}:${batch}:`
  const { rows } = await sql<{ over: bigint; entries: number }>`
    with own as (
      select case when e.to_account = 'reserved' then e.amount_minor else -e.amount_minor end as minor, e.payout_id is null as ours
        from ledger_entry e left join payout p on p.id = e.payout_id
       where e.programme_id = ${row.programmeId} and e.distribution_id = ${distributionId} and 'reserved' in (e.from_account, e.to_account)
         and (p.batch = ${batch} or e.key like ${`${prefix}%`}))
    select (coalesce((select reserved_minor from distribution_part where distribution_id = ${distributionId} and batch = ${batch}), 0)
              + coalesce((select sum(minor) from own), 0)
              - coalesce((select sum(amount_minor + fee_reserve_minor) from payout
                           where distribution_id = ${distributionId} and batch = ${batch} and money = 'reserved'), 0))::bigint as over,
           (select count(*) from own where ours)::int as entries`.execute(house.db)
  const { over = 0n, entries = 0 } = rows[0] ?? {}
  if (over === 0n) return
  const [from, to] = over > 0n ? (['reserved', 'available'] as const) : (['available', 'reserved'] as const)
  const amountMinor = over > 0n ? over : -over
  const entry = { programmeId: row.programmeId, distributionId, from, to, amountMinor }
  await post(house, [{ ...entry, kind: 'approval_dropped', key: `${prefix}${entries + 1}` }])
}

async function tell(
  house: House,
  row: DistributionRow,
  details: { batch: number; found: NotAsApproved; cancelled: number },
): Promise<void> {
  const { id, programmeId } = row
  await recordAct(house, { by: mkono, act: 'approval dropped', programmeId, subject: ['distribution', id], details })
  await openCase(house, {
    kind: 'approval_dropped',
    programmeId,
    distributionId: id,
    says: said('approval_dropped'),
    owner: 'approver',
    atDeadline: 'escalate',
  })
}

/** Parts of which something came back from the FSP after their approval was dropped are released. Returns their distributions. */
export async function releaseDropped(house: House, limit: number): Promise<DistributionId[]> {
  const { rows } = await sql<Part>`
    select distinct x.distribution_id as "distributionId", x.batch
      from distribution_part x join payout p on p.distribution_id = x.distribution_id and p.batch = x.batch and ${cameBack}
     where x.dropped_at is not null limit ${limit}`.execute(house.db)
  for (const part of rows) await dropPart(house, part, 'rows')
  return rows.map(part => part.distributionId)
}
