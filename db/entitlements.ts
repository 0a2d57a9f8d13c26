/**
 * What each person is due in a round of a calendar: worked out once for (person, round, purpose), with the list on which
 * they stand first. Whatever other list the round gets, the database takes no second one, and that list pays the first.
 */
import { sql } from 'kysely'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import { roundsAllowed, type LatePolicy } from '../domain/rounds.js'
import { daysBetween, type DaysOfRound } from '../domain/shareOfRound.js'
import type { House } from './database.js'
import { daysThere, type CycleOfList, type Prices } from './payable.js'

/** The round of the calendar that has this number; null: it is one that people made. */
export async function cycleOfRound(
  house: House,
  { programmeId, round }: { programmeId: ProgrammeId; round: number },
): Promise<CycleOfList | null> {
  const { rows } = await sql<{
    cycleId: CycleOfList['cycleId']
    ordinal: number
    each: number
    late: LatePolicy
    until: string
    before: string | null
    timeZone: string
  }>`
    select y.id as "cycleId", k.rounds_each as each, k.late, y.planned_date as until, k.calendar ->> 'timeZone' as "timeZone",
           (select count(*)::int from programme_cycle o where o.programme_id = y.programme_id and o.round <= y.round) as ordinal,
           (select o.planned_date from programme_cycle o where o.programme_id = y.programme_id and o.round < y.round
             order by o.round desc limit 1) as before
      from programme_cycle y join programme_calendar k on k.programme_id = y.programme_id
     where y.programme_id = ${programmeId} and y.round = ${round}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  return {
    cycleId: row.cycleId,
    allowedNow: roundsAllowed(row.each, row.late, row.ordinal),
    share: daysOfRound(row),
  }
}

/** Which days a round pays for, where those who join late get a share of it; the first one of a programme is paid in full. */
export function daysOfRound({
  late,
  before,
  until,
  timeZone,
}: {
  late: LatePolicy
  before: string | null
  until: string
  timeZone: string
}): DaysOfRound | null {
  if (late !== 'share' || before === null) return null
  const period = daysBetween(before, until)
  return period < 1 ? null : { until, period, timeZone }
}

/** What the rule gives, and that less was left of the most of the whole programme. */
const saysWithin = sql`r.says || case when s.due::bigint < r.due::bigint then ', of which ' || s.text || ' is left of the most of the whole programme' else '' end`

/** Keeps what the list that has just been frozen pays, and how many rounds its people get. */
export async function keepEntitlements(
  house: House,
  { distributionId, cycle, prices }: { distributionId: string; cycle: CycleOfList; prices: Prices },
): Promise<void> {
  const { fields, dues, prices: sums, mostInAll } = prices
  const sameFields =
    fields.length === 0
      ? sql`true`
      : sql`not exists (select from unnest(${[...fields]}::text[]) as f(key) where r.fields ->> f.key is distinct from b.custom ->> f.key)`
  await sql`
    insert into entitlement (beneficiary_id, cycle_id, purpose, programme_id, due_minor, says)
    select p.beneficiary_id, ${cycle.cycleId}, p.purpose, p.programme_id, p.amount_minor - p.withdrawal_minor, ${mostInAll === null ? sql`r.says` : saysWithin}
      from payout p join beneficiary b on b.id = p.beneficiary_id
      left join beneficiary_rounds n on n.beneficiary_id = b.id
      join json_to_recordset(${dues}::json) as r(size int, days int, fields jsonb, due text, says text) on r.size = b.household_size and ${sameFields}
       and ${cycle.share ? sql`r.days = ${daysThere(cycle.share)}` : sql`true`}
      join json_to_recordset(${sums}::json) as s(due text, text text) on s.due = (p.amount_minor - p.withdrawal_minor)::text
     where p.distribution_id = ${distributionId}
    on conflict do nothing`.execute(house.db)
  await sql`
    insert into beneficiary_rounds (beneficiary_id, programme_id, allowed)
    select beneficiary_id, programme_id, ${cycle.allowedNow} from payout where distribution_id = ${distributionId}
    on conflict do nothing`.execute(house.db)
}

export interface EntitlementKept {
  readonly plannedDate: string
  readonly round: number | null
  readonly purpose: string
  readonly dueMinor: bigint
  readonly says: string
  readonly at: Date
}

/** What somebody was due so far and why, newest first; `allowed` null: not selected for any round yet. */
export async function entitlementsOf(
  house: House,
  beneficiaryId: BeneficiaryId,
): Promise<{ allowed: number | null; used: number; items: EntitlementKept[] }> {
  const { rows } = await sql<EntitlementKept>`
    select y.planned_date as "plannedDate", y.round, u.purpose, u.due_minor as "dueMinor", u.says, u.worked_out_at as at
      from entitlement u join programme_cycle y on y.id = u.cycle_id
     where u.beneficiary_id = ${beneficiaryId} order by y.nominal_at desc, u.purpose limit 500`.execute(house.db)
  const counted = await sql<{ allowed: number | null; used: number }>`
    select (select n.allowed from beneficiary_rounds n where n.beneficiary_id = ${beneficiaryId}) as allowed,
           (select count(*)::int from payout p join programme_cycle y on y.programme_id = p.programme_id and y.round = p.round
             where p.beneficiary_id = ${beneficiaryId} and p.purpose = 'transfer' and (not p.released or p.paid_after_all)) as used`.execute(
    house.db,
  )
  return { allowed: null, used: 0, ...counted.rows[0], items: rows }
}
