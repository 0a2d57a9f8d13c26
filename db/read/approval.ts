/** What an approver looks at: the frozen list row by row, and what is different from the round before. */
import { sql } from 'kysely'
import type { DestinationId, DistributionId } from '../../domain/ids.js'
import type { PayoutState } from '../../domain/payout.js'
import type { House } from '../database.js'

/** How a row of the list differs from what the same person got in the round before: the sum, and the number that was paid. */
export type Change = 'same' | 'new' | 'amount' | 'destination' | 'amount_and_destination'

export interface ListRow {
  position: number
  payoutId: string
  beneficiaryId: string
  beneficiaryNumber: number
  /** opened: personal, never to be logged */
  name: string
  number: string
  /** that was paid in the round before, where it was another one */
  previousNumber: string | null
  /** which versions of the person’s number these two are */
  destinationId: DestinationId
  previousDestinationId: DestinationId | null
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
 * The round before: the latest earlier one of the same programme and purpose of which a list had been approved when this one was
 * frozen, with all of its lists. What an approver was shown does not change by what is made for that round afterwards. A list that
 * was rejected or cancelled never was what people got.
 */
const before = (distributionId: DistributionId) => sql`
  earlier as (
    select e.id, e.round, e.approved_at, e.payouts, e.total_minor, rank() over (order by e.round desc) as back
      from distribution d
      join distribution e on e.programme_id = d.programme_id and e.purpose = d.purpose and e.round < d.round
                         and e.approved_at < coalesce(d.frozen_at, now()) and e.state <> 'cancelled'
     where d.id = ${distributionId}),
  lists_before as (select * from earlier where back = 1)`

/** Each person's row of the round before, the last where they stood on several of its lists, and the number that was paid, where one was. */
const compared = (distributionId: DistributionId) => sql`
  with ${before(distributionId)},
       now_list as (select * from payout where distribution_id = ${distributionId}),
       before_list as (
         select distinct on (p.beneficiary_id) p.beneficiary_id, p.amount_minor, coalesce(a.destination_id, p.destination_id) as destination_id
           from payout p join lists_before l on l.id = p.distribution_id left join attempt a on a.payout_id = p.id and a.is_paid
          order by p.beneficiary_id, l.approved_at desc),
       compared as (
         select n.*, o.amount_minor as previous_amount,
                case when o.destination_id <> n.destination_id then o.destination_id end as previous_destination, case
                  when o.beneficiary_id is null then 'new'
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
  type Sealed = Omit<ListRow, 'name' | 'number' | 'previousNumber'> & {
    nameEnc: Buffer
    numberEnc: Buffer
    previousNumberEnc: Buffer | null
  }
  const { rows } = await sql<Sealed>`
    ${compared(wanted.distributionId)}
    select c.position, c.id as "payoutId", b.id as "beneficiaryId", b.number as "beneficiaryNumber", b.name_enc as "nameEnc",
           t.number_enc as "numberEnc", o.number_enc as "previousNumberEnc", c.destination_id as "destinationId",
           c.previous_destination as "previousDestinationId", b.place, b.household_size as "householdSize", c.amount_minor as "amountMinor", c.withdrawal_minor as "withdrawalMinor",
           c.fee_reserve_minor as "feeReserveMinor", c.previous_amount as "previousAmountMinor", c.change, c.state,
           c.held_reason as "heldReason"
      from compared c join beneficiary b on b.id = c.beneficiary_id join destination t on t.id = c.destination_id
      left join destination o on o.id = c.previous_destination
     where c.position > ${wanted.after ?? -1} and (${wanted.change ?? null}::text is null or c.change = ${wanted.change ?? null})
     order by c.position limit ${wanted.limit}`.execute(house.db)
  return rows.map(({ nameEnc, numberEnc, previousNumberEnc, ...row }) => ({
    ...row,
    name: house.sealing.open(nameEnc),
    number: house.sealing.open(numberEnc),
    previousNumber: previousNumberEnc && house.sealing.open(previousNumberEnc),
  }))
}

export interface Changes {
  /** the first list of the round before; null: this is the first round */
  previousDistributionId: string | null
  previousRound: number | null
  /** on all of its lists */
  previousPayouts: number
  previousTotalMinor: bigint
  byChange: { change: Change; count: number; amountMinor: bigint; previousAmountMinor: bigint }[]
  /** on the list of the round before and not on this one, by the state they are in now */
  gone: { state: string; count: number; previousAmountMinor: bigint }[]
}

export async function changesSinceLastRound(house: House, distributionId: DistributionId): Promise<Changes> {
  const previous = await sql<{ id: string; round: number; payouts: number; totalMinor: bigint }>`
    with ${before(distributionId)}
    select (array_agg(id order by approved_at))[1] as id, round, sum(payouts)::int as payouts, sum(total_minor)::int8 as "totalMinor"
      from lists_before group by round`.execute(house.db)
  const byChange = await sql<Changes['byChange'][number]>`
    ${compared(distributionId)}
    select change, count(*)::int as count, sum(amount_minor)::int8 as "amountMinor",
           coalesce(sum(previous_amount), 0)::int8 as "previousAmountMinor"
      from compared group by change order by change`.execute(house.db)
  const gone = await sql<Changes['gone'][number]>`
    ${compared(distributionId)}
    select b.state, count(*)::int as count, sum(o.amount_minor)::int8 as "previousAmountMinor"
      from before_list o join beneficiary b on b.id = o.beneficiary_id
     where not exists (select from now_list n where n.beneficiary_id = o.beneficiary_id)
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
