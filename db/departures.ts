import { sql } from 'kysely'
import type { FspAccountId } from '../domain/ids.js'
import type { House } from './database.js'

/** A moment at which one request may leave, and now: both by the database’s clock, in epoch milliseconds. */
export interface Slot {
  atMs: number
  nowMs: number
}

/**
 * Gives out the next slot of an account: each at least `everyMs` after the one before, whoever asks, and none for time
 * that has passed unused, so that nobody bursts after a rest. Null when the next one lies beyond `byMs`; then none is used
 * up. `leadMs`: not sooner than this from now. A statement of its own, committed before the answer: a slot that was given is never given again.
 */
export async function takeSlot(
  house: House,
  {
    fspAccountId,
    everyMs,
    byMs,
    leadMs,
  }: { fspAccountId: FspAccountId; everyMs: number; byMs: number; leadMs: number },
): Promise<Slot | null> {
  const every = sql`${everyMs}::float8 * interval '1 millisecond'`
  const soonest = sql`clock_timestamp() + ${leadMs}::float8 * interval '1 millisecond'`
  const { rows } = await sql<Slot>`
    insert into departure as d (fsp_account_id, next_at) values (${fspAccountId}, ${soonest} + ${every})
    on conflict (fsp_account_id) do update set next_at = greatest(d.next_at, ${soonest}) + ${every}
     where greatest(d.next_at, ${soonest}) <= to_timestamp(${byMs}::float8 / 1000)
    returning (extract(epoch from d.next_at - ${every}) * 1000)::float8 as "atMs",
              (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs"`.execute(house.db)
  return rows[0] ?? null
}
