/** Where a correction leads to: whose it is and how it stands. Lists of what waits are in db/corrections.ts. */
import { sql } from 'kysely'
import type { BeneficiaryId, DestinationId, ProgrammeId } from '../../domain/ids.js'
import type { House } from '../database.js'

export interface CorrectionPlace {
  destinationId: DestinationId
  beneficiaryId: BeneficiaryId
  programmeId: ProgrammeId
  state: 'proposed' | 'approved' | 'rejected' | 'superseded'
}

/** null: no such destination, or the first one of a person, which nobody decides on. */
export async function findCorrection(house: House, destinationId: DestinationId): Promise<CorrectionPlace | null> {
  const { rows } = await sql<CorrectionPlace>`
    select t.id as "destinationId", t.beneficiary_id as "beneficiaryId", b.programme_id as "programmeId", t.state
      from destination t join beneficiary b on b.id = t.beneficiary_id where t.id = ${destinationId} and t.version > 1`.execute(
    house.db,
  )
  return rows[0] ?? null
}

/** Proposals of others than `person`, those named or all whose number was found good; oldest first. */
export async function decidableCorrections(
  house: House,
  wanted: { programmeId: ProgrammeId; ids?: readonly string[]; person: string; limit: number },
): Promise<CorrectionPlace[]> {
  const { rows } = await sql<CorrectionPlace>`
    select t.id as "destinationId", t.beneficiary_id as "beneficiaryId", b.programme_id as "programmeId", t.state
      from destination t join beneficiary b on b.id = t.beneficiary_id
     where b.programme_id = ${wanted.programmeId} and t.state = 'proposed'
       and case when ${wanted.ids === undefined}::boolean then t.account_check = 'ok' and t.entered_by <> ${wanted.person}
                else t.id = any (${wanted.ids ?? []}::uuid[]) end
     order by t.entered_at, t.id limit ${wanted.limit}`.execute(house.db)
  return rows
}
