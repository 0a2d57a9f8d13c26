/**
 * Files of people: all of a programme or some of them, or those whose number is to be corrected, to be taken along. Asked for with a reason; where the programme says so, a second person decides. The file is made when it
 * is fetched, with the eyes of whoever asked for it and nobody else, within a day; it lies nowhere.
 */
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { ExportId, ImportId, ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { countBeneficiaries } from './beneficiaries.js'
import { inTransaction, type House } from './database.js'
import { allowList } from './issuedLists.js'
import { decide, propose, type Carrying, type Decision } from './proposals.js'
import { columnsOf, type PeopleWanted } from './peopleFile.js'
import { takesTwo } from './twoPeople.js'

export type ExportedWhat = 'people' | 'corrections' | 'refused_rows'

export interface PeopleExport {
  readonly exportId: ExportId
  readonly programmeId: ProgrammeId
  readonly what: ExportedWhat
  /** only people of this place; null: of all */
  readonly place: string | null
  readonly askedBy: string
  readonly askedAt: Date
  /** of people: whom, and which columns, as it was asked */
  readonly wanted: PeopleWanted
  /** null while a second person has not allowed it */
  readonly goodUntil: Date | null
  readonly isGood: boolean
}

const goodFor = sql`now() + interval '24 hours'`

/** @returns with a proposal where a second person has to allow it first */
export async function askExport(
  house: House,
  given: {
    programmeId: ProgrammeId
    what?: ExportedWhat
    place?: string | undefined
    wanted?: PeopleWanted | undefined
    /** of refused rows: which list refused them */
    importId?: ImportId | undefined
    reason: string
    by: By
  },
): Promise<Done<{ exportId: ExportId; proposalId: string | null }>> {
  const { programmeId, what = 'people', place, wanted = {}, importId, reason, by } = given
  return inTransaction(house, async house => {
    const two = await takesTwo(house, 'exports', [programmeId])
    const { rows } = await sql<{ id: ExportId }>`
      insert into people_export (programme_id, what, place, import_id, wanted, asked_by, good_until)
      values (${programmeId}, ${what}, ${place ?? null}, ${importId ?? null}, ${JSON.stringify(wanted)}, ${by.person},
              ${two ? null : goodFor}) returning id`.execute(house.db)
    const exportId = rows[0]?.id
    if (!exportId) throw new Error('The export was not stored.')
    // What leaves is told by its size and its columns, whoever the filter named.
    const size =
      what === 'people'
        ? { people: await countBeneficiaries(house, { ...wanted.who, programmeId }), columns: columnsOf(wanted) }
        : {}
    await recordAct(house, {
      by,
      act: 'export asked for',
      programmeId,
      subject: ['export', exportId],
      details: { what, place: place ?? null, ...size, ...(importId === undefined ? {} : { importId }) },
      personal: { reason },
    })
    if (!two) return done({ exportId, proposalId: null })
    const about = { id: exportId }
    const summary = {
      what,
      ...size,
      ...(place === undefined ? {} : { place }),
      ...(importId === undefined ? {} : { importId }),
    }
    const proposed = await propose(house, { kind: 'export', programmeId, about, summary, reason, by })
    return proposed.ok ? done({ exportId, proposalId: proposed.proposalId }) : proposed
  })
}

const allowing: Carrying<object> = {
  kind: 'export',
  carryOut: async (house, { subject }) => {
    await sql`update people_export set good_until = ${goodFor} where id = ${subject}`.execute(house.db)
    // A list of a distribution that names people is allowed in the same way.
    if (subject !== null) await allowList(house, subject)
    return done()
  },
}

export async function decideExport(house: House, decision: Decision): Promise<Done> {
  const decided = await decide(house, allowing, decision)
  return decided.ok ? done() : decided
}

export async function findExport(house: House, exportId: ExportId): Promise<PeopleExport | null> {
  const { rows } = await sql<PeopleExport>`
    select id as "exportId", programme_id as "programmeId", what, place, wanted, asked_by as "askedBy", asked_at as "askedAt",
           good_until as "goodUntil", coalesce(good_until > now(), false) as "isGood"
      from people_export where id = ${exportId}`.execute(house.db)
  return rows[0] ?? null
}

/** Why this person can not fetch it now; null when they can. */
export function wrongWithFetching({ what, askedBy, goodUntil, isGood }: PeopleExport, by: By, wanted: ExportedWhat) {
  if (what !== wanted) return refused('state', 'Another file was asked for: fetch that one.')
  if (askedBy !== by.person) return refused('conflict', 'Somebody else asked for this file: ask for one of your own.')
  if (goodUntil === null) return refused('state', 'A second person has not allowed this file yet.')
  return isGood ? null : refused('state', 'This file is too old: ask for it anew.')
}

/**
 * Why this person can not have the refused rows of a list now; null when they can. They are people’s names and numbers like
 * any file of them: where files take two, somebody else has to have allowed it within the day.
 */
export async function wrongWithRefusedRows(
  house: House,
  { programmeId, importId, by }: { programmeId: ProgrammeId; importId: ImportId; by: By },
): Promise<Refused | null> {
  if (!(await takesTwo(house, 'exports', [programmeId]))) return null
  const { rows } = await sql`
    select from people_export where import_id = ${importId} and asked_by = ${by.person} and good_until > now() limit 1`.execute(
    house.db,
  )
  if (rows.length > 0) return null
  return refused(
    'four_eyes',
    'Files of people take two in this programme: ask for this one by POST /imports/{id}/refused-rows, and fetch it within a day after somebody else has allowed it.',
  )
}
