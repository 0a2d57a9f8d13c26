/** Letters about a frozen list: to those who can take its open step, and to its maker when it is rejected. */
import { sql } from 'kysely'
import { approvalGoodForDays } from '../domain/approval.js'
import type { DistributionId } from '../domain/ids.js'
import { isCurrency, money, toText } from '../domain/money.js'
import { approvalsOf } from './approvals.js'
import type { House } from './database.js'
import { nextApprovers } from './nextApprovers.js'
import { mailIsOver, queueMail } from './staffMail.js'

const dayMs = 86_400_000
const about = (distributionId: DistributionId): string => `list ${distributionId} `

/**
 * Tells everybody who can take the open step, once for each step. What still waits to be sent about another step is over.
 * In the transaction that froze the list or took somebody’s yes.
 */
export async function tellApprovers(house: House, distributionId: DistributionId): Promise<void> {
  const approvals = await approvalsOf(house, distributionId)
  const list = await listOf(house, distributionId)
  if (!approvals || !list || approvals.complete) return
  const { step, steps } = approvals
  const key = `${about(distributionId)}step ${step}`
  await mailIsOver(house, about(distributionId), key)
  const given = approvals.approvals
  // What was said counts for so long; the first one to say something has as long.
  const goodUntil = new Date((given[0]?.at.getTime() ?? Date.now()) + approvalGoodForDays * dayMs)
  const { programme, round, people } = list
  for (const { memberId } of await nextApprovers(house, distributionId)) {
    await queueMail(house, {
      memberId,
      key,
      kind: 'list_waits',
      about: {
        ...{ distributionId, programme, round, people, step },
        sum: sumOf(list),
        steps: steps.length,
        until: goodUntil.toISOString(),
      },
      goodUntil,
    })
  }
}

/** Approved, rejected or cancelled: nobody is asked any more. */
export const nobodyIsAsked = (house: House, distributionId: DistributionId): Promise<void> =>
  mailIsOver(house, about(distributionId))

/**
 * Its maker hears of it; not why, for a reason is somebody’s own words, and those stay in the house. Nobody hears where a
 * program made it.
 */
export async function tellRejection(house: House, distributionId: DistributionId): Promise<void> {
  await nobodyIsAsked(house, distributionId)
  const list = await listOf(house, distributionId)
  const maker = await house.db
    .selectFrom('staff_member')
    .select('id')
    .where('handle', '=', list?.createdBy ?? '')
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  if (!list || !maker) return
  const { programme, round } = list
  await queueMail(house, {
    memberId: maker.id,
    key: `${about(distributionId)}rejected`,
    kind: 'list_rejected',
    about: { distributionId, programme, round },
    goodUntil: new Date(Date.now() + 7 * dayMs),
  })
}

interface ListRow {
  programmeId: string
  programme: string
  round: number
  people: number
  totalMinor: bigint
  currency: string
  createdBy: string
}

async function listOf(house: House, distributionId: DistributionId): Promise<ListRow | null> {
  const { rows } = await sql<ListRow>`
    select d.programme_id as "programmeId", g.name as programme, d.round, d.payouts as people, d.total_minor as "totalMinor",
           g.currency, d.created_by as "createdBy"
      from distribution d join programme g on g.id = d.programme_id where d.id = ${distributionId}`.execute(house.db)
  return rows[0] ?? null
}

const sumOf = ({ totalMinor, currency }: ListRow): string =>
  isCurrency(currency) ? toText(money(totalMinor, currency)) : totalMinor.toString()
