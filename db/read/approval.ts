/** What an approver looks at: the frozen list row by row, and what is different from the round before. */
import { sql } from 'kysely'
import type { DistributionId } from '../../domain/ids.js'
import type { PayoutState } from '../../domain/payout.js'
import type { House } from '../database.js'

/** How a row of the list differs from the same person's row in the round before. */
export type Change = 'same' | 'new' | 'amount' | 'destination' | 'amount_and_destination'

export interface ListRow {
  position: number
  payoutId: string
  beneficiaryId: string
  beneficiaryNumber: number
  /** opened: personal, never to be logged */
  name: string
  number: string
  place: string
  householdSize: number
  amountMinor: bigint
  /** how much of it is added for withdrawing it; the rest is the transfer value */
  withdrawalMinor: bigint
  feeReserveMinor: bigint
  previousAmountMinor: bigint | null
  change: Change
  state: PayoutState
  heldReason: string | null
}

/**
 * The round before: the latest earlier round of the same programme and purpose whose list was approved. A list that was
 * rejected or cancelled never was what people got.
 */
const before = (distributionId: DistributionId) => sql`
  select e.id from distribution d
    join distribution e on e.programme_id = d.programme_id and e.purpose = d.purpose and e.round < d.round
                       and e.approved_at is not null and e.state <> 'cancelled'
   where d.id = ${distributionId} order by e.round desc, e.approved_at desc limit 1`

const compared = (distributionId: DistributionId) => sql`
  with now_list as (select * from payout where distribution_id = ${distributionId}),
       before_list as (select * from payout where distribution_id = (${before(distributionId)})),
       compared as (
         select n.*, o.amount_minor as previous_amount, case
                  when o.id is null then 'new'
                  when o.amount_minor <> n.amount_minor and o.destination_id <> n.destination_id then 'amount_and_destination'
                  when o.amount_minor <> n.amount_minor then 'amount'
                  when o.destination_id <> n.destination_id then 'destination'
                  else 'same' end as change
           from now_list n left join before_list o on o.beneficiary_id = n.beneficiary_id)`

/** In the order of the frozen list. `after`: the position of the last row of the page before. */
export async function listRows(
  house: House,
  wanted: { distributionId: DistributionId; change?: Change; after?: number; limit: number },
): Promise<ListRow[]> {
  type Sealed = Omit<ListRow, 'name' | 'number'> & { nameEnc: Buffer; numberEnc: Buffer }
  const { rows } = await sql<Sealed>`
    ${compared(wanted.distributionId)}
    select c.position, c.id as "payoutId", b.id as "beneficiaryId", b.number as "beneficiaryNumber", b.name_enc as "nameEnc",
           t.number_enc as "numberEnc", b.place, b.household_size as "householdSize", c.amount_minor as "amountMinor", c.withdrawal_minor as "withdrawalMinor",
           c.fee_reserve_minor as "feeReserveMinor", c.previous_amount as "previousAmountMinor", c.change, c.state,
           c.held_reason as "heldReason"
      from compared c join beneficiary b on b.id = c.beneficiary_id join destination t on t.id = c.destination_id
     where c.position > ${wanted.after ?? -1} and (${wanted.change ?? null}::text is null or c.change = ${wanted.change ?? null})
     order by c.position limit ${wanted.limit}`.execute(house.db)
  return rows.map(({ nameEnc, numberEnc, ...row }) => ({
    ...row,
    name: house.sealing.open(nameEnc),
    number: house.sealing.open(numberEnc),
  }))
}

export interface Changes {
  /** null: this is the first round */
  previousDistributionId: string | null
  previousRound: number | null
  previousPayouts: number
  previousTotalMinor: bigint
  byChange: { change: Change; count: number; amountMinor: bigint; previousAmountMinor: bigint }[]
  /** on the list of the round before and not on this one, by the state they are in now */
  gone: { state: string; count: number; previousAmountMinor: bigint }[]
}

export async function changesSinceLastRound(house: House, distributionId: DistributionId): Promise<Changes> {
  const previous = await sql<{ id: string; round: number; payouts: number; totalMinor: bigint }>`
    select id, round, payouts, total_minor as "totalMinor" from distribution where id = (${before(distributionId)})`.execute(
    house.db,
  )
  const byChange = await sql<Changes['byChange'][number]>`
    ${compared(distributionId)}
    select change, count(*)::int as count, sum(amount_minor)::int8 as "amountMinor",
           coalesce(sum(previous_amount), 0)::int8 as "previousAmountMinor"
      from compared group by change order by change`.execute(house.db)
  const gone = await sql<Changes['gone'][number]>`
    select b.state, count(*)::int as count, sum(o.amount_minor)::int8 as "previousAmountMinor"
      from payout o join beneficiary b on b.id = o.beneficiary_id
     where o.distribution_id = (${before(distributionId)})
       and not exists (select 1 from payout n where n.distribution_id = ${distributionId} and n.beneficiary_id = o.beneficiary_id)
     group by b.state order by b.state`.execute(house.db)
  const last = previous.rows[0]
  return {
    previousDistributionId: last?.id ?? null,
    previousRound: last?.round ?? null,
    previousPayouts: last?.payouts ?? 0,
    previousTotalMinor: last?.totalMinor ?? 0n,
    byChange: byChange.rows,
    gone: gone.rows,
  }
}
