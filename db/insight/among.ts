/**
 * Which rows an insight is about: one programme, or every programme that whoever asks reaches. What else they do not see,
 * the database hides (db/reach.ts).
 */
import { sql, type RawBuilder } from 'kysely'
import type { ProgrammeId } from '../../domain/ids.js'
import { placesOf } from '../../domain/reach.js'
import { inTransaction, type House } from '../database.js'
import { whereSeen } from '../reach.js'

/** null: every programme within reach */
export type Among = ProgrammeId | null

export const ofProgramme = (among: Among, column: string): RawBuilder<boolean> =>
  among === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = ${among}`

/** From here on it is faster to read every payout of the programme once, and let the policies say which are seen. */
const fewPlaces = 5

const within = (among: ProgrammeId): RawBuilder<boolean> =>
  sql<boolean>`payout.distribution_id = any (array(select d.id from distribution d where d.programme_id = ${among}))`

/**
 * Payouts as `payout`, each with its person as `beneficiary`. Those of one programme are found by their distributions, which
 * have an index; those of people whom one may see, by their places.
 */
const payoutsWithPeople = (house: House, among: Among): RawBuilder<unknown> =>
  among === null
    ? sql`from payout join beneficiary on beneficiary.id = payout.beneficiary_id where true`
    : sql`from payout join beneficiary on beneficiary.id = payout.beneficiary_id
      where beneficiary.programme_id = ${among} and ${whereSeen(house, among)} and ${within(among)}`

/** The same without their people, for whoever sees all of them: a list of 131,072 is read in half the time. */
export function payoutsAmong(house: House, among: Among): RawBuilder<unknown> {
  if (among === null) return sql`from payout where true`
  const places = house.reach ? placesOf(house.reach, among) : null
  if (places !== null && places.length <= fewPlaces) return payoutsWithPeople(house, among)
  return sql`from payout where ${within(among)}`
}

/**
 * Counts of a hundred thousand rows are sorted and joined in memory, not on disk. For one count at a time of each who looks: the
 * page asks at most once a minute.
 */
export const withRoom = <T>(house: House, count: (house: House) => Promise<T>): Promise<T> =>
  inTransaction(house, async house => {
    await sql`select set_config('work_mem', '32MB', true)`.execute(house.db)
    return count(house)
  })

/** Those that are paid. When each was is its last change of state, which a success ends. */
export const paid = sql<boolean>`payout.state in ('paid', 'overpaid')`
