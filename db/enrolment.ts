/** Taking people in: many at once from a list, or one. Who is there already is known by content, never by phone. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { customColumn, isCustomColumn } from '../domain/customField.js'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { BeneficiaryId, ImportId, ProgrammeId } from '../domain/ids.js'
import { checkRow, type RowCells, type RowProblem, type RowRules } from '../domain/importRow.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { fieldsInUse } from './customFields.js'
import { inTransaction, type House } from './database.js'
import { tellPeople } from './messages/queue.js'
import { findPairs, openPairs } from './duplicateSearch.js'
import { duplicateKeys, sealPerson, type SealedPerson } from './sealedPerson.js'

export interface Enrolled {
  readonly beneficiaryId: BeneficiaryId
  readonly number: number
  /** was there already, by an earlier row with the same content */
  readonly known: boolean
}

/** What a programme asks of every row, or null when there is no such programme. */
export async function rowRules(house: House, programmeId: ProgrammeId): Promise<RowRules | null> {
  const programme = await house.db
    .selectFrom('programme')
    .select(['country', 'languages'])
    .where('id', '=', programmeId)
    .executeTakeFirst()
  return programme ? { ...programme, custom: await fieldsInUse(house, programmeId) } : null
}

/** Where people come from: by hand, or from a row of a list. */
export interface Origin {
  readonly programmeId: ProgrammeId
  readonly importId?: ImportId
  readonly by: By
}

/** A person to be enrolled; `row` is where they stand in their list, if they come from one. */
export type Newcomer = SealedPerson & { readonly row?: number }

/**
 * Stores people, up to some thousands at once, numbers them and finds whom they may double. Programmes are taken one
 * after the other (lock), so numbers have no holes and two lists at once see each other's people. Answers in the order
 * given.
 */
