/** Frozen lists against their hashes: what was approved is what stands there. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'
import { changedLists, changedParts } from './listHash.js'
import { disagreeing, ofProgramme, type Check } from './verifyRows.js'

export async function checkLists(house: House, programmeId?: ProgrammeId): Promise<Check[]> {
  return [
    await checkParts(house, programmeId),
    await checkTotals(house, programmeId),
    await checkApprovals(house, programmeId),
    await checkReserves(house, programmeId),
    await checkDropped(house, programmeId),
    await checkEntitlements(house, programmeId),
  ]
}

const checkParts = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'frozen lists agree with their hashes',
    sql`${changedParts(ofProgramme('d.programme_id', programmeId))} union all ${changedLists(ofProgramme('d.programme_id', programmeId))}`,
  )

const checkTotals = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'a frozen list has as many payouts, and as much money, as its distribution says',
    sql`
      select d.id from distribution d
        left join lateral (
          select count(*) as payouts, coalesce(sum(p.amount_minor), 0) as total, coalesce(sum(p.fee_reserve_minor), 0) as fees,
                 coalesce(sum(p.withdrawal_minor), 0) as withdrawal
            from payout p where p.distribution_id = d.id) l on true
       where d.list_hash is not null and ${ofProgramme('d.programme_id', programmeId)}
         and (d.payouts <> l.payouts or d.total_minor <> l.total or d.fee_reserve_minor <> l.fees or d.withdrawal_minor <> l.withdrawal)`,
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

const checkEntitlements = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'what a round of a calendar pays is what was worked out for it',
    sql`
      select p.id from programme_cycle y join payout p on p.programme_id = y.programme_id and p.round = y.round
        left join entitlement u on u.beneficiary_id = p.beneficiary_id and u.cycle_id = y.id and u.purpose = p.purpose
       where ${ofProgramme('y.programme_id', programmeId)} and p.amount_minor - p.withdrawal_minor is distinct from u.due_minor`,
  )

const checkReserves = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'the parts of a list have reserved what its approval did',
    sql`
      select d.id from distribution d
        left join lateral (select sum(amount_minor) as minor from ledger_entry e where e.key = 'approval:' || d.id::text) e on true
        left join lateral (select sum(reserved_minor) as minor from distribution_part x where x.distribution_id = d.id) x on true
       where ${ofProgramme('d.programme_id', programmeId)} and coalesce(e.minor, 0) <> coalesce(x.minor, 0)`,
  )

const checkDropped = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'nothing left of a part after its approval was dropped',
    sql`
      select a.id from distribution_part x
        join distribution d on d.id = x.distribution_id
        join payout p on p.distribution_id = x.distribution_id and p.batch = x.batch
        join attempt a on a.payout_id = p.id
       where x.dropped_at is not null and ${ofProgramme('d.programme_id', programmeId)} and a.left_at > x.dropped_at`,
  )
