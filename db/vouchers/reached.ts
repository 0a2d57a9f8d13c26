/** Whether the question about a voucher has reached its person, by any of the times it was put; and another number of theirs. */
import { sql } from 'kysely'
import type { DestinationId } from '../../domain/ids.js'
import type { House } from '../database.js'
import type { VoucherRow } from './rows.js'

interface Reached {
  /** a carrier has it or may have it, or it was read out */
  readonly reached: boolean
  /** the last one came to nothing on every way */
  readonly failed: boolean
  /** a number that was approved since it was put */
  readonly newNumber: DestinationId | null
}

/** Of all parts of a payout together: they are asked about in one message. */
export async function howReached(
  house: House,
  { beneficiaryId, attemptId }: Pick<VoucherRow, 'beneficiaryId' | 'attemptId'>,
): Promise<Reached> {
  const { rows } = await sql<Reached>`
    with asked as (
      select seq, state, created_at from message
       where beneficiary_id = ${beneficiaryId} and kind in ('voucher_question','voucher_again')
         and (about ->> 'attemptId')::uuid = ${attemptId}),
    last as (select * from asked order by seq desc limit 1)
    select exists (select from asked where state in ('sending','unknown','accepted','sent','delivered','read','printed')) as reached,
           coalesce((select state in ('failed','dropped') from last), false) as failed,
           (select d.id from destination d, last
             where d.beneficiary_id = ${beneficiaryId} and d.state = 'approved' and coalesce(d.decided_at, d.entered_at) > last.created_at) as "newNumber"`.execute(
    house.db,
  )
  return rows[0] ?? { reached: false, failed: false, newNumber: null }
}
