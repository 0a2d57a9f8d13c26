/**
 * Which rows an insight is about: one programme, or every programme that whoever asks reaches. What else they do not see,
 * the database hides (db/reach.ts).
 */
import { sql, type RawBuilder } from 'kysely'
import type { ProgrammeId } from '../../domain/ids.js'
import { placesOf } from '../../domain/reach.js'
import type { House } from '../database.js'
import { whereSeen } from '../reach.js'

/** null: every programme within reach */
export type Among = ProgrammeId | null

export const ofProgramme = (among: Among, column: string): RawBuilder<boolean> =>
  among === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = ${among}`

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
  if (house.reach && placesOf(house.reach, among) !== null) return payoutsWithPeople(house, among)
  return sql`from payout where ${within(among)}`
}

/** Those that are paid. When each was is its last change of state, which a success ends. */
export const paid = sql<boolean>`payout.state in ('paid', 'overpaid')`
