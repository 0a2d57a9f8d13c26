/** Frozen lists against their hashes: what was approved is what stands there. */
import { sql } from 'kysely'
import type { DistributionId, ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'
import { listHashOf } from './listHash.js'
import { disagreeing, ofProgramme, type Check } from './verifyRows.js'

export async function checkLists(house: House, programmeId?: ProgrammeId): Promise<Check[]> {
  return [
    await checkHashes(house, programmeId),
    await checkTotals(house, programmeId),
    await checkApprovals(house, programmeId),
  ]
}

async function checkHashes(house: House, programmeId?: ProgrammeId): Promise<Check> {
  const { rows } = await sql<{ id: DistributionId; hash: Buffer }>`
    select d.id, d.list_hash as hash from distribution d
     where d.list_hash is not null and ${ofProgramme('d.programme_id', programmeId)} order by d.id`.execute(house.db)
  const changed: string[] = []
  for (const { id, hash } of rows) if (!hash.equals(await listHashOf(house, id))) changed.push(id)
  return {
    name: 'frozen lists agree with their hashes',
    ok: changed.length === 0,
    found: changed.length.toString(),
    expected: '0',
    examples: changed.slice(0, 10),
  }
}

const checkTotals = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'a frozen list has as many payouts, and as much money, as its distribution says',
    sql`
      select d.id from distribution d
        left join lateral (
          select count(*) as payouts, coalesce(sum(p.amount_minor), 0) as total, coalesce(sum(p.fee_reserve_minor), 0) as fees
            from payout p where p.distribution_id = d.id) l on true
       where d.list_hash is not null and ${ofProgramme('d.programme_id', programmeId)}
         and (d.payouts <> l.payouts or d.total_minor <> l.total or d.fee_reserve_minor <> l.fees)`,
  )

const checkApprovals = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'whatever left was on a list that somebody else approved with the same hash',
    sql`
      select d.id from distribution d
       where ${ofProgramme('d.programme_id', programmeId)}
         and exists (select 1 from attempt a where a.distribution_id = d.id)
         and not exists (select 1 from approval y where y.distribution_id = d.id and y.kind = 'distribution'
                          and y.list_hash = d.list_hash and y.made_by = d.created_by and y.approved_by <> d.created_by)`,
  )
