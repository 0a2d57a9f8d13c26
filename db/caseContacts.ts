/** What came of trying to reach somebody about a case: only added to. */
import { sql } from 'kysely'
import type { ContactHow, ContactResult } from '../domain/cases.js'
import { done, refused, type Done } from '../domain/done.js'
import type { CaseId, DestinationId, ExportId, FieldLinkId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { closedAlready } from './cases.js'
import { inTransaction, type House } from './database.js'

export interface Contact {
  readonly contactId: string
  readonly at: Date
  readonly how: ContactHow
  readonly result: ContactResult
  /** opened: personal */
  readonly note: string | null
  /** the number that was given on this occasion, as it was proposed */
  readonly destinationId: DestinationId | null
  readonly enteredBy: string
  readonly enteredAt: Date
}

/** A clock that goes a little wrong makes no contact of tomorrow. */
const clockMs = 5 * 60_000

/**
 * Notes a contact about an open case. One that comes by a file or a page has a `source`, and the same source again is known.
 * @param at when it was; now, where nothing is said
 */
export async function noteContact(
  house: House,
  given: {
    caseId: CaseId
    how: ContactHow
    result: ContactResult
    note?: string | undefined
    at?: Date | undefined
    destinationId?: DestinationId | undefined
    fieldLinkId?: FieldLinkId | undefined
    listId?: ExportId | undefined
    source?: Buffer | undefined
    by: By
  },
): Promise<Done<{ contactId: string | null }>> {
  const { caseId, how, result, note, at = new Date(), destinationId, fieldLinkId, listId, source, by } = given
  if (at.getTime() > Date.now() + clockMs)
    return refused('invalid', 'Nobody was contacted in the future: correct the time.')
  return inTransaction(house, async house => {
    const found = await house.db
      .selectFrom('work_case')
      .select(['state', 'programme_id', 'closed_by', 'closed_at'])
      .where('id', '=', caseId)
      .forShare()
      .executeTakeFirst()
    if (!found) return refused('not_found', 'There is no such case.')
    if (found.state === 'closed') return closedAlready(found)
    const noted = await house.db
      .insertInto('case_contact')
      .values({
        case_id: caseId,
        how,
        result,
        note_enc: note === undefined ? null : house.sealing.seal(note),
        at,
        destination_id: destinationId ?? null,
        field_link_id: fieldLinkId ?? null,
        list_id: listId ?? null,
        entered_by: by.person,
        source: source ?? null,
      })
      .onConflict(conflict => conflict.column('source').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!noted) return done({ contactId: null })
    await recordAct(house, {
      by,
      act: 'contact noted',
      programmeId: found.programme_id,
      subject: ['case', caseId],
      details: { how, result, destinationId: destinationId ?? null },
      ...(note === undefined ? {} : { personal: { note } }),
    })
    return done({ contactId: noted.id })
  })
}

/** Of one case, oldest first; at most the newest 200. */
export async function contactsOf(house: House, caseId: CaseId): Promise<Contact[]> {
  const rows = await house.db
    .selectFrom('case_contact')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.reverse().map(row => ({
    contactId: row.id,
    at: row.at,
    how: row.how,
    result: row.result,
    note: row.note_enc === null ? null : house.sealing.open(row.note_enc),
    destinationId: row.destination_id,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
  }))
}

/** Which of these sources are known already. */
export async function knownSources(house: House, sources: readonly Buffer[]): Promise<Set<string>> {
  const { rows } = await sql<{ source: Buffer }>`
    select source from case_contact where source = any (${[...sources]}::bytea[])`.execute(house.db)
  return new Set(rows.map(({ source }) => source.toString('hex')))
}
