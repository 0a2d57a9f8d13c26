/**
 * Invented people, put into the house in bulk: setting up is not what is measured. Each is sealed as an import would
 * have done it, included, and has an approved number of their own.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { House } from '../db/database.js'

/** Numbers of one Safaricom block (facts 7), nobody's: distinct for up to a million people. */
export const numberOf = (i: number): string => `+2547${String(10_000_000 + i)}`

const atOnce = 8_192

/** @param given `after`: so many numbers are taken by people of other programmes */
export async function enrol(
  house: House,
  programmeId: string,
  { people, after }: { people: number; after: number },
): Promise<void> {
  for (let from = 1; from <= people; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, people - from + 1) }, (_, i) => from + i)
    await enrolSome(house, programmeId, some, after)
  }
  // As an installation that has been running has them.
  await sql`analyze beneficiary, destination`.execute(house.db)
}

async function enrolSome(house: House, programmeId: string, some: readonly number[], after: number): Promise<void> {
  const { sealing, db } = house
  const given = some.map(n => ({
    n,
    name: sealing.seal(`Person ${n}`).toString('hex'),
    digest: randomBytes(32).toString('hex'),
    place: `Place ${n % 40}`,
    sealed: sealing.seal(numberOf(after + n)).toString('hex'),
    lookup: sealing.lookup('number', numberOf(after + n)).toString('hex'),
  }))
  await sql`
    with v as (
      select * from json_to_recordset(${JSON.stringify(given)}::json)
        as v(n int, name text, digest text, place text, sealed text, lookup text)),
    b as (
      insert into beneficiary (programme_id, number, state, name_enc, name_lookup, name_place_lookup, place,
                               household_size, language, consent_at, identity_digest, account_check, created_by)
      select ${programmeId}, n, 'included', decode(name, 'hex'), decode(digest, 'hex'), decode(digest, 'hex'), place,
             5, 'sw', now(), decode(digest, 'hex'), 'ok', 'bench'
        from v order by n returning id, number)
    insert into destination (beneficiary_id, version, number_enc, number_lookup, state, account_check, entered_by)
    select b.id, 1, decode(v.sealed, 'hex'), decode(v.lookup, 'hex'), 'approved', 'ok', 'bench'
      from b join v on v.n = b.number`.execute(db)
}
