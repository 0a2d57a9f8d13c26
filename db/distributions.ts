import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { EntitlementRule } from '../domain/entitlement.js'
import type { DistributionId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { Currency } from '../domain/money.js'
import type { DistributionState } from '../domain/payout.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { whyAccountDoesNotFit } from './programmes.js'

/** Who of a programme is meant: everybody payable, or of some places, or these people. */
export interface ListFilter {
  places?: readonly string[]
  beneficiaryIds?: readonly string[]
  /** of a follow-up: also who did not want their voucher; otherwise they are left in peace */
  declinedToo?: boolean
}

/** What approval will be of. Amounts are strings of minor units: they travel through workflows. */
export interface Frozen {
  distributionId: DistributionId
  programmeId: ProgrammeId
  fspName: string
  round: number
  name: string
  payouts: number
  batches: number
  batchSize: number
  totalMinor: string
  feeReserveMinor: string
  currency: string
  hash: string
  createdBy: string
}

export interface NewDistribution {
  name: string
  filter?: ListFilter
  /** what the list is paid through; left out: the programme’s own */
  fspAccountId?: FspAccountId
  payFirst?: number
  batchSize?: number
  by: By
}

/** Its list is frozen afterwards, by its life. `followUp`: of this ended distribution, whose purpose it keeps. */
export async function createDistribution(
  house: House,
  given: NewDistribution & {
    programmeId: ProgrammeId
    round: number
    followUp?: { of: DistributionId; purpose: string }
    /** by db/trialPayments.ts alone */
    isTrial?: boolean
    /** by db/cycles.ts alone: a programme that runs by itself has as many rounds as its calendar gives */
    isCycle?: boolean
  },
): Promise<Done<{ distributionId: DistributionId }>> {
  const { followUp } = given
  return inTransaction(house, async inner => {
    const programme = await inner.db
      .selectFrom('programme')
      .selectAll()
      .where('id', '=', given.programmeId)
      .executeTakeFirst()
    if (!programme) return refused('not_found', 'There is no such programme.')
    if ((programme.trial_of !== null) !== (given.isTrial ?? false))
      return refused('state', 'This programme is for trial payments of an FSP account: propose one there.')
    const account = await accountOfList(inner, programme, given.fspAccountId)
    if (!account.ok) return account
    const { fspAccountId } = account
    // A follow-up is of a round that there is, whoever opened it.
    if (given.isCycle !== true && !followUp && (given.round < 1 || given.round > programme.rounds))
      return refused('invalid', `The programme has rounds 1 to ${programme.rounds}.`)
    const { id } = await inner.db
      .insertInto('distribution')
      .values({
        programme_id: given.programmeId,
        round: given.round,
        name: given.name,
        ...(followUp ? { purpose: followUp.purpose, follow_up_of: followUp.of } : {}),
        fsp_account_id: fspAccountId,
        list_filter: JSON.stringify(given.filter ?? {}),
        pay_first: given.payFirst ?? null,
        ...(given.batchSize === undefined ? {} : { batch_size: given.batchSize }),
        created_by: given.by.person,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordAct(inner, {
      by: given.by,
      act: 'distribution created',
      programmeId: given.programmeId,
      subject: ['distribution', id],
      details: { round: given.round, ...(followUp ? { followUpOf: followUp.of } : {}) },
    })
    return done({ distributionId: id })
  })
}

/**
 * A list is paid through one FSP account, so that its limits, its pauses and its float are one. Whoever is paid through
 * another one than the programme’s stands on a list of that.
 */
async function accountOfList(
  house: House,
  programme: { fsp_account_id: FspAccountId | null; currency: Currency },
  wanted: FspAccountId | undefined,
): Promise<Done<{ fspAccountId: FspAccountId }>> {
  const fspAccountId = wanted ?? programme.fsp_account_id
  if (fspAccountId === null) return refused('state', 'The programme has no FSP account; set one first.')
  const unfit = wanted === undefined ? null : await whyAccountDoesNotFit(house, wanted, programme.currency)
  return unfit ?? done({ fspAccountId })
}

export interface DistributionRow {
  id: DistributionId
  programmeId: ProgrammeId
  state: DistributionState
  round: number
  name: string
  purpose: string
  filter: ListFilter
  followUpOf: DistributionId | null
  fspAccountId: FspAccountId
  fspName: string
  listHash: Buffer | null
  payouts: number
  batches: number
  batchSize: number
  totalMinor: bigint
  feeReserveMinor: bigint
  currency: Currency
  rule: EntitlementRule
  createdBy: string
  approvedBy: string | null
  pauseReason: string | null
}

/** The distribution under lock, with what it takes from its programme; null when there is none. */
export async function lockDistribution(house: House, distributionId: DistributionId): Promise<DistributionRow | null> {
  const { rows } = await sql<DistributionRow & EntitlementRule>`
    select d.id, d.programme_id as "programmeId", d.state, d.round, d.name, d.purpose, d.list_filter as filter, d.follow_up_of as "followUpOf", d.fsp_account_id as "fspAccountId",
           f.fsp_name as "fspName", d.list_hash as "listHash", d.payouts, d.batches, d.batch_size as "batchSize", d.total_minor as "totalMinor",
           d.fee_reserve_minor as "feeReserveMinor", g.currency, g.base_minor as "baseMinor", g.members_included as "membersIncluded",
           g.per_extra_member_minor as "perExtraMemberMinor", g.formula, g.cap_minor as "capMinor", g.most_in_all_minor as "mostInAllMinor", d.created_by as "createdBy", d.approved_by as "approvedBy", d.pause_reason as "pauseReason"
      from distribution d join programme g on g.id = d.programme_id join fsp_account f on f.id = d.fsp_account_id
     where d.id = ${distributionId} for update of d`.execute(house.db)
  const row = rows[0]
  if (!row) return null
  const {
    baseMinor,
    membersIncluded,
    perExtraMemberMinor,
    formula = null,
    capMinor = null,
    mostInAllMinor = null,
  } = row
  return { ...row, rule: { baseMinor, membersIncluded, perExtraMemberMinor, formula, capMinor, mostInAllMinor } }
}

export const frozenOf = (row: DistributionRow): Frozen => ({
  distributionId: row.id,
  programmeId: row.programmeId,
  fspName: row.fspName,
  round: row.round,
  name: row.name,
  payouts: row.payouts,
  batches: row.batches,
  batchSize: row.batchSize,
  totalMinor: row.totalMinor.toString(),
  feeReserveMinor: row.feeReserveMinor.toString(),
  currency: row.currency,
  hash: row.listHash?.toString('hex') ?? '',
  createdBy: row.createdBy,
})
