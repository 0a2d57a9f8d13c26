/**
 * How each programme stands that somebody reaches, in as many questions for forty programmes as for one. What roles allow is
 * told part by part: null where somebody may not know it.
 */
import { sql } from 'kysely'
import { plannedRounds, type Calendar } from '../../domain/calendar.js'
import type { CaseKind } from '../../domain/cases.js'
import type { DistributionId, FspAccountId, ProgrammeId } from '../../domain/ids.js'
import type { LedgerAccount } from '../../domain/payout.js'
import type { Permission } from '../../domain/permissions.js'
import { reachesNothing, reachesWhole, type Reach } from '../../domain/reach.js'
import type { House } from '../database.js'
import { balancesOf } from '../ledger.js'
import { asSeen } from '../reach.js'
import { readinessOfAll, type Readiness } from './readiness.js'
import { shortLists, type ShortList } from './shortLists.js'

export interface Glance {
  readonly programmeId: ProgrammeId
  readonly name: string
  readonly currency: string
  readonly people: { readonly total: number; readonly byState: Readonly<Record<string, number>> }
  readonly balances: Readonly<Record<LedgerAccount, bigint>> | null
  readonly readiness: Readiness | null
  /** open ones */
  readonly cases: Readonly<Partial<Record<CaseKind, number>>> | null
  /** which need somebody; `distributionId`: the one list that has them all */
  readonly payouts: {
    readonly refused: number
    readonly unknown: number
    readonly distributionId: DistributionId | null
  } | null
  readonly pausedLists: readonly { distributionId: DistributionId; name: string; why: string | null }[] | null
  /** from which it is paid, or a list that is under way, and with which something is wrong */
  readonly accounts: readonly AccountTrouble[] | null
  readonly shortLists: readonly Pick<ShortList, 'distributionId' | 'name' | 'shortMinor'>[] | null
  /** of its calendar; null: none, or it is paused */
  readonly nextRound: { readonly plannedDate: string; readonly at: Date } | null
}

export interface AccountTrouble {
  readonly fspAccountId: FspAccountId
  readonly paused: boolean
  /** null: it is not paused, or why is not for this reader */
  readonly pausedFor: string | null
  /** callbacks should come and do not, since then */
  readonly silentSince: Date | null
}

type ReachFor = (permission: Permission) => Reach

/** @param now for rounds to come */
export async function glanceOf(house: House, reachFor: ReachFor, now = new Date()): Promise<Glance[]> {
  const { programmes, people } = await asSeen(house, reachFor('programmes.read'), async house => ({
    programmes: await programmesOf(house),
    people: await peopleOf(house),
  }))
  const ids = programmes.map(({ programmeId }) => programmeId)
  const wholly = (permission: Permission): ProgrammeId[] => {
    const reach = reachFor(permission)
    return ids.filter(id => reachesWhole(reach, id))
  }
  const readable = wholly('programmes.read')
  const withMoney = new Set(wholly('ledger.read'))
  const balances = await balancesOf(house, [...new Set([...withMoney, ...readable])])
  const readiness = await readinessOfAll(house, readable, balances)
  const cases = await seenBy(house, reachFor('cases.read'), casesOf)
  const payouts = await seenBy(house, reachFor('payouts.read'), troublesOf)
  const paused = await seenBy(house, reachFor('distributions.read'), pausedListsOf)
  const calendars = (await seenBy(house, reachFor('rounds.read'), house => calendarsOf(house, now))) ?? []
  const accounts = await accountsOf(house, readable)
  const withShort = new Set(wholly('distributions.read'))
  const short = withShort.size === 0 ? [] : await shortLists(house)
  const seesWhy = reachFor('fspAccounts.read').everywhere
  return programmes.map(({ programmeId, name, currency }) => {
    const of = <Row extends { readonly programmeId: ProgrammeId }>(rows: readonly Row[]): Row[] =>
      rows.filter(row => row.programmeId === programmeId)
    const counted = of(people)
    return {
      programmeId,
      name,
      currency,
      people: {
        total: counted.reduce((sum, { count }) => sum + count, 0),
        byState: Object.fromEntries(counted.map(({ state, count }) => [state, count])),
      },
      balances: withMoney.has(programmeId) ? (balances.get(programmeId) ?? null) : null,
      readiness: readiness.get(programmeId) ?? null,
      cases: cases && Object.fromEntries(of(cases).map(({ kind, count }) => [kind, count])),
      payouts: payouts && inAll(of(payouts)),
      pausedLists: paused && of(paused),
      accounts: !readable.includes(programmeId)
        ? null
        : of(accounts).map(each => ({ ...each, pausedFor: seesWhy ? each.pausedFor : null })),
      shortLists: withShort.has(programmeId) ? of(short) : null,
      nextRound: of(calendars)[0] ?? null,
    }
  })
}

