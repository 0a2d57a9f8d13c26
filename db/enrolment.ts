/** Taking people in: many at once from a list, or one. Who is there already is known by content, never by phone. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { BeneficiaryId, ImportId, ProgrammeId } from '../domain/ids.js'
import {
  checkRow,
  identityText,
  type PersonRow,
  type RowCells,
  type RowProblem,
  type RowRules,
} from '../domain/importRow.js'
import { nameKey, namePlaceKey } from '../domain/names.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { findPairs } from './duplicateSearch.js'

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
  return programme ?? null
}

/**
 * Stores people, up to 1,000 at once, numbers them and finds whom they may double. Programmes are taken one after the
 * other (lock), so numbers have no holes and two lists at once see each other's people. Answers in the order given.
 */
export async function enrolPeople(
  house: House,
  {
    programmeId,
    people,
    importId,
    by,
  }: { programmeId: ProgrammeId; people: readonly PersonRow[]; importId?: ImportId; by: By },
): Promise<Enrolled[]> {
  if (people.length === 0) return []
  return inTransaction(house, async house => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`enrolment:${programmeId}`}, 0))`.execute(house.db)
    const digests = people.map(person => house.sealing.lookup('row', identityText(person)))
    const known = await knownByDigest(house, programmeId, digests)
    let number = await highestNumber(house, programmeId)
    const fresh: { beneficiaryId: BeneficiaryId; number: number; person: PersonRow; digest: Buffer }[] = []
    const enrolled = people.map((person, index): Enrolled => {
      const digest = digests[index] ?? Buffer.alloc(0)
      const there = known.get(digest.toString('hex'))
      if (there) return { ...there, known: true }
      const added = { beneficiaryId: randomUUID() as BeneficiaryId, number: ++number }
      known.set(digest.toString('hex'), added)
      fresh.push({ ...added, person, digest })
      return { ...added, known: false }
    })
    if (fresh.length > 0) {
      await store(house, { programmeId, fresh, importId: importId ?? null, by })
      await findPairs(
        house,
        programmeId,
        fresh.map(one => one.beneficiaryId),
      )
    }
    return enrolled
  })
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

async function store(
  house: House,
  given: {
    programmeId: ProgrammeId
    fresh: readonly { beneficiaryId: BeneficiaryId; number: number; person: PersonRow; digest: Buffer }[]
    importId: ImportId | null
    by: By
  },
): Promise<void> {
  const { seal, lookup } = house.sealing
  const now = new Date()
  await house.db
    .insertInto('beneficiary')
    .values(
      given.fresh.map(({ beneficiaryId, number, person, digest }) => ({
        id: beneficiaryId,
        programme_id: given.programmeId,
        number,
        name_enc: seal(person.name),
        name_lookup: lookup('name', nameKey(person.name)),
        name_place_lookup: lookup('name_place', namePlaceKey(person.name, person.place)),
        national_id_enc: person.nationalId === null ? null : seal(person.nationalId),
        national_id_lookup: person.nationalId === null ? null : lookup('national_id', person.nationalId),
        place: person.place,
        household_size: person.householdSize,
        language: person.language,
        remarks_enc: person.remarks === null ? null : seal(person.remarks),
        consent_at: consentMoment(person.submittedAt, now),
        identity_digest: digest,
        import_id: given.importId,
        created_by: given.by.person,
      })),
    )
    .execute()
  await house.db
    .insertInto('destination')
    .values(
      given.fresh.map(({ beneficiaryId, person }) => ({
        beneficiary_id: beneficiaryId,
        version: 1,
        number_enc: seal(person.number),
        number_lookup: lookup('number', person.number),
        state: 'approved' as const,
        entered_by: given.by.person,
      })),
    )
    .execute()
}

/** When the form was sent, if it says so in ISO 8601 (without an offset: UTC) and not in the future; else now. */
function consentMoment(submittedAt: string | null, now: Date): Date {
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    submittedAt ?? '',
  )
  if (!iso) return now
  const at = new Date(`${iso[1] ?? ''}T${iso[2] ?? '00:00'}${iso[3] ?? 'Z'}`)
  return at.getTime() > 0 && at <= now ? at : now
}

/** One person by hand. Refused rows say every problem at once; the same person again is `known`. */
export async function enrolPerson(
  house: House,
  { programmeId, cells, by }: { programmeId: ProgrammeId; cells: RowCells; by: By },
): Promise<Done<Enrolled & { possibleDuplicates: number }> | (Refused & { problems: readonly RowProblem[] })> {
  const rules = await rowRules(house, programmeId)
  if (!rules) return refused('not_found', 'There is no such programme.')
  const row = checkRow(cells, rules)
  if (!row.ok) {
    return { ...refused('invalid', row.problems.map(problem => problem.message).join(' ')), problems: row.problems }
  }
  return inTransaction(house, async house => {
    const [enrolled] = await enrolPeople(house, { programmeId, people: [row.person], by })
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
