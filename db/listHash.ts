import { sql } from 'kysely'
import type { House } from './database.js'
import type { DistributionId } from '../domain/ids.js'

/**
 * The hash of a frozen list: SHA-256 over its rows in order (position, payout, person, amount, fee reserve, destination
 * version and its keyed hash, FSP account) and its head (distribution, round, currency). Approval, sending and report
 * check it; PostgreSQL computes it, so a list of 131,072 never leaves the database for it.
 */
export async function listHashOf(house: House, distributionId: DistributionId): Promise<Buffer> {
  const { rows } = await sql<{ hash: Buffer }>`
    select sha256(convert_to(
      d.id::text || '|' || d.round::text || '|' || g.currency || chr(10) || coalesce((
        select string_agg(concat_ws('|', p.position, p.id, p.beneficiary_id, p.amount_minor, p.fee_reserve_minor,
                 p.destination_id, encode(t.number_lookup, 'hex'), p.fsp_account_id), chr(10) order by p.position)
          from payout p join destination t on t.id = p.destination_id
         where p.distribution_id = d.id), ''), 'UTF8')) as hash
      from distribution d join programme g on g.id = d.programme_id
     where d.id = ${distributionId}`.execute(house.db)
  const hash = rows[0]?.hash
  if (!hash) throw new Error(`There is no distribution ${distributionId}.`)
  return hash
}
