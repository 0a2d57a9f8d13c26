/** What a check says, and how it names the rows that do not agree. */
import { sql, type RawBuilder } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'

export interface Check {
  /** what must hold, as a sentence */
  name: string
  ok: boolean
  /** minor units for accounts, otherwise how many do not agree; text, so that it survives JSON */
  found: string
  expected?: string
  /** checks of accounts stand for one programme */
  programmeId?: ProgrammeId
  /** ids of at most ten rows that do not agree */
  examples: string[]
}

/** Runs a query that gives the `id` of every row that does not agree. */
export async function disagreeing(house: House, name: string, query: RawBuilder<unknown>): Promise<Check> {
  const { rows } = await sql<{ count: bigint; examples: string[] | null }>`
    select count(*) as count, (array_agg(id::text order by id))[1:10] as examples from (${query}) found`.execute(
    house.db,
  )
  const count = rows[0]?.count ?? 0n
  return { name, ok: count === 0n, found: count.toString(), expected: '0', examples: rows[0]?.examples ?? [] }
}

/** A condition: of this programme, or of any. */
export const ofProgramme = (column: string, programmeId: ProgrammeId | undefined): RawBuilder<boolean> =>
  programmeId === undefined ? sql`true` : sql`${sql.ref(column)} = ${programmeId}`
