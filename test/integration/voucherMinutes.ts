/** Minutes and hours pass for vouchers that wait to ask the FSP again. */
import { sql } from 'kysely'
import type { House } from '../../db/database.js'
import type { VoucherState } from '../../domain/voucher.js'

/** What is being looked at in this moment is left to the next time: nobody waits for a test, nor it for them. */
export const minutesPass = (
  { db }: Pick<House, 'db'>,
  states: readonly VoucherState[] = ['unsettled', 'cancelling', 'lost'],
): Promise<unknown> =>
  sql`
    update voucher set next_at = now(), wake_at = clock_timestamp() where id in (
      select id from voucher where state = any (${[...states]}::text[]) and next_at > now() + interval '5 seconds'
         for update skip locked)`.execute(db)
