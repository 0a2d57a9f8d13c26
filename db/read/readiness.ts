/** What still keeps a programme from paying: every step of its set-up, and why one is not done. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../../domain/ids.js'
import type { ApprovalStep } from '../../domain/approval.js'
import { approversIn } from '../approvers.js'
import type { House } from '../database.js'
import { balancesOf } from '../ledger.js'

export const readinessSteps = ['fspAccount', 'money', 'people', 'approvers', 'messages', 'calendar'] as const
export type ReadinessStep = (typeof readinessSteps)[number]

/** - `none`: there is nothing yet · `unconfirmed`, `paused`: of the FSP account or the calendar · `unchecked`, `not_included`: of people */
export const readinessReasons = ['none', 'unconfirmed', 'paused', 'not_included', 'unchecked', 'too_few'] as const
export type ReadinessReason = (typeof readinessReasons)[number]

export interface Readiness {
  /** nothing that is needed is missing */
  readonly ready: boolean
  readonly steps: readonly {
    readonly step: ReadinessStep
    /** money can leave without it */
    readonly optional: boolean
    /** null: done */
    readonly why: ReadinessReason | null
  }[]
  readonly people: { readonly total: number; readonly included: number; readonly payable: number }
  /** people who could approve a list, and how many its steps ask for at most */
  readonly approvers: { readonly able: number; readonly needed: number }
  /** made by hand: how many the programme has, and the last that has a list which was not called off; null: by its calendar */
  readonly rounds: { readonly planned: number; readonly listed: number } | null
  readonly currency: string
  readonly availableMinor: bigint
}

type Balances = Awaited<ReturnType<typeof balancesOf>>

interface Row {
  readonly programmeId: ProgrammeId
  readonly currency: string
  readonly rounds: number
  readonly listed: number
  readonly steps: readonly ApprovalStep[]
  readonly hasAccount: boolean
  readonly confirmed: boolean
  readonly accountPaused: boolean
  readonly total: number
  readonly included: number
  readonly payable: number
  readonly tells: boolean
  readonly hasCalendar: boolean
  readonly calendarPaused: boolean
}

/** Null: there is no such programme. `payable` are those who are included, not held, and whose account was checked. */
export const readinessOf = async (house: House, programmeId: ProgrammeId): Promise<Readiness | null> =>
  (await readinessOfAll(house, [programmeId])).get(programmeId) ?? null

/**
 * The same of several programmes at once, in as many questions as for one.
 * @param known what stands in their ledgers, where that was read already
 */
export async function readinessOfAll(
  house: House,
  programmes: readonly ProgrammeId[],
  known?: Balances,
): Promise<Map<ProgrammeId, Readiness>> {
  const { rows } = await sql<Row>`
    select g.id as "programmeId", g.currency, g.rounds, coalesce(d.listed, 0) as listed, g.approval_steps as steps, g.fsp_account_id is not null as "hasAccount",
           coalesce(a.confirmed_by is not null, false) as confirmed, coalesce(a.paused_reason is not null, false) as "accountPaused",
           n.total, n.included, n.payable,
           exists (select from programme_messaging m where m.programme_id = g.id) as tells,
           c.programme_id is not null as "hasCalendar", c.paused_at is not null as "calendarPaused"
      from programme g left join fsp_account a on a.id = g.fsp_account_id
      left join programme_calendar c on c.programme_id = g.id
     cross join lateral (
       select count(*)::int as total, count(*) filter (where b.state = 'included')::int as included,
              count(*) filter (where b.state = 'included' and b.held_reason is null and b.account_check = 'ok')::int as payable
         from beneficiary b where b.programme_id = g.id) n
     cross join lateral (select max(round) as listed from distribution where programme_id = g.id and state not in ('rejected', 'cancelled')) d
     where g.id = any (${[...programmes]}::uuid[])`.execute(house.db)
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ programmeId }) => programmeId)
  const standing = known ?? (await balancesOf(house, ids))
  const approvers = await approversIn(house, { permission: 'distributions.approve', programmes: ids })
  return new Map(
    rows.map(row => {
      const able = approvers.get(row.programmeId) ?? []
      return [row.programmeId, readinessBy(row, standing.get(row.programmeId)?.available ?? 0n, able)]
    }),
  )
}

function readinessBy(row: Row, available: bigint, approvers: readonly { roles: readonly string[] }[]): Readiness {
  const able = approvers.length
  const needed = Math.max(
    1,
    row.steps.reduce((sum, { approvers }) => sum + approvers, 0),
  )
  // A step that names a role is taken by those alone who approve by it.
  const enoughByRole = row.steps.every(
    ({ role, approvers: wanted }) =>
      role === null || approvers.filter(({ roles }) => roles.includes(role)).length >= wanted,
  )
  const enough = able >= needed && enoughByRole
  const steps: Readiness['steps'] = [
    { step: 'fspAccount', optional: false, why: wrongWithAccount(row) },
    { step: 'money', optional: false, why: available > 0n ? null : 'none' },
    { step: 'people', optional: false, why: wrongWithPeople(row) },
    { step: 'approvers', optional: false, why: able === 0 ? 'none' : enough ? null : 'too_few' },
    { step: 'messages', optional: true, why: row.tells ? null : 'none' },
    { step: 'calendar', optional: true, why: !row.hasCalendar ? 'none' : row.calendarPaused ? 'paused' : null },
  ]
  return {
    ready: steps.every(({ optional, why }) => optional || why === null),
    steps,
    people: { total: row.total, included: row.included, payable: row.payable },
    approvers: { able, needed },
    rounds: row.hasCalendar ? null : { planned: row.rounds, listed: row.listed },
    currency: row.currency,
    availableMinor: available,
  }
}

const wrongWithAccount = ({ hasAccount, confirmed, accountPaused }: Row): ReadinessReason | null =>
  !hasAccount ? 'none' : !confirmed ? 'unconfirmed' : accountPaused ? 'paused' : null

const wrongWithPeople = ({ total, included, payable }: Row): ReadinessReason | null =>
  total === 0 ? 'none' : included === 0 ? 'not_included' : payable === 0 ? 'unchecked' : null
