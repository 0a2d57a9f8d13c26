/** What stands on an approved list: its head, who decided, its parts, and its rows in their order. */
import { sql } from 'kysely'
import type { ExchangeRate } from '../../domain/exchangeRate.js'
import type { DistributionId, ProgrammeId } from '../../domain/ids.js'
import type { DistributionState } from '../../domain/payout.js'
import type { House } from '../database.js'

export interface ListHead {
  distributionId: DistributionId
  programmeId: ProgrammeId
  programmeName: string
  /** ISO 3166-1 alpha-2 */
  country: string
  currency: string
  round: number
  name: string
  purpose: string
  state: DistributionState
  fspName: string
  fspAccountName: string
  payouts: number
  totalMinor: bigint
  /** of it, what withdrawing costs, where the programme bears that */
  withdrawalMinor: bigint
  feeReserveMinor: bigint
  /** hex */
  listHash: string
  exchangeRate: ExchangeRate | null
  createdBy: string
  createdAt: Date
  frozenAt: Date
  approvedBy: string
  approvedAt: Date
  startedBy: string | null
  startedAt: Date | null
  firstPaidAt: Date | null
  cancelledBy: string | null
  closedAt: Date | null
}

/** Null: there is no such distribution, or nobody has approved its list. */
export async function listHead(house: House, distributionId: DistributionId): Promise<ListHead | null> {
  const { rows } = await sql<ListHead>`
    select d.id as "distributionId", d.programme_id as "programmeId", g.name as "programmeName", g.country, g.currency, d.round,
           d.name, d.purpose, d.state, f.fsp_name as "fspName", f.name as "fspAccountName", d.payouts,
           d.total_minor as "totalMinor", d.withdrawal_minor as "withdrawalMinor", d.fee_reserve_minor as "feeReserveMinor", encode(d.list_hash, 'hex') as "listHash",
           d.exchange_rate as "exchangeRate", d.created_by as "createdBy", d.created_at as "createdAt", d.frozen_at as "frozenAt",
           d.approved_by as "approvedBy", d.approved_at as "approvedAt", d.started_by as "startedBy", d.started_at as "startedAt",
           d.first_paid_at as "firstPaidAt", d.cancelled_by as "cancelledBy", d.closed_at as "closedAt"
      from distribution d join programme g on g.id = d.programme_id join fsp_account f on f.id = d.fsp_account_id
     where d.id = ${distributionId} and d.list_hash is not null and d.frozen_at is not null and d.approved_at is not null`.execute(
    house.db,
  )
  return rows[0] ?? null
}

export interface Yes {
  by: string
  role: string
  /** in whose place */
  onBehalfOf: string | null
  at: Date
}

/** Who said yes to this very list (its hash), in the order in which they did. */
export async function whoApproved(house: House, distributionId: DistributionId): Promise<Yes[]> {
  const { rows } = await sql<Yes>`
    select y.person as by, y.role, y.on_behalf_of as "onBehalfOf", y.given_at as at
      from approval_given y join distribution d on d.id = y.distribution_id and d.list_hash = y.list_hash
     where d.id = ${distributionId} and y.given_at <= d.approved_at order by y.given_at, y.person`.execute(house.db)
  return rows
}

export interface ListPart {
  batch: number
  payouts: number
  totalMinor: bigint
  feeReserveMinor: bigint
  /** hex; empty for a part that stands in no approved list */
  hash: string
  droppedAt: Date | null
  droppedWhy: 'rows' | 'number' | 'attempt' | null
}

export async function listParts(house: House, distributionId: DistributionId): Promise<ListPart[]> {
  const { rows } = await sql<ListPart>`
    select batch, payouts, total_minor as "totalMinor", fee_reserve_minor as "feeReserveMinor", encode(hash, 'hex') as hash,
           dropped_at as "droppedAt", dropped_why as "droppedWhy"
      from distribution_part where distribution_id = ${distributionId} order by batch`.execute(house.db)
  return rows
}

export interface ApprovedRow {
  position: number
  beneficiaryNumber: number
  /** opened: personal */
  name: string
  /** opened, E.164, of the frozen destination: personal */
  phone: string
  place: string
  householdSize: number
  amountMinor: bigint
  withdrawalMinor: bigint
  feeReserveMinor: bigint
}

const pageRows = 2_000

/** In the order of the list, page by page; between two pages others get their turn. */
export async function* approvedRows(house: House, distributionId: DistributionId): AsyncGenerator<ApprovedRow[]> {
  type Sealed = Omit<ApprovedRow, 'name' | 'phone'> & { nameEnc: Buffer; numberEnc: Buffer }
  for (let after = 0; ;) {
    const { rows } = await sql<Sealed>`
      select p.position, b.number as "beneficiaryNumber", b.name_enc as "nameEnc", t.number_enc as "numberEnc", b.place,
             b.household_size as "householdSize", p.amount_minor as "amountMinor", p.withdrawal_minor as "withdrawalMinor", p.fee_reserve_minor as "feeReserveMinor"
        from (select * from payout where distribution_id = ${distributionId} and position > ${after}
               order by position limit ${pageRows}) p
        join beneficiary b on b.id = p.beneficiary_id join destination t on t.id = p.destination_id
       order by p.position`.execute(house.db)
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ nameEnc, numberEnc, ...row }) => ({
      ...row,
      name: house.sealing.open(nameEnc),
      phone: house.sealing.open(numberEnc),
    }))
    after = last.position
  }
}

/** Was this hash approved for this distribution? */
export async function isApprovedHash(house: House, distributionId: DistributionId, hash: string): Promise<boolean> {
  const { rows } = await sql`
    select from approval where distribution_id = ${distributionId} and kind = 'distribution' and list_hash = decode(${hash}, 'hex')`.execute(
    house.db,
  )
  return rows.length > 0
}

/** Whose list has this hash (hex); null: nobody’s. */
export async function distributionWithHash(house: House, hash: string): Promise<DistributionId | null> {
  const { rows } = await sql<{ id: DistributionId }>`
    select id from distribution where list_hash = decode(${hash}, 'hex') limit 1`.execute(house.db)
  return rows[0]?.id ?? null
}
