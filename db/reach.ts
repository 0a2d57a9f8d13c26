/**
 * What somebody’s roles let them see. Whoever reaches everything reads as the house itself; everybody else as the
 * database role `mkono_viewer`, for which every table about people shows only the rows within reach: no query has to
 * think of it, and none can forget it (db/migrations/0001-house/reach.ts).
 */
import { sql, type RawBuilder } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import { placesOf, type Reach } from '../domain/reach.js'
import { inTransaction, type House } from './database.js'
import { inSnapshot } from './snapshot.js'

/**
 * Does `work`, which only reads, with the eyes of somebody of this reach. In a transaction the house has its own eyes
 * again afterwards; after an error in the middle it has not, and the transaction can only be given up.
 */
export async function asSeen<T>(house: House, reach: Reach, work: (house: House) => Promise<T>): Promise<T> {
  if (reach.everywhere) return work(house)
  const joins = house.db.isTransaction
  return inTransaction(house, async house => {
    await sql`
      select set_config('mkono.whole', ${reach.whole.join(',')}, true), set_config('mkono.parts', ${partsOf(reach)}, true),
             set_config('role', 'mkono_viewer', true)`.execute(house.db)
    const seen = await work({ ...house, reach })
    // With the end of a transaction of its own they end by themselves.
    if (joins) await sql`set local role none`.execute(house.db)
    return seen
  })
}

/**
 * The same for what reads long: on the rows as they stand at one moment, however long it takes.
 * @param reach null: with the eyes of the house
 */
export const atOneMoment = <T>(house: House, reach: Reach | null, work: (house: House) => Promise<T>): Promise<T> =>
  inSnapshot(house, house => (reach === null ? work(house) : asSeen(house, reach, work)))

const partsOf = ({ parts }: Reach): string =>
  JSON.stringify(parts.map(({ programmeId, areas, partner }) => ({ programme: programmeId, areas, partner })))

/**
 * The places beyond which whoever looks sees nobody of a programme, as a condition on `beneficiary`. It decides nothing, for
 * the policies look at every row it leaves; but they are no way into an index, and this is: one place of forty is
 * counted without looking at the people of the others.
 */
export function whereSeen({ reach }: House, programmeId: ProgrammeId): RawBuilder<boolean> {
  const places = reach ? placesOf(reach, programmeId) : null
  return places ? sql<boolean>`beneficiary.place = any(${[...places]}::text[])` : sql<boolean>`true`
}

/** What a route can be about, by the table that has it. */
export type About =
  | 'programme'
  | 'beneficiary'
  | 'destination'
  | 'possible_duplicate'
  | 'beneficiary_import'
  | 'programme_field'
  | 'distribution'
  | 'payout'
  | 'work_case'
  | 'proposal'
  | 'people_export'
  | 'issued_list'
  | 'field_link'
  | 'incoming_message'
  | 'broadcast'
  | 'invitation'

const programmeIs: Readonly<Record<About, RawBuilder<ProgrammeId>>> = {
  programme: sql`id`,
  beneficiary: sql`programme_id`,
  destination: sql`(select b.programme_id from beneficiary b where b.id = beneficiary_id)`,
  possible_duplicate: sql`programme_id`,
  beneficiary_import: sql`programme_id`,
  programme_field: sql`programme_id`,
  distribution: sql`programme_id`,
  payout: sql`programme_id`,
  work_case: sql`programme_id`,
  proposal: sql`programme_id`,
  people_export: sql`programme_id`,
  issued_list: sql`programme_id`,
  field_link: sql`programme_id`,
  incoming_message: sql`programme_id`,
  broadcast: sql`programme_id`,
  invitation: sql`programme_id`,
}

/** The programme to which it belongs; null for what is not there, or belongs to none. */
export async function programmeOf(house: House, about: About, id: string): Promise<ProgrammeId | null> {
  const { rows } = await sql<{ programmeId: ProgrammeId | null }>`
    select ${programmeIs[about]} as "programmeId" from ${sql.table(about)} where id = ${id}`.execute(house.db)
  return rows[0]?.programmeId ?? null
}

/** Is it there for somebody of this reach? What lies beyond looks like what never was. */
export async function isSeen(house: House, reach: Reach, about: About, id: string): Promise<boolean> {
  return asSeen(house, reach, async house => {
    const { rows } = await sql`select from ${sql.table(about)} where id = ${id}`.execute(house.db)
    return rows.length > 0
  })
}
