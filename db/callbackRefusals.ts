/** Callbacks that were not taken: counted by the hour and by what was wrong with them, never kept. */
import { sql } from 'kysely'
import type { FspAccountId } from '../domain/ids.js'
import type { House } from './database.js'
import type { RefusedFor } from './schema.js'

/** All of an account since it was made; over the table `fsp_account`. */
export const callbacksRefused = sql<bigint>`
  (select coalesce(sum(r.count), 0)::int8 from callback_refusal r where r.fsp_account_id = fsp_account.id)`

export async function countRefusedCallback(house: House, fspAccountId: FspAccountId, why: RefusedFor): Promise<void> {
  await sql`
    insert into callback_refusal as r (fsp_account_id, hour, why, count)
    values (${fspAccountId}, date_trunc('hour', now(), 'UTC'), ${why}, 1)
    on conflict (fsp_account_id, hour, why) do update set count = r.count + 1`.execute(house.db)
}

/** How many in so many hours, the hour that has begun and the one in which the time began included whole. */
export async function refusedCallbacks(
  house: House,
  fspAccountId: FspAccountId,
  hours: number,
): Promise<Record<RefusedFor, number>> {
  const { rows } = await sql<{ why: RefusedFor; count: number }>`
    select why, sum(count)::float8 as count from callback_refusal
     where fsp_account_id = ${fspAccountId} and hour > now() - ${hours + 1} * interval '1 hour'
     group by why`.execute(house.db)
  const of = (why: RefusedFor): number => rows.find(row => row.why === why)?.count ?? 0
  return {
    source: of('source'),
    content_type: of('content_type'),
    too_large: of('too_large'),
    malformed: of('malformed'),
  }
}
