/** Who gets what, when, for the rest of a programme that runs by itself, and the money that takes. Nothing is written. */
import { sql } from 'kysely'
import { plannedRounds, type PlannedRound } from '../domain/calendar.js'
import { done, refused, type Done } from '../domain/done.js'
import type { CycleId, ProgrammeId } from '../domain/ids.js'
import { lookAhead, roundsAllowed, type Ahead, type LeftOver } from '../domain/rounds.js'
import { findCalendar, noCalendar, wrongWithRules, type CalendarRules } from './calendars.js'
import type { House } from './database.js'
import { availableOf } from './distributionList.js'
import { candidates, dueAtLast, priceList, priceOf, roundsPaid, whyNot, type Pricing, type Wanted } from './payable.js'
import { ruleOfProgramme } from './programmes.js'
import { tariffForLists } from './withdrawalTariffs.js'

export interface RoundPreview extends Ahead {
  readonly currency: string
  readonly availableMinor: bigint
  /** of lists of rounds that wait for their approval, sum and highest fees */
  readonly awaitingMinor: bigint
  /** what is not there for all of it; 0: enough */
  readonly missingMinor: bigint
  /** people who would be on no list now, by the reason */
  readonly notPayable: readonly { why: string; count: number }[]
}

/** Of a round that no list has: nobody is on it, nothing of it was worked out. */
const noCycle = '00000000-0000-0000-0000-000000000000' as CycleId
const mostRounds = 1_000

/** `rules`: as if the calendar were changed to these now; left out, as it is. */
export async function previewRounds(
  house: House,
  given: { programmeId: ProgrammeId; pricing: Pricing; rules?: CalendarRules; sandbox?: boolean; now?: Date },
): Promise<Done<RoundPreview>> {
  const { programmeId, pricing, sandbox = false, now = new Date() } = given
  const programme = await house.db.selectFrom('programme').selectAll().where('id', '=', programmeId).executeTakeFirst()
  if (!programme) return refused('not_found', 'There is no such programme.')
  const found = await findCalendar(house, programmeId)
  const rules = given.rules ?? found
  if (!rules) return noCalendar
  const wrong = given.rules ? wrongWithRules(given.rules, now, sandbox) : null
  if (wrong !== null) return refused('invalid', wrong)
  const planned = await stillPlanned(house, programmeId, rules, given.rules ? now : (found?.since ?? now))
  const fspAccountId = programme.fsp_account_id
  if (fspAccountId === null) return refused('state', 'The programme has no FSP account; set one first.')
  const bears = await tariffForLists(house, { programmeId, fspAccountId })
  if (!bears.ok) return bears
  const cycle = {
    cycleId: noCycle,
    allowedNow: roundsAllowed(rules.roundsEach, rules.late, (await opened(house, programmeId)) + 1),
  }
  const wanted: Wanted = {
    programmeId,
    round: 0,
    purpose: 'transfer',
    filter: {},
    followUpOf: null,
    fspAccountId,
    cycle,
  }
  const { currency } = programme
  const prices = await priceList(house, wanted, {
    rule: ruleOfProgramme(programme),
    currency,
    pricing,
    tariff: bears.tariff,
  })
  const { rows } = await sql<LeftOver & { why: string | null; dueAtLast: bigint | null }>`
    select why, "left", "dueAtLast", count(*)::int as people, coalesce(sum(amount), 0)::bigint as "amountMinor", coalesce(sum(fee), 0)::bigint as "feeReserveMinor"
      from (select ${whyNot(wanted, prices)} as why, ${roundsPaid(cycle, prices)} as "left", ${dueAtLast(cycle, prices)} as "dueAtLast",
                   v.amount::bigint as amount, v.fee::bigint as fee
            ${candidates(wanted, prices)}) s
     group by 1, 2, 3 order by 2, 1, 3`.execute(house.db)
  const cost = { step: pricing.payableStepMinor, pricing, tariff: bears.tariff }
  const payable = rows.filter(({ why }) => why === null)
  const ahead = lookAhead(
    planned,
    payable.map(({ dueAtLast: due, ...each }) => ({
      ...each,
      atLast: due === null ? null : inAll(each.people, due, cost),
    })),
  )
  const availableMinor = await availableOf(house, programmeId)
  const awaitingMinor = await awaiting(house, programmeId)
  const missing = ahead.amountMinor + ahead.feeReserveMinor + awaitingMinor - availableMinor
  return done({
    ...ahead,
    currency,
    availableMinor,
    awaitingMinor,
    missingMinor: missing > 0n ? missing : 0n,
    notPayable: countedBy(rows),
  })
}

/** Of so many people who are due the same. */
function inAll(
  people: number,
  dueMinor: bigint,
  cost: Parameters<typeof priceOf>[1],
): { amountMinor: bigint; feeReserveMinor: bigint } {
  const { amount, fee } = priceOf(dueMinor, cost)
  return { amountMinor: BigInt(people) * BigInt(amount), feeReserveMinor: BigInt(people) * BigInt(fee) }
}

async function stillPlanned(
  house: House,
  programmeId: ProgrammeId,
  { calendar }: CalendarRules,
  after: Date,
): Promise<PlannedRound[]> {
  const { rows } = await sql<{ date: string }>`
    select planned_date as date from programme_cycle where programme_id = ${programmeId}`.execute(house.db)
  const known = new Set(rows.map(({ date }) => date))
  return plannedRounds(calendar, { after, limit: mostRounds }).filter(({ plannedDate }) => !known.has(plannedDate))
}

async function opened(house: House, programmeId: ProgrammeId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from programme_cycle where programme_id = ${programmeId} and round is not null`.execute(
    house.db,
  )
  return rows[0]?.count ?? 0
}

async function awaiting(house: House, programmeId: ProgrammeId): Promise<bigint> {
  const { rows } = await sql<{ minor: bigint }>`
    select coalesce(sum(d.total_minor + d.fee_reserve_minor), 0)::bigint as minor
      from programme_cycle y join distribution d on d.id = y.distribution_id
     where y.programme_id = ${programmeId} and d.state = 'awaiting_approval'`.execute(house.db)
  return rows[0]?.minor ?? 0n
}

function countedBy(rows: readonly { why: string | null; people: number }[]): { why: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { why, people } of rows) if (why !== null) counts.set(why, (counts.get(why) ?? 0) + people)
  return [...counts].map(([why, count]) => ({ why, count })).sort((a, b) => b.count - a.count)
}
