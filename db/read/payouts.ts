/** Payouts as lists, and one payout with everything that is known of it. */
import { sql, type RawBuilder } from 'kysely'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import type { MoneyStands, PayoutState } from '../../domain/payout.js'
import type { House } from '../database.js'
import { isInStatement } from '../statements/gaps.js'

export interface PayoutRow {
  id: PayoutId
  distributionId: DistributionId
  programmeId: string
  programmeName: string
  beneficiaryId: string
  beneficiaryNumber: number
  round: number
  position: number
  batch: number
  currency: string
  amountMinor: bigint
  /** how much of it is added for withdrawing it */
  withdrawalMinor: bigint
  feeReserveMinor: bigint
  state: PayoutState
  reason: string | null
  money: MoneyStands
  released: boolean
  heldReason: string | null
  /** what keeps it from leaving, of those things that a person decides; null: nothing, or it has left, or is over */
  waits: PayoutWaits | null
  stateAt: Date
  nextCheckAt: Date | null
  attempts: number
}

export const payoutWaits = ['held', 'person_held', 'person_paused', 'person_declined'] as const
export type PayoutWaits = (typeof payoutWaits)[number]

const waits = sql`
  case when p.money <> 'reserved' or p.released or p.state not in ('ready','in_progress') then null
       when p.held_reason is not null then 'held' when b.held_reason is not null then 'person_held'
       when b.state in ('paused','declined') then 'person_' || b.state end`

const columns = sql`
  p.id, p.distribution_id as "distributionId", p.programme_id as "programmeId", g.name as "programmeName",
  p.beneficiary_id as "beneficiaryId", b.number as "beneficiaryNumber", p.round, p.position, p.batch, g.currency,
  p.amount_minor as "amountMinor", p.withdrawal_minor as "withdrawalMinor", p.fee_reserve_minor as "feeReserveMinor", p.state, p.reason, p.money, p.released,
  p.held_reason as "heldReason", ${waits} as waits, p.state_at as "stateAt", p.next_check_at as "nextCheckAt",
  (select count(*)::int from attempt a where a.payout_id = p.id) as attempts`
const joined = sql`
  join programme g on g.id = p.programme_id join beneficiary b on b.id = p.beneficiary_id`

/** Which payouts of a distribution. `reason: null` means those without one. */
export interface PayoutFilter {
  states?: readonly PayoutState[]
  reason?: string | null
  held?: boolean
  /** counts as paid, and no statement has it (or one has, where false) */
  inNoStatement?: boolean
  payoutIds?: readonly string[]
  /** of the person with this number in the programme */
  number?: number
}

/** Only what is asked for becomes a condition: a planner that sees all of them finds no index for any. */
function matching(distributionId: DistributionId, filter: PayoutFilter): RawBuilder<unknown> {
  const { states, reason, held, inNoStatement, payoutIds, number } = filter
  const conditions = [sql`p.distribution_id = ${distributionId}`]
  if (states) conditions.push(sql`p.state = any (${states}::text[])`)
  // These have an index of their own (payout.trouble).
  if (states?.every(state => troubles.includes(state))) conditions.push(sql`p.trouble = any (${states}::text[])`)
  if (reason !== undefined) conditions.push(sql`p.reason is not distinct from ${reason}::text`)
  if (held !== undefined) conditions.push(held ? sql`p.held_reason is not null` : sql`p.held_reason is null`)
  if (inNoStatement !== undefined)
    conditions.push(sql`${isPaid} and ${sql.raw(inNoStatement ? 'not' : '')} ${isStated}`)
  if (payoutIds) conditions.push(sql`p.id = any (${payoutIds}::uuid[])`)
  if (number !== undefined)
    conditions.push(
      sql`p.beneficiary_id = (select b.id from beneficiary b where b.programme_id = p.programme_id and b.number = ${number})`,
    )
  return sql`where ${sql.join(conditions, sql` and `)}`
}

const isPaid = sql`p.state in ('paid','overpaid')`
const isStated = sql`exists (select from attempt a where a.payout_id = p.id and ${isInStatement})`
const troubles: readonly PayoutState[] = ['unknown', 'refused', 'overpaid', 'to_decide']

/** In the order of the list. `after`: the position of the last one of the page before. */
export async function listPayouts(
  house: House,
  wanted: { distributionId: DistributionId; filter: PayoutFilter; after?: number; limit: number },
): Promise<PayoutRow[]> {
  const { rows } = await sql<PayoutRow>`
    select ${columns}
      from (select * from payout p ${matching(wanted.distributionId, wanted.filter)} and p.position > ${wanted.after ?? -1}
             order by p.position limit ${wanted.limit}) p ${joined}
     order by p.position`.execute(house.db)
  return rows
}

export async function findPayout(house: House, payoutId: PayoutId): Promise<PayoutRow | null> {
  const { rows } = await sql<PayoutRow>`select ${columns} from payout p ${joined} where p.id = ${payoutId}`.execute(
    house.db,
  )
  return rows[0] ?? null
}

export interface Retryable {
  payoutId: PayoutId
  beneficiaryId: string
  position: number
}

/**
 * Refused payouts whose money is still reserved: what a retry can be asked for. In the order of the list.
 * `after`: the position of the last one that was asked before.
 */
export async function retryablePayouts(
  house: House,
  wanted: { distributionId: DistributionId; filter: PayoutFilter; after?: number | undefined; limit: number },
): Promise<Retryable[]> {
  const { rows } = await sql<Retryable>`
    select p.id as "payoutId", p.beneficiary_id as "beneficiaryId", p.position from payout p
    ${matching(wanted.distributionId, { ...wanted.filter, states: ['refused'] })} and p.position > ${wanted.after ?? -1}
       and p.money = 'reserved' and not p.released and p.held_reason is null
     order by p.position limit ${wanted.limit}`.execute(house.db)
  return rows
}

/** Payouts that nobody held up, refused with money reserved: how many a retry of all would try. */
export async function countRetryable(
  house: House,
  distributionId: DistributionId,
  filter: PayoutFilter,
  after?: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from payout p ${matching(distributionId, { ...filter, states: ['refused'] })}
       and p.position > ${after ?? -1} and p.money = 'reserved' and not p.released and p.held_reason is null`.execute(
    house.db,
  )
  return rows[0]?.count ?? 0
}