/** Null where they may not know it of anybody. */
const seenBy = async <T>(house: House, reach: Reach, read: (house: House) => Promise<T>): Promise<T | null> =>
  reachesNothing(reach) ? null : asSeen(house, reach, read)

async function programmesOf(house: House): Promise<Pick<Glance, 'programmeId' | 'name' | 'currency'>[]> {
  return house.db.selectFrom('programme').select(['id as programmeId', 'name', 'currency']).orderBy('name').execute()
}

async function peopleOf(house: House): Promise<{ programmeId: ProgrammeId; state: string; count: number }[]> {
  const { rows } = await sql<{ programmeId: ProgrammeId; state: string; count: number }>`
    select programme_id as "programmeId", state, count(*)::int as count from beneficiary group by 1, 2`.execute(
    house.db,
  )
  return rows
}

async function casesOf(house: House): Promise<{ programmeId: ProgrammeId; kind: CaseKind; count: number }[]> {
  const { rows } = await sql<{ programmeId: ProgrammeId; kind: CaseKind; count: number }>`
    select programme_id as "programmeId", kind, count(*)::int as count from work_case
     where state = 'open' and programme_id is not null group by 1, 2`.execute(house.db)
  return rows
}

interface InTrouble {
  readonly programmeId: ProgrammeId
  readonly distributionId: DistributionId
  readonly refused: number
  readonly unknown: number
}

async function troublesOf(house: House): Promise<InTrouble[]> {
  const { rows } = await sql<InTrouble>`
    select programme_id as "programmeId", distribution_id as "distributionId",
           (count(*) filter (where trouble = 'refused'))::int as refused,
           (count(*) filter (where trouble = 'unknown'))::int as unknown
      from payout where trouble is not null and trouble in ('refused','unknown') group by 1, 2`.execute(house.db)
  return rows
}

const inAll = (lists: readonly InTrouble[]): NonNullable<Glance['payouts']> => ({
  refused: lists.reduce((sum, { refused }) => sum + refused, 0),
  unknown: lists.reduce((sum, { unknown }) => sum + unknown, 0),
  distributionId: lists.length === 1 ? (lists[0]?.distributionId ?? null) : null,
})

type PausedList = NonNullable<Glance['pausedLists']>[number] & { readonly programmeId: ProgrammeId }

async function pausedListsOf(house: House): Promise<PausedList[]> {
  const { rows } = await sql<PausedList>`
    select programme_id as "programmeId", id as "distributionId", name, pause_reason as why from distribution
     where state = 'paused' order by created_at, id`.execute(house.db)
  return rows
}

/** Accounts are no programme’s own: read with the eyes of the house, and told of programmes that somebody reaches wholly. */
async function accountsOf(
  house: House,
  programmes: readonly ProgrammeId[],
): Promise<(AccountTrouble & { programmeId: ProgrammeId })[]> {
  const { rows } = await sql<AccountTrouble & { programmeId: ProgrammeId }>`
    with used as (
      select id as programme_id, fsp_account_id from programme where fsp_account_id is not null
      union select programme_id, fsp_account_id from distribution where state in ('approved','paying','paused'))
    select u.programme_id as "programmeId", f.id as "fspAccountId", f.paused_reason is not null as paused,
           f.paused_reason as "pausedFor", c.opened_at as "silentSince"
      from used u join fsp_account f on f.id = u.fsp_account_id
      left join work_case c on c.fsp_account_id = f.id and c.kind = 'callbacks_silent' and c.state = 'open'
     where u.programme_id = any (${[...programmes]}::uuid[])
       -- One that nobody has confirmed yet is a step of the set-up.
       and (f.paused_reason is not null and f.confirmed_by is not null or c.id is not null)
     order by f.id`.execute(house.db)
  return rows
}

/** A round that was left out or brought forward is a row already. */
async function calendarsOf(
  house: House,
  now: Date,
): Promise<{ programmeId: ProgrammeId; plannedDate: string; at: Date }[]> {
  const { rows } = await sql<{ programmeId: ProgrammeId; calendar: Calendar; since: Date; known: string[] }>`
    select c.programme_id as "programmeId", c.calendar, c.since,
           array(select y.planned_date from programme_cycle y where y.programme_id = c.programme_id and y.nominal_at > ${now}) as known
      from programme_calendar c where c.paused_at is null`.execute(house.db)
  return rows.flatMap(({ programmeId, calendar, since, known }) => {
    const after = since > now ? since : now
    const next = plannedRounds(calendar, { after, limit: known.length + 1 }).find(
      ({ plannedDate }) => !known.includes(plannedDate),
    )
    return next ? [{ programmeId, plannedDate: next.plannedDate, at: next.at }] : []
  })
}
