/** Who gets what, when, for the rest of a programme that runs by itself, and the money that takes. Nothing is written. */
import { sql } from 'kysely'
import { plannedRounds, type PlannedRound } from '../domain/calendar.js'
import { done, refused, type Done } from '../domain/done.js'
import type { CycleId, ProgrammeId } from '../domain/ids.js'
import type { Currency } from '../domain/money.js'
import { lookAhead, roundsAllowed, type Ahead, type LeftOver } from '../domain/rounds.js'
import { findCalendar, noCalendar, wrongWithRules, type CalendarRules } from './calendars.js'
import type { House } from './database.js'
import { availableOf } from './distributionList.js'
import { daysOfRound } from './entitlements.js'
import {
  candidates,
  dueAtLast,
  priceList,
  priceOf,
  roundsPaid,
  whyNot,
  type CycleOfList,
  type Prices,
  type Pricing,
  type Wanted,
} from './payable.js'
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

/** What a look at the rounds to come begins with. */
export interface NextRound {
  readonly planned: readonly PlannedRound[]
  readonly wanted: Wanted & { cycle: CycleOfList }
  readonly prices: Prices
  readonly cost: Cost
  readonly currency: Currency
}
export type Cost = Parameters<typeof priceOf>[1]

interface Looked {
  readonly programmeId: ProgrammeId
  readonly pricing: Pricing
  /** as if the calendar were changed to these now; left out, as it is */
  readonly rules?: CalendarRules
  /** whether these may be minutes apart */
  readonly sandbox?: boolean
  /** as if this planned round were left out */
  readonly without?: string
  readonly now?: Date
}

/** Of a round that no list has: nobody is on it, nothing of it was worked out. */
const noCycle = '00000000-0000-0000-0000-000000000000' as CycleId
const mostRounds = 1_000

/** Which rounds are still planned, and who would get what in the next of them. */
export async function nextRound(house: House, given: Looked): Promise<Done<NextRound>> {
  const { programmeId, pricing, sandbox = false, now = new Date() } = given
  const programme = await house.db.selectFrom('programme').selectAll().where('id', '=', programmeId).executeTakeFirst()
  if (!programme) return refused('not_found', 'There is no such programme.')
  const found = await findCalendar(house, programmeId)
  const rules = given.rules ?? found
  if (!rules) return noCalendar
  const wrong = given.rules ? wrongWithRules(given.rules, now, sandbox) : null
  if (wrong !== null) return refused('invalid', wrong)
  // What comes in a pause is left out, and so is not ahead.
  const after = given.rules || !found ? now : found.pausedAt && found.since < now ? now : found.since
  const planned = (await stillPlanned(house, programmeId, rules, after)).filter(
    ({ plannedDate }) => plannedDate !== given.without,
  )
  const fspAccountId = programme.fsp_account_id
  if (fspAccountId === null) return refused('state', 'The programme has no FSP account; set one first.')
  const bears = await tariffForLists(house, { programmeId, fspAccountId })
  if (!bears.ok) return bears
  const { count, last } = await opened(house, programmeId)
  const [next] = planned
  const cycle: CycleOfList = {
    cycleId: noCycle,
    allowedNow: roundsAllowed(rules.roundsEach, rules.late, count + 1),
    share: next
      ? daysOfRound({ ...rules, before: last, until: next.plannedDate, timeZone: rules.calendar.timeZone })
      : null,
  }
  const wanted = { programmeId, round: 0, purpose: 'transfer', filter: {}, followUpOf: null, fspAccountId, cycle }
  const { currency } = programme
  const { tariff } = bears
  const prices = await priceList(house, wanted, { rule: ruleOfProgramme(programme), currency, pricing, tariff })
  const cost = { step: pricing.payableStepMinor, pricing, tariff }
  return done({ planned, wanted, prices, cost, currency })
}

export async function previewRounds(house: House, given: Looked): Promise<Done<RoundPreview>> {
  const found = await nextRound(house, given)
  if (!found.ok) return found
  const { planned, wanted, prices, cost, currency } = found
  const { programmeId, cycle } = wanted
  const { rows } = await sql<LeftOver & { why: string | null; dueAtLast: bigint | null; dueThen: bigint | null }>`
    select why, "left", "dueAtLast", "dueThen", count(*)::int as people, coalesce(sum(amount), 0)::bigint as "amountMinor", coalesce(sum(fee), 0)::bigint as "feeReserveMinor"
      from (select ${whyNot(wanted, prices)} as why, ${roundsPaid(cycle, prices)} as "left", ${dueAtLast(cycle, prices)} as "dueAtLast",
                   case when r.due <> r.whole then r.whole::bigint end as "dueThen", v.amount::bigint as amount, v.fee::bigint as fee
            ${candidates(wanted, prices)}) s
     group by 1, 2, 3, 4 order by 2, 1, 3, 4`.execute(house.db)
  const payable = rows.filter(({ why }) => why === null)
  const ahead = lookAhead(
    planned,
    payable.map(({ dueAtLast: last, dueThen: then, people, left, amountMinor, feeReserveMinor }): LeftOver => {
      const next = { amountMinor, feeReserveMinor }
      const atLast = last === null ? null : inAll(people, last, cost)
      // Who gets a share of the next round gets the ones after it in full.
      if (then === null) return { people, left, ...next, atLast }
      return { people, left, ...inAll(people, then, cost), atFirst: next, atLast }
    }),
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
export function inAll(
  people: number,
  dueMinor: bigint,
  cost: Cost,
): { readonly amountMinor: bigint; readonly feeReserveMinor: bigint } {
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

/** How many rounds of the calendar there were, and the planned date of the last of them. */
async function opened(house: House, programmeId: ProgrammeId): Promise<{ count: number; last: string | null }> {
  const { rows } = await sql<{ count: number; last: string | null }>`
    select count(*)::int as count, (array_agg(planned_date order by round desc))[1] as last
      from programme_cycle where programme_id = ${programmeId} and round is not null`.execute(house.db)
  return rows[0] ?? { count: 0, last: null }
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
