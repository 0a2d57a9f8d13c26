/** What of a programme takes two people beside what always does: changes of roles, files of people. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { holdSetting, settingName } from './basis.js'
import { inTransaction, type House } from './database.js'
import { decide, propose, type Carrying, type Decision } from './proposals.js'

export const mayTakeTwo = ['roles', 'exports'] as const
export type TakesTwo = (typeof mayTakeTwo)[number]

export async function twoPeopleOf(house: House, programmeId: ProgrammeId): Promise<TakesTwo[] | null> {
  const { rows } = await sql<{ what: TakesTwo[] }>`
    select two_people as what from programme where id = ${programmeId}`.execute(house.db)
  return rows[0]?.what ?? null
}

/** Does this take two in one of these programmes? null among them stands for every programme. */
export async function takesTwo(house: House, what: TakesTwo, programmes: readonly (string | null)[]): Promise<boolean> {
  const named = programmes.filter(each => each !== null)
  const { rows } = await sql`
    select from programme where ${what} = any (two_people) and (${named.length < programmes.length} or id = any (${named}::uuid[])) limit 1`.execute(
    house.db,
  )
  return rows.length > 0
}

/** More is set by one; less, once roles take two, by two: or one could first take the rule away. */
export async function setTwoPeople(
  house: House,
  { programmeId, what, by }: { programmeId: ProgrammeId; what: readonly TakesTwo[]; by: By },
): Promise<Done<{ proposalId: string | null }>> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ what: TakesTwo[] }>`
      select two_people as what from programme where id = ${programmeId} for update`.execute(house.db)
    const before = rows[0]?.what
    if (!before) return refused('not_found', 'There is no such programme.')
    const loses = before.some(each => !what.includes(each))
    if (loses && before.includes('roles')) {
      const summary = { before, after: what }
      return propose(house, { kind: 'two_people', programmeId, about: { id: programmeId }, summary, content: what, by })
    }
    await write(house, { programmeId, what, before, by })
    return done({ proposalId: null })
  })
}

async function write(
  house: House,
  given: { programmeId: ProgrammeId; what: readonly TakesTwo[]; before: readonly TakesTwo[]; by: By },
): Promise<void> {
  const { programmeId, what, before, by } = given
  await sql`update programme set two_people = ${[...what]}::text[] where id = ${programmeId}`.execute(house.db)
  await recordAct(house, {
    by,
    act: 'what takes two people changed',
    programmeId,
    subject: ['programme', programmeId],
    details: { before, after: what },
  })
}

const loosening: Carrying<object> = {
  kind: 'two_people',
  carryOut: async (house, { programmeId }, content, by) => {
    if (programmeId === null) return refused('not_found', 'There is no such programme.')
    await holdSetting(house, settingName.twoPeople(programmeId))
    const before = (await twoPeopleOf(house, programmeId)) ?? []
    await write(house, { programmeId, what: content as TakesTwo[], before, by })
    return done()
  },
}

export async function decideTwoPeople(house: House, decision: Decision): Promise<Done> {
  const decided = await decide(house, loosening, decision)
  return decided.ok ? done() : decided
}
