/** Proposals to end an unknown by hand: where they lead to. */
import { sql } from 'kysely'
import type { House } from '../database.js'

/** The proposal's payout and person, so that the right life is asked; null when there is none. */
export async function findUnknownEnd(
  house: House,
  unknownEndId: string,
): Promise<{ payoutId: string; beneficiaryId: string; state: string; proposedBy: string } | null> {
  const { rows } = await sql<{ payoutId: string; beneficiaryId: string; state: string; proposedBy: string }>`
    select a.payout_id as "payoutId", a.beneficiary_id as "beneficiaryId", e.state, e.proposed_by as "proposedBy"
      from proposal e join attempt a on a.id = e.subject
     where e.id = ${unknownEndId} and e.kind = 'unknown_end'`.execute(house.db)
  return rows[0] ?? null
}
