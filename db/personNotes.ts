/** What staff write down about a person for whoever comes next: sealed, and only added to. */
import { done, refused, type Done } from '../domain/done.js'
import type { BeneficiaryId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

export interface PersonNote {
  readonly noteId: string
  /** opened: personal */
  readonly text: string
  readonly writtenBy: string
  readonly writtenAt: Date
}

export async function writeNote(
  house: House,
  { beneficiaryId, text, by }: { beneficiaryId: BeneficiaryId; text: string; by: By },
): Promise<Done<{ noteId: string }>> {
  return inTransaction(house, async house => {
    const person = await house.db
      .selectFrom('beneficiary')
      .select('programme_id')
      .where('id', '=', beneficiaryId)
      .executeTakeFirst()
    if (!person) return refused('not_found', 'There is no such person.')
    const { id } = await house.db
      .insertInto('beneficiary_note')
      .values({ beneficiary_id: beneficiaryId, text_enc: house.sealing.seal(text), written_by: by.person })
      .returning('id')
      .executeTakeFirstOrThrow()
    // What it says stands in the note alone.
    const subject = ['beneficiary', beneficiaryId] as const
    await recordAct(house, {
      by,
      act: 'note written',
      programmeId: person.programme_id,
      subject,
      details: { note: id },
    })
    return done({ noteId: id })
  })
}

/** Of one person, newest first; at most the newest 200. */
export async function notesOf(house: House, beneficiaryId: BeneficiaryId): Promise<PersonNote[]> {
  const rows = await house.db
    .selectFrom('beneficiary_note')
    .selectAll()
    .where('beneficiary_id', '=', beneficiaryId)
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map(row => ({
    noteId: row.id,
    text: house.sealing.open(row.text_enc),
    writtenBy: row.written_by,
    writtenAt: row.written_at,
  }))
}
