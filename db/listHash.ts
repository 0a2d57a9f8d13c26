/**
 * The hash of a frozen list, in two steps: each of its parts (its batches) has one over its rows, and the list has one
 * over its head and the hashes of its parts in order. So approval, start and proof know the whole by its rows, and paying
 * knows a part by its own. PostgreSQL computes them: a list of 131,072 never leaves the database for it.
 *
 * Only what is frozen is hashed. That a payout is taken off, cancelled, held, retried or corrected changes none of it.
 */
import { sql, type RawBuilder } from 'kysely'
import type { DistributionId } from '../domain/ids.js'
import type { House } from './database.js'

export interface Part {
  distributionId: DistributionId
  batch: number
}

/** SHA-256 over the rows `p` of one part in their order, with their destinations `t`. */
const rowsHash = sql<Buffer>`
  sha256(convert_to(p.distribution_id::text || '|' || p.batch::text || chr(10)
    || string_agg(concat_ws('|', p.position, p.id, p.beneficiary_id, p.programme_id, p.round, p.purpose, p.amount_minor, p.withdrawal_minor, p.fee_reserve_minor,
         p.destination_id, encode(t.number_lookup, 'hex'), p.fsp_account_id), chr(10) order by p.position), 'UTF8'))`

/** SHA-256 over the head of a distribution `d` of a programme `g` and the hashes that `parts` gives by batch. */
const listHash = (parts: RawBuilder<unknown>): RawBuilder<Buffer> => sql<Buffer>`
  sha256(convert_to(concat_ws('|', d.id, d.programme_id, d.round, d.purpose, g.currency, d.fsp_account_id, coalesce(d.exchange_rate::text, 'no rate'))
    || chr(10) || coalesce((select string_agg(encode(part.hash, 'hex'), chr(10) order by part.batch) from (${parts}) part), ''), 'UTF8'))`

const storedParts = sql`select x.batch, x.hash from distribution_part x where x.distribution_id = d.id`
const computedParts = sql`
  select p.batch, ${rowsHash} as hash from payout p join destination t on t.id = p.destination_id
   where p.distribution_id = d.id group by p.distribution_id, p.batch`

export interface FrozenSums {
  payouts: number
  batches: number
  totalMinor: bigint
  feeReserveMinor: bigint
}

/** Stores the parts of a list whose rows stand. Returns what they come to. */
export async function freezeParts(house: House, distributionId: DistributionId): Promise<FrozenSums> {
  const { rows } = await sql<FrozenSums>`
    with part as (
      insert into distribution_part (distribution_id, batch, hash, payouts, total_minor, fee_reserve_minor)
      select p.distribution_id, p.batch, ${rowsHash}, count(*), sum(p.amount_minor), sum(p.fee_reserve_minor)
        from payout p join destination t on t.id = p.destination_id
       where p.distribution_id = ${distributionId} group by p.distribution_id, p.batch
      returning *)
    select coalesce(sum(payouts), 0)::int as payouts, count(*)::int as batches,
           coalesce(sum(total_minor), 0)::bigint as "totalMinor", coalesce(sum(fee_reserve_minor), 0)::bigint as "feeReserveMinor"
      from part`.execute(house.db)
  return rows[0] ?? { payouts: 0, batches: 0, totalMinor: 0n, feeReserveMinor: 0n }
}

/** The list’s hash over the parts that have just been stored. */
export const freezeHash = async (house: House, distributionId: DistributionId): Promise<void> =>
  void (await sql`
    update distribution d set list_hash = ${listHash(storedParts)} from programme g
     where g.id = d.programme_id and d.id = ${distributionId}`.execute(house.db))

/** Computed anew from the rows of the whole list. */
export async function listHashOf(house: House, distributionId: DistributionId): Promise<Buffer> {
  const { rows } = await sql<{ hash: Buffer }>`
    select ${listHash(computedParts)} as hash
      from distribution d join programme g on g.id = d.programme_id
     where d.id = ${distributionId}`.execute(house.db)
  const hash = rows[0]?.hash
  if (!hash) throw new Error(`There is no distribution ${distributionId}.`)
  return hash
}

export interface PartStanding {
  /** its distribution is one of which something may leave */
  payable: boolean
  dropped: boolean
  /** it is what was approved, and its approval was not dropped */
  stands: boolean
}

/**
 * How a part stands, computed anew: its rows must give its hash, the hashes of all parts and the head the list’s, and
 * that must be the one that was approved. Null: there is no such distribution.
 */
export async function partStanding(house: House, { distributionId, batch }: Part): Promise<PartStanding | null> {
  const { rows } = await sql<PartStanding>`
    select d.state in ('paying','paused','closed') as payable, x.dropped_at is not null as dropped,
           coalesce(x.dropped_at is null
             and x.hash = (select ${rowsHash} from payout p join destination t on t.id = p.destination_id
                            where p.distribution_id = x.distribution_id and p.batch = x.batch group by p.distribution_id, p.batch)
             and d.list_hash = ${listHash(storedParts)}
             and exists (select 1 from approval y where y.distribution_id = d.id and y.kind = 'distribution' and y.list_hash = d.list_hash), false) as stands
      from distribution d join programme g on g.id = d.programme_id
      left join distribution_part x on x.distribution_id = d.id and x.batch = ${batch}
     where d.id = ${distributionId}`.execute(house.db)
  return rows[0] ?? null
}

/** Parts whose rows do not give their hash, of the distributions `d` that agree with `which`, as `distribution/batch`. */
export const changedParts = (which: RawBuilder<boolean>): RawBuilder<unknown> => sql`
  select distribution_id || '/' || batch as id
    from (select x.* from distribution_part x join distribution d on d.id = x.distribution_id where ${which}) x
    full join (
      select p.distribution_id, p.batch, ${rowsHash} as hash
        from payout p join destination t on t.id = p.destination_id join distribution d on d.id = p.distribution_id
       where d.list_hash is not null and ${which} group by p.distribution_id, p.batch) c using (distribution_id, batch)
   where x.hash is distinct from c.hash`

/** Distributions whose head and parts do not give the hash of their list. */
export const changedLists = (which: RawBuilder<boolean>): RawBuilder<unknown> => sql`
  select d.id::text as id from distribution d join programme g on g.id = d.programme_id
   where d.list_hash is not null and ${which} and d.list_hash <> ${listHash(storedParts)}`
