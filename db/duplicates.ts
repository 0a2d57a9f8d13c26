/**
 * Possible duplicates: pairs of people, found by what they share (db/duplicateSearch.ts) and by what is alike
 * (db/likenessSearch.ts), each decided by a person.
 */
import { sql } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { byWhom, done, refused, type Done, type Refused } from '../domain/done.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import { comparable, likeness, type Likeness } from '../domain/likeness.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { changeStates } from './beneficiaryStates.js'
import { closeCasesOf } from './cases.js'
import { inTransaction, type House } from './database.js'

export interface PairPerson {
  readonly beneficiaryId: BeneficiaryId
  readonly number: number
  readonly state: string
  readonly name: string
  readonly phone: string | null
  readonly nationalId: string | null
  readonly place: string
  readonly householdSize: number
}

export interface DuplicatePair {
  readonly pairId: string
  readonly reasons: readonly string[]
  readonly state: 'open' | 'different' | 'duplicate'
  readonly declinedId: BeneficiaryId | null
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly createdAt: Date
  readonly people: readonly [PairPerson, PairPerson]
  /** what speaks for their being one, as they are now */
  readonly likeness: Likeness
}

/** Pairs with both people side by side, oldest first. `after` is the last pair of the page before. */
export async function listPairs(
  house: House,
  given: {
    programmeId: ProgrammeId
    state?: DuplicatePair['state'] | undefined
    beneficiaryId?: BeneficiaryId | undefined
    after?: string | undefined
    limit: number
  },
): Promise<{ pairs: DuplicatePair[]; next: string | null }> {
  let query = house.db.selectFrom('possible_duplicate').selectAll().where('programme_id', '=', given.programmeId)
  if (given.state) query = query.where('state', '=', given.state)
  if (given.beneficiaryId) query = query.where(sql<boolean>`${given.beneficiaryId} in (beneficiary_a, beneficiary_b)`)
  if (given.after !== undefined) {
    query = query.where(
      sql<boolean>`(created_at, id) > (select l.created_at, l.id from possible_duplicate l where l.id = ${given.after})`,
    )
  }
  const found = await query
    .orderBy('created_at')
    .orderBy('id')
    .limit(given.limit + 1)
    .execute()
  const rows = found.slice(0, given.limit)
  const people = await peopleOf(
    house,
    rows.flatMap(row => [row.beneficiary_a, row.beneficiary_b]),
  )
  const pairs = rows.map(row => {
    const both = [personOf(people, row.beneficiary_a), personOf(people, row.beneficiary_b)] as const
    return {
      pairId: row.id,
      reasons: row.reasons,
      state: row.state,
      declinedId: row.declined_beneficiary_id,
      reason: row.reason,
      decidedBy: row.decided_by,
      decidedAt: row.decided_at,
      createdAt: row.created_at,
      people: both,
      likeness: likeness(comparable(both[0]), comparable(both[1])),
    }
  })
  return { pairs, next: found.length > given.limit ? (pairs.at(-1)?.pairId ?? null) : null }
}

async function peopleOf(house: House, ids: readonly BeneficiaryId[]): Promise<Map<BeneficiaryId, PairPerson>> {
  const rows = await house.db
    .selectFrom('beneficiary')
    .leftJoin('destination', join =>
      join.onRef('destination.beneficiary_id', '=', 'beneficiary.id').on('destination.state', '=', 'approved'),
    )
    .select([
      'beneficiary.id',
      'number',
      'beneficiary.state',
      'name_enc',
      'national_id_enc',
      'place',
      'household_size',
      'number_enc',
    ])
    .where(sql<boolean>`beneficiary.id = any(${[...ids]}::uuid[])`)
    .execute()
  const { open } = house.sealing
  return new Map(
    rows.map(row => [
      row.id,
      {
        beneficiaryId: row.id,
        number: row.number,
        state: row.state,
        name: open(row.name_enc),
        phone: row.number_enc === null ? null : open(row.number_enc),
        nationalId: row.national_id_enc === null ? null : open(row.national_id_enc),
        place: row.place,
        householdSize: row.household_size,
      },
    ]),
  )
}

function personOf(people: ReadonlyMap<BeneficiaryId, PairPerson>, id: BeneficiaryId): PairPerson {
  const person = people.get(id)
  if (!person)
    throw new Error('A pair names a person who is not there: the foreign key of possible_duplicate is broken.')
  return person
}

export async function countPairs(
  house: House,
  programmeId: ProgrammeId,
): Promise<Record<DuplicatePair['state'], number>> {
  const rows = await house.db
    .selectFrom('possible_duplicate')
    .select(({ fn }) => ['state', fn.countAll<bigint>().as('count')])
    .where('programme_id', '=', programmeId)
    .groupBy('state')
    .execute()
  const counts = { open: 0, different: 0, duplicate: 0 }
  for (const row of rows) counts[row.state] = Number(row.count)
  return counts
}

/** Different households, or one household of which `declineId` is the entry that goes. */
export type PairDecision = { is: 'different' } | { is: 'duplicate'; declineId: BeneficiaryId }

/** A person decides an open pair. Deciding it again the same way changes nothing; otherwise it is a conflict. */
export async function decidePair(
  house: House,
  { pairId, decision, reason, by }: { pairId: string; decision: PairDecision; reason?: string | undefined; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const pair = await house.db
      .selectFrom('possible_duplicate')
      .selectAll()
      .where('id', '=', pairId)
      .forUpdate()
      .executeTakeFirst()
    if (!pair) return refused('not_found', 'There is no such pair.')
    const declineId = decision.is === 'duplicate' ? decision.declineId : null
    if (declineId !== null && declineId !== pair.beneficiary_a && declineId !== pair.beneficiary_b) {
      return refused('invalid', 'Only one of the two people of the pair can be declined.')
    }
    if (pair.state === decision.is && pair.declined_beneficiary_id === declineId) return done()
    if (pair.state !== 'open')
      return refused('conflict', `The pair was decided already${byWhom(pair.decided_by, pair.decided_at)}.`)
    if (declineId !== null) {
      const refusal = await declineOne(house, pair.programme_id, declineId, by)
      if (refusal) return refusal
    }
    await house.db
      .updateTable('possible_duplicate')
      .set({
        state: decision.is,
        declined_beneficiary_id: declineId,
        reason: reason ?? null,
        decided_by: by.person,
        decided_at: sql<Date>`now()`,
      })
      .where('id', '=', pairId)
      .execute()
    const resolution = decision.is === 'different' ? caseEnds.different : caseEnds.one_declined
    await closeCasesOf(house, { pairId, by, resolution })
    await recordAct(house, {
      by,
      act: `possible duplicate decided: ${decision.is}`,
      programmeId: pair.programme_id,
      subject: ['possible duplicate', pairId],
      details: { declined: declineId, beneficiaries: [pair.beneficiary_a, pair.beneficiary_b] },
      ...(reason === undefined ? {} : { personal: { reason } }),
    })
    return done()
  })
}

/** Null when the person is out (now or before); a refusal when they can not be, with nothing written. */
async function declineOne(house: House, programmeId: ProgrammeId, id: BeneficiaryId, by: By): Promise<Refused | null> {
  const declined = await changeStates(house, {
    act: 'decline',
    who: { programmeId, ids: [id] },
    reason: 'duplicate',
    by,
  })
  if (!declined.ok) return declined
  const [obstacle] = declined.cannot
  if (declined.changed === 1 || obstacle?.code === 'declined') return null
  return refused('state', `This person can not be declined: ${obstacle?.says ?? 'not found'}.`)
}