export async function enrolPeople(house: House, people: readonly Newcomer[], from: Origin): Promise<Enrolled[]> {
  if (people.length === 0) return []
  const { programmeId } = from
  return inTransaction(house, async house => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`enrolment:${programmeId}`}, 0))`.execute(house.db)
    const digests = people.map(person => person.identityDigest)
    const known = await knownByDigest(house, programmeId, digests)
    let number = await highestNumber(house, programmeId)
    const fresh: Fresh[] = []
    const enrolled = people.map((person): Enrolled => {
      const digest = person.identityDigest.toString('hex')
      const there = known.get(digest)
      if (there) return { ...there, known: true }
      const added = { beneficiaryId: randomUUID() as BeneficiaryId, number: ++number }
      known.set(digest, added)
      fresh.push({ ...added, person })
      return { ...added, known: false }
    })
    if (fresh.length > 0) {
      const compared = fresh.map(({ beneficiaryId, person }) => ({ beneficiaryId, ...duplicateKeys(person) }))
      // Looked for before they are stored: then a key that is found is somebody else's.
      const pairs = await findPairs(house, programmeId, compared)
      await store(house, fresh, from)
      await openPairs(house, programmeId, pairs)
      await tellPeople(
        house,
        fresh.map(({ beneficiaryId }) => ({ beneficiaryId, kind: 'registered', cause: 'registered' })),
      )
    }
    return enrolled
  })
}

interface Fresh {
  readonly beneficiaryId: BeneficiaryId
  readonly number: number
  readonly person: Newcomer
}

/** Which of these identities are there already. */
export async function knownByDigest(
  house: House,
  programmeId: ProgrammeId,
  digests: readonly Buffer[],
): Promise<Map<string, { beneficiaryId: BeneficiaryId; number: number }>> {
  const rows = await house.db
    .selectFrom('beneficiary')
    .select(['id', 'number', 'identity_digest'])
    .where('programme_id', '=', programmeId)
    .where(sql<boolean>`identity_digest = any(${[...digests]}::bytea[])`)
    .execute()
  return new Map(rows.map(row => [row.identity_digest.toString('hex'), { beneficiaryId: row.id, number: row.number }]))
}

async function highestNumber(house: House, programmeId: ProgrammeId): Promise<number> {
  const row = await house.db
    .selectFrom('beneficiary')
    .select(({ fn }) => fn.max('number').as('highest'))
    .where('programme_id', '=', programmeId)
    .executeTakeFirst()
  return row?.highest ?? 0
}

/** Columns as arrays: a statement with a parameter for every cell takes longer to read than to do. */
async function store(house: House, fresh: readonly Fresh[], { programmeId, importId, by }: Origin): Promise<void> {
  const each = <T>(of: (person: Newcomer) => T): T[] => fresh.map(({ person }) => of(person))
  await sql`
    with person as materialized (
      select * from unnest(
        ${fresh.map(({ beneficiaryId }) => beneficiaryId)}::uuid[], ${fresh.map(({ number }) => number)}::int[],
        ${each(({ row }) => row ?? null)}::int[], ${each(({ name }) => name)}::bytea[],
        ${each(({ nameLookup }) => nameLookup)}::bytea[], ${each(({ namePlaceLookup }) => namePlaceLookup)}::bytea[],
        ${each(({ nationalId }) => nationalId)}::bytea[], ${each(({ nationalIdLookup }) => nationalIdLookup)}::bytea[],
        ${each(({ place }) => place)}::text[], ${each(({ partner }) => partner)}::text[],
        ${each(({ householdSize }) => householdSize)}::int[],
        ${each(({ language }) => language)}::text[], ${each(({ remarks }) => remarks)}::bytea[],
        ${each(({ consentAt }) => consentAt.toISOString())}::timestamptz[],
        ${each(({ identityDigest }) => identityDigest)}::bytea[], ${each(({ number }) => number)}::bytea[],
        ${each(({ numberLookup }) => numberLookup)}::bytea[], ${each(({ custom }) => custom)}::jsonb[],
        ${each(({ customSealed }) => customSealed)}::bytea[])
      as p (id, number, import_row, name_enc, name_lookup, name_place_lookup, national_id_enc, national_id_lookup, place,
            partner, household_size, language, remarks_enc, consent_at, identity_digest, number_enc, number_lookup, custom, custom_enc)),
    people as (
      insert into beneficiary (id, programme_id, number, import_id, import_row, name_enc, name_lookup, name_place_lookup,
                               national_id_enc, national_id_lookup, place, partner, household_size, language, remarks_enc,
                               consent_at, identity_digest, custom, custom_enc, created_by)
      select id, ${programmeId}, number, ${importId ?? null}::uuid, import_row, name_enc, name_lookup, name_place_lookup,
             national_id_enc, national_id_lookup, place, partner, household_size, language, remarks_enc,
             consent_at, identity_digest, custom, custom_enc, ${by.person} from person),
    due as (insert into likeness_due (beneficiary_id, programme_id) select id, ${programmeId} from person)
    insert into destination (beneficiary_id, version, number_enc, number_lookup, state, entered_by)
    select id, 1, number_enc, number_lookup, 'approved', ${by.person} from person`.execute(house.db)
}

/** One person by hand. Refused rows say every problem at once; the same person again is `known`. */
export async function enrolPerson(
  house: House,
  { programmeId, cells, by }: { programmeId: ProgrammeId; cells: RowCells; by: By },
): Promise<Done<Enrolled & { possibleDuplicates: number }> | (Refused & { problems: readonly RowProblem[] })> {
  const rules = await rowRules(house, programmeId)
  if (!rules) return refused('not_found', 'There is no such programme.')
  const unknown = Object.keys(cells).find(
    column => isCustomColumn(column) && !rules.custom?.some(({ key }) => customColumn(key) === column),
  )
  if (unknown !== undefined) return refused('invalid', `The programme has no field ${unknown.replace('custom.', '')}.`)
  const row = checkRow(cells, rules)
  if (!row.ok) {
    return { ...refused('invalid', row.problems.map(problem => problem.message).join(' ')), problems: row.problems }
  }
  return inTransaction(house, async house => {
    const [enrolled] = await enrolPeople(house, [sealPerson(house.sealing, row.person)], { programmeId, by })
    if (!enrolled) throw new Error('Enrolling one person must answer for one person.')
    if (!enrolled.known) {
      await recordAct(house, {
        by,
        act: 'beneficiary enrolled',
        programmeId,
        subject: ['beneficiary', enrolled.beneficiaryId],
      })
    }
    const { count } = await house.db
      .selectFrom('possible_duplicate')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('state', '=', 'open')
      .where(sql<boolean>`${enrolled.beneficiaryId} in (beneficiary_a, beneficiary_b)`)
      .executeTakeFirstOrThrow()
    return done({ ...enrolled, possibleDuplicates: Number(count) })
  })
}
