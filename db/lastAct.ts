/** Who moved something to where it stands now, for whoever comes second: read from the record. */
import { sql } from 'kysely'
import { byWhom } from '../domain/done.js'
import type { House } from './database.js'

/**
 * @param subject as the record names it
 * @param acts those that move it; what else is noted of it does not count
 * @returns `, by peter at 2026-11-26 10:02 UTC`; nothing where nobody has moved it yet
 */
export async function movedBy(
  house: House,
  subject: readonly [kind: string, id: string],
  acts: readonly string[],
): Promise<string> {
  const [kind, id] = subject
  const { rows } = await sql<{ person: string; at: Date }>`
    select person, at from audit_event where subject_kind = ${kind} and subject_id = ${id} and act = any (${[...acts]}::text[])
     order by id desc limit 1`.execute(house.db)
  return byWhom(rows[0]?.person, rows[0]?.at)
}
