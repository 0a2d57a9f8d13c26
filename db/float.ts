/** What accounts at FSPs held whenever they were asked, and what is still to be sent through them. */
import { sql } from 'kysely'
import { freshMs, readEveryMs, shortMinor } from '../domain/float.js'
import type { DistributionId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { Currency, Money } from '../domain/money.js'
import type { DistributionState } from '../domain/payout.js'
import type { House } from './database.js'
import type { FloatSource } from './schema.js'

export interface Reading {
  heldMinor: bigint
  currency: Currency
  at: Date
  source: FloatSource
  /** milliseconds since then */
  ageMs: number
}

export async function noteBalance(
  house: House,
  { fspAccountId, balance, source }: { fspAccountId: FspAccountId; balance: Money; source: FloatSource },
): Promise<void> {
  await sql`
    insert into float_reading (fsp_account_id, at, balance_minor, currency, source)
    values (${fspAccountId}, clock_timestamp(), ${balance.minor}, ${balance.currency}, ${source})
    on conflict do nothing`.execute(house.db)
}

/** null: it was never told */
export async function lastReading(house: House, fspAccountId: FspAccountId): Promise<Reading | null> {
  const { rows } = await sql<Reading>`
    select balance_minor as "heldMinor", currency, at, source,
           greatest(0, extract(epoch from clock_timestamp() - at) * 1000)::float8 as "ageMs"
      from float_reading where fsp_account_id = ${fspAccountId} order by at desc limit 1`.execute(house.db)
  return rows[0] ?? null
}

/** The balance over so many hours, oldest first: of each of at most `points` equal stretches the last that was told. */
export async function readingsOver(
  house: House,
  { fspAccountId, hours, points }: { fspAccountId: FspAccountId; hours: number; points: number },
): Promise<{ at: Date; heldMinor: bigint }[]> {
  const everySeconds = Math.max(1, Math.ceil((hours * 3_600) / points))
  const { rows } = await sql<{ at: Date; heldMinor: bigint }>`
    select at, "heldMinor" from (
      select distinct on (stretch) at, balance_minor as "heldMinor", stretch
        from (select *, floor(extract(epoch from at) / ${everySeconds}) as stretch from float_reading
               where fsp_account_id = ${fspAccountId} and at > now() - ${hours} * interval '1 hour') r
       order by stretch, at desc) s order by at`.execute(house.db)
  return rows
}

export interface Need {
  distributionId: DistributionId
  programmeId: ProgrammeId
  programmeName: string
  name: string
  round: number
  state: DistributionState
  payFirst: number | null
  /** amounts and highest fees that have not left */
  toSendMinor: bigint
  /** of them, what pay-first lets go */
  nowMinor: bigint
  /** has left and has no end yet */
  inTransitMinor: bigint
}

/**
 * Everything approved that an account is still to pay, in every programme, in the order in which it was approved. A
 * closed distribution is among them while somebody of it waits for a correction or an outcome.
 */
export async function needsOf(house: House, fspAccountId: FspAccountId): Promise<Need[]> {
  const { rows } = await sql<Need>`
    select d.id as "distributionId", d.programme_id as "programmeId", g.name as "programmeName", d.name, d.round, d.state,
           d.pay_first as "payFirst", s."toSendMinor", s."nowMinor", s."inTransitMinor"
      from distribution d join programme g on g.id = d.programme_id,
           lateral (
             select coalesce(sum(p.amount_minor + p.fee_reserve_minor) filter (where p.money = 'reserved'), 0)::int8 as "toSendMinor",
                    coalesce(sum(p.amount_minor + p.fee_reserve_minor) filter (
                      where p.money = 'reserved' and (d.pay_first is null or p.position <= d.pay_first)), 0)::int8 as "nowMinor",
                    coalesce(sum(p.amount_minor + p.fee_reserve_minor) filter (where p.money = 'in_transit'), 0)::int8 as "inTransitMinor"
               from payout p where p.distribution_id = d.id) s
     where d.fsp_account_id = ${fspAccountId}
       and (d.state in ('approved','paying','paused')
         or d.state = 'closed' and (exists (select from payout p where p.distribution_id = d.id and p.trouble in ('refused','unknown'))
                                 or exists (select from attempt a where a.distribution_id = d.id and a.watched)))
     order by d.approved_at, d.id`.execute(house.db)
  return rows.filter(row => row.toSendMinor + row.inTransitMinor > 0n)
}

/**
 * What those still are to send that were approved before this one, have been started, and pay from the same account: their
 * money comes first, so that of several that are short together one after the other is paid, and not none. One that nobody
 * has started holds up none that was: whoever started that one was told, and gave a reason (`knownShort`).
 */
export async function neededBefore(
  house: House,
  of: { fspAccountId: FspAccountId; distributionId: DistributionId },
): Promise<bigint> {
  const needs = await needsOf(house, of.fspAccountId)
  const place = needs.findIndex(({ distributionId }) => distributionId === of.distributionId)
  const earlier = needs.slice(0, Math.max(place, 0)).filter(({ state }) => state !== 'approved')
  return earlier.reduce((sum, { nowMinor }) => sum + nowMinor, 0n)
}

export interface FloatFor {
  /** the last balance; null: the FSP tells none, or was never asked */
  reading: Reading | null
  currency: string
  /** of this distribution: amounts and highest fees that pay-first lets go */
  neededMinor: bigint
  /** of others that were started, through the same account */
  startedMinor: bigint
  /** of others that were approved and not started */
  approvedMinor: bigint
  /** of those, what was approved before this one: it is paid first; a trial payment waits for no list */
  aheadMinor: bigint
  /** missing for this one beside those that were started or approved before it; null: nobody knows */
  shortMinor: bigint | null
  /** missing for this one beside all that were approved; null: nobody knows */
  shortWithApprovedMinor: bigint | null
}

/** What the account holds against a list that does not exist yet: it comes after all that was started or approved. */
export interface FloatBefore {
  heldMinor: bigint
  at: Date
  /** of lists that were started or approved, through the same account */
  beforeMinor: bigint
}

/** null: the FSP tells none, or was never asked */
export async function floatBefore(house: House, fspAccountId: FspAccountId): Promise<FloatBefore | null> {
  const reading = await lastReading(house, fspAccountId)
  if (!reading) return null
  const needs = await needsOf(house, fspAccountId)
  return { ...reading, beforeMinor: needs.reduce((sum, { nowMinor }) => sum + nowMinor, 0n) }
}

/** null: there is no such distribution */
export async function floatFor(house: House, distributionId: DistributionId): Promise<FloatFor | null> {
  const { rows } = await sql<{ fspAccountId: FspAccountId; currency: string; isTrial: boolean; neededMinor: bigint }>`
    select d.fsp_account_id as "fspAccountId", g.currency, g.trial_of is not null as "isTrial", coalesce((
             select sum(p.amount_minor + p.fee_reserve_minor) from payout p
              where p.distribution_id = d.id and (p.money = 'reserved' or p.state = 'listed')
                and (d.pay_first is null or p.position <= d.pay_first)), 0)::int8 as "neededMinor"
      from distribution d join programme g on g.id = d.programme_id where d.id = ${distributionId}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { fspAccountId, currency, isTrial, neededMinor } = row
  const needs = await needsOf(house, fspAccountId)
  const others = needs.filter(each => each.distributionId !== distributionId)
  // One that is not approved yet comes after all that are.
  const place = needs.findIndex(each => each.distributionId === distributionId)
  const earlier = isTrial ? [] : needs.slice(0, place < 0 ? needs.length : place)
  const sum = (needs: readonly Need[]): bigint => needs.reduce((total, each) => total + each.nowMinor, 0n)
  const startedMinor = sum(others.filter(each => each.state !== 'approved'))
  const approvedMinor = sum(others.filter(each => each.state === 'approved'))
  const aheadMinor = sum(earlier.filter(each => each.state === 'approved'))
  const reading = await lastReading(house, fspAccountId)
  const heldMinor = reading?.heldMinor ?? null
  const missing = (beforeMinor: bigint): bigint | null =>
    heldMinor === null ? null : shortMinor({ heldMinor, neededMinor, beforeMinor })
  return {
    reading,
    currency,
    neededMinor,
    startedMinor,
    approvedMinor,
    aheadMinor,
    shortMinor: missing(startedMinor + aheadMinor),
    shortWithApprovedMinor: missing(startedMinor + approvedMinor),
  }
}

/** What is known now to be missing; null: enough, or nothing is known that is fresh enough to stop anybody. */
export async function knownShort(
  house: House,
  distributionId: DistributionId,
): Promise<{ missingMinor: bigint; heldMinor: bigint; neededMinor: bigint; beforeMinor: bigint } | null> {
  const found = await floatFor(house, distributionId)
  if (!found?.reading || found.reading.ageMs > freshMs || !found.shortMinor) return null
  const { neededMinor, startedMinor, aheadMinor, shortMinor: missingMinor } = found
  return { missingMinor, heldMinor: found.reading.heldMinor, neededMinor, beforeMinor: startedMinor + aheadMinor }
}

/** Accounts through which something is to be sent and that were not asked for a while; or a trial ended since they were. */
export async function accountsToRead(house: House): Promise<FspAccountId[]> {
  const { rows } = await sql<{ id: FspAccountId }>`
    select f.id from fsp_account f
     where f.confirmed_by is not null
       and (exists (select from distribution d where d.fsp_account_id = f.id and d.state in ('approved','paying','paused'))
            and not exists (select from float_reading r where r.fsp_account_id = f.id and r.at > now() - ${readEveryMs} * interval '1 millisecond')
         or exists (
              select from trial_payment t join payout p on p.distribution_id = t.distribution_id
               where t.fsp_account_id = f.id and p.state in ('paid','refused') and p.state_at > now() - interval '1 day'
                 and not exists (select from float_reading r where r.fsp_account_id = f.id and r.at > p.state_at)))
     order by f.id`.execute(house.db)
  return rows.map(row => row.id)
}
