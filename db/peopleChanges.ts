/**
 * Many people changed by a file: looked at first, before and after of every row, then stored as a whole. Whoever was
 * changed by somebody else in between is left as they are and told with both values.
 */
import { sql } from 'kysely'
import { beneficiaryRef, parseBeneficiaryRef } from '../domain/beneficiaryRef.js'
import {
  differences,
  readChanges,
  type AnyField,
  type ChangeableField,
  type ChangeColumn,
  type ChangeRow,
  type FieldChange,
  type FieldValues,
} from '../domain/changeFile.js'
import { customColumn, isCustomColumn } from '../domain/customField.js'
import { done, refused, type Refused } from '../domain/done.js'
import { isUuid, type BeneficiaryId, type ProgrammeId } from '../domain/ids.js'
import { nameKey, namePlaceKey } from '../domain/names.js'
import type { By } from '../domain/people.js'
import { readList } from '../sheets/list.js'
import { recordAct, recordActs } from './audit.js'
import { listFields } from './customFields.js'
import { inTransaction, type House } from './database.js'
import { pairAgain } from './duplicateSearch.js'
import { rowRules } from './enrolment.js'
import { given } from './given.js'
import { sealedCustom } from './sealedPerson.js'

export interface RowChange {
  readonly row: number
  readonly beneficiaryId: BeneficiaryId
  readonly ref: string
  readonly fields: readonly FieldChange[]
}

export interface ChangesRead {
  readonly columns: readonly ChangeColumn[]
  readonly rows: number
  /** people who are, or would be, changed */
  readonly changed: number
  /** rows that say what is so already */
  readonly unchanged: number
  readonly byField: Readonly<Record<string, number>>
  readonly refused: readonly { readonly row: number; readonly problems: readonly string[] }[]
  /** people whom somebody changed since the dry run: left as they are; `before` is what they are now */
  readonly changedSince: readonly RowChange[]
  readonly changes: readonly RowChange[]
  /** what the dry run saw; hand it in with the same file to have it stored */
  readonly digest: string
}

export type ChangesAnswer = ({ readonly ok: true } & ChangesRead) | (Refused & { readonly read?: ChangesRead })

/** Reads a file of changes and says what it would change; stores nothing. */
export const dryRunChanges = (house: House, file: { programmeId: ProgrammeId; bytes: Uint8Array }) =>
  readFile(house, file, null)

/**
 * Stores a file of changes whose dry run was seen. A file with anything wrong in it changes nobody; the same file again
 * finds everything as it says.
 */
export async function applyChanges(
  house: House,
  file: { programmeId: ProgrammeId; bytes: Uint8Array; digest: string; by: By },
): Promise<ChangesAnswer> {
  return inTransaction(house, async house => {
    const read = await readFile(house, file, file.digest)
    if (!read.ok) return read
    if (read.refused.length > 0) {
      const why = `${read.refused.length} rows have something wrong, so nobody was changed: correct them or take them out.`
      return { ...refused('invalid', why), read }
    }
    if (read.changes.length > 0) await store(house, file.programmeId, read.changes, file.by)
    return read
  })
}

async function readFile(
  house: House,
  { programmeId, bytes }: { programmeId: ProgrammeId; bytes: Uint8Array },
  seen: string | null,
): Promise<ChangesAnswer> {
  const rules = await rowRules(house, programmeId)
  if (!rules) return refused('not_found', 'There is no such programme.')
  const file = await readList(bytes)
  if (!file.ok) return refused('invalid', file.why)
  const read = readChanges(file.list, rules)
  if (!read.ok) return refused('invalid', read.why)
  if (seen !== null && seen.length !== read.rows.length * digestLength)
    return refused('conflict', 'This is not the file of the dry run: look at its dry run, and hand in its digest.')
  const people = await peopleMeant(house, programmeId, read.rows, seen !== null)
  return done({ columns: read.columns, ...judged(house, read.rows, people, seen) })
}

interface Person {
  readonly beneficiaryId: BeneficiaryId
  readonly number: number
  readonly ref: string
  readonly state: string
  readonly now: FieldValues
}
interface People {
  readonly byNumber: ReadonlyMap<number, Person>
  readonly byId: ReadonlyMap<string, Person>
}

/** Everybody whom the rows name. Locked where they are about to be changed, in the order of their ids. */
async function peopleMeant(
  house: House,
  programmeId: ProgrammeId,
  rows: readonly ChangeRow[],
  locked: boolean,
): Promise<People> {
  const numbers = rows.flatMap(({ ref }) => parseBeneficiaryRef(ref) ?? [])
  const ids = rows.flatMap(({ id }) => (isUuid(id) ? [id] : []))
  const { rows: found } = await sql<{
    id: BeneficiaryId
    number: number
    state: string
    programme: string
    name_enc: Buffer
    national_id_enc: Buffer | null
    remarks_enc: Buffer | null
    custom: Record<string, string>
    custom_enc: Buffer | null
    place: string
    partner: string | null
    household_size: number
    language: string
  }>`
    select b.*, p.name as programme from beneficiary b join programme p on p.id = b.programme_id
     where b.programme_id = ${programmeId} and (b.number = any(${numbers}::int[]) or b.id = any(${ids}::uuid[]))
     order by b.id ${locked ? sql`for update of b` : sql``}`.execute(house.db)
  const opened = (sealed: Buffer | null): string | null => (sealed === null ? null : house.sealing.open(sealed))
  const people = found.map(row => ({
    beneficiaryId: row.id,
    number: row.number,
    ref: beneficiaryRef(row.programme, row.number),
    state: row.state,
    now: {
      name: house.sealing.open(row.name_enc),
      place: row.place,
      householdSize: String(row.household_size),
      language: row.language,
      partner: row.partner,
      nationalId: opened(row.national_id_enc),
      remarks: opened(row.remarks_enc),
      ...ownValues({ ...row.custom, ...(JSON.parse(opened(row.custom_enc) ?? '{}') as Record<string, string>) }),
    },
  }))
  return {
    byNumber: new Map(people.map(person => [person.number, person])),
    byId: new Map(people.map(person => [person.beneficiaryId as string, person])),
  }
}

const ownValues = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [customColumn(key), value]))

function judged(
  house: House,
  rows: readonly ChangeRow[],
  people: People,
  seen: string | null,
): Omit<ChangesRead, 'columns'> {
  const changes: RowChange[] = []
  const changedSince: RowChange[] = []
  const refusals: { row: number; problems: readonly string[] }[] = []
  const byField: Record<string, number> = {}
  const standsIn = new Map<BeneficiaryId, number>()
  const digests: string[] = []
  for (const [at, row] of rows.entries()) {
    const person = personMeant(row, people)
    const problems = [...row.problems, ...wrongWithPerson(row, person, standsIn)]
    const digest = isPerson(person) ? digestOf(house, person, row) : '-'.repeat(digestLength)
    digests.push(digest)
    if (problems.length > 0 || !isPerson(person)) {
      refusals.push({ row: row.row, problems })
      continue
    }
    const { beneficiaryId, ref, now } = person
    const fields = differences(now, row.wanted)
    if (fields.length === 0) continue
    const change = { row: row.row, beneficiaryId, ref, fields }
    if (seen !== null && seen.slice(at * digestLength, (at + 1) * digestLength) !== digest) changedSince.push(change)
    else {
      changes.push(change)
      for (const { field } of fields) byField[field] = (byField[field] ?? 0) + 1
    }
  }
  const unchanged = rows.length - changes.length - changedSince.length - refusals.length
  const counts = { rows: rows.length, changed: changes.length, unchanged, byField }
  return { ...counts, refused: refusals, changedSince, changes, digest: digests.join('') }
}

const isPerson = (meant: Person | string | null): meant is Person => typeof meant === 'object' && meant !== null

/** The person a row names; a sentence when that is nobody, or two; null when it names nobody at all. */
function personMeant({ ref, id }: ChangeRow, { byNumber, byId }: People): Person | string | null {
  if (ref === '' && id === '') return null
  const number = ref === '' ? null : parseBeneficiaryRef(ref)
  if (ref !== '' && number === null) return 'The beneficiary’s number is not like ISI-0042 or 42.'
  if (id !== '' && !isUuid(id)) return 'The beneficiary’s id is not one of ours.'
  const [numbered, identified] = [number === null ? null : byNumber.get(number), id === '' ? null : byId.get(id)]
  if (numbered === undefined || identified === undefined)
    return 'There is no such person in this programme: check the number or the id.'
  if (numbered && identified && numbered !== identified)
    return 'No person of this programme has both this number and this id.'
  return numbered ?? identified
}

function wrongWithPerson(
  { row }: ChangeRow,
  person: Person | string | null,
  standsIn: Map<BeneficiaryId, number>,
): string[] {
  if (person === null) return []
  if (typeof person === 'string') return [person]
  const earlier = standsIn.get(person.beneficiaryId)
  if (earlier !== undefined) return [`The person stands in row ${earlier} already: keep one of the two.`]
  standsIn.set(person.beneficiaryId, row)
  const over = person.state === 'declined' || person.state === 'completed'
  return over ? [`The person is ${person.state}: there is nothing to change.`] : []
}

/** Letters of a digest for each row: six bytes, enough to notice a change that nobody made to go unnoticed. */
const digestLength = 8

/** Of what the person is now, in the fields that the row speaks of. */
const digestOf = (house: House, { beneficiaryId, now }: Person, { wanted }: ChangeRow): string => {
  const values = Object.keys(wanted).map(field => [field, now[field as AnyField] ?? null])
  return house.sealing
    .lookup('change', JSON.stringify([beneficiaryId, values]))
    .subarray(0, 6)
    .toString('base64url')
}

async function store(house: House, programmeId: ProgrammeId, changes: readonly RowChange[], by: By): Promise<void> {
  await updatePeople(house, changes)
  await updateOwnFields(house, programmeId, changes)
  await keepHistory(house, changes, by)
  await pairAgain(
    house,
    programmeId,
    changes.map(({ beneficiaryId }) => beneficiaryId),
  )
  await recordAct(house, {
    by,
    act: 'beneficiaries changed by file',
    programmeId,
    subject: ['programme', programmeId],
    details: { people: changes.length },
  })
  await recordActs(
    house,
    changes.map(({ beneficiaryId, fields }) => ({
      by,
      act: 'beneficiary changed by file',
      programmeId,
      subject: ['beneficiary', beneficiaryId] as const,
      details: { fields: fields.map(({ field }) => field) },
      personal: Object.fromEntries(fields.map(({ field, before, after }) => [field, { before, after }])),
    })),
  )
}

/** Fields that did not change stay as they are, sealed as they were. */
async function updatePeople(house: House, changes: readonly RowChange[]): Promise<void> {
  const { rows: there } = await sql<{ id: BeneficiaryId; name: Buffer; place: string }>`
    select id, name_enc as name, place from beneficiary where id = any(${changes.map(each => each.beneficiaryId)}::uuid[])`.execute(
    house.db,
  )
  const was = new Map(there.map(row => [row.id, row]))
  const rows = changes.map(change => {
    const before = was.get(change.beneficiaryId)
    if (!before) throw new Error('Somebody is changed who is not there.')
    return sealedChange(house, change, { name: house.sealing.open(before.name), place: before.place })
  })
  const set = (field: ChangeableField, column: string, to: string) =>
    sql.raw(`${column} = case when '${field}' = any(v.changed) then v.${to} else b.${column} end`)
  await sql`
    update beneficiary b set name_lookup = v.name_key, name_place_lookup = v.name_place, ${sql.join([
      set('name', 'name_enc', 'name'),
      set('place', 'place', 'place'),
      set('householdSize', 'household_size', 'household'),
      set('language', 'language', 'language'),
      set('partner', 'partner', 'partner'),
      set('nationalId', 'national_id_enc', 'national'),
      set('nationalId', 'national_id_lookup', 'national_key'),
      set('remarks', 'remarks_enc', 'remarks'),
    ])}
      from (select *, string_to_array(fields, ',') as changed from ${given('w', rows, changedColumns)}) v
     where b.id = v.id`.execute(house.db)
}

const changedColumns = {
  id: 'uuid',
  fields: 'text',
  name: 'bytea',
  name_key: 'bytea',
  name_place: 'bytea',
  place: 'text',
  household: 'int',
  language: 'text',
  partner: 'text',
  national: 'bytea',
  national_key: 'bytea',
  remarks: 'bytea',
} as const

/** A person’s new fields as the table holds them; the name and the place always, because they are found together. */
function sealedChange({ sealing }: House, { beneficiaryId, fields }: RowChange, was: { name: string; place: string }) {
  const after = new Map<AnyField, string | null>(fields.map(each => [each.field, each.after]))
  const sealed = (text: string | null | undefined): Buffer | null => (text == null ? null : sealing.seal(text))
  const name = after.get('name') ?? was.name
  const place = after.get('place') ?? was.place
  const nationalId = after.get('nationalId') ?? null
  return {
    id: beneficiaryId,
    fields: [...after.keys()].join(','),
    name: sealing.seal(name),
    name_key: sealing.lookup('name', nameKey(name)),
    name_place: sealing.lookup('name_place', namePlaceKey(name, place)),
    place,
    household: Number(after.get('householdSize') ?? 0),
    language: after.get('language') ?? null,
    partner: after.get('partner') ?? null,
    national: sealed(nationalId),
    national_key: nationalId === null ? null : sealing.lookup('national_id', nationalId),
    remarks: sealed(after.get('remarks')),
  }
}

/** Values of the programme’s own fields: put into what is there, or taken out of it. */
async function updateOwnFields(house: House, programmeId: ProgrammeId, changes: readonly RowChange[]): Promise<void> {
  const concerned = changes.filter(({ fields }) => fields.some(({ field }) => isCustomColumn(field)))
  if (concerned.length === 0) return
  const personal = new Set(
    (await listFields(house, programmeId)).filter(field => field.personal).map(({ key }) => customColumn(key)),
  )
  const { rows: there } = await sql<{ id: BeneficiaryId; plain: Record<string, string>; sealed: Buffer | null }>`
    select id, custom as plain, custom_enc as sealed from beneficiary
     where id = any(${concerned.map(each => each.beneficiaryId)}::uuid[])`.execute(house.db)
  const was = new Map(there.map(row => [row.id, row]))
  const rows = concerned.map(({ beneficiaryId, fields }) => {
    const before = was.get(beneficiaryId)
    const sealed = before?.sealed ? house.sealing.open(before.sealed) : '{}'
    const values = { plain: { ...before?.plain }, personal: JSON.parse(sealed) as Record<string, string> }
    for (const { field, after } of fields) {
      if (!isCustomColumn(field)) continue
      const kept = values[personal.has(field) ? 'personal' : 'plain']
      const key = field.slice('custom.'.length)
      if (after === null) delete kept[key]
      else kept[key] = after
    }
    return {
      id: beneficiaryId,
      plain: JSON.stringify(values.plain),
      sealed: sealedCustom(house.sealing.seal, values.personal),
    }
  })
  await sql`
    update beneficiary b set custom = v.plain::jsonb, custom_enc = v.sealed
      from ${given('v', rows, { id: 'uuid', plain: 'text', sealed: 'bytea' })} where b.id = v.id`.execute(house.db)
}

async function keepHistory(house: House, changes: readonly RowChange[], { person, role }: By): Promise<void> {
  const seal = (text: string | null): Buffer | null => (text === null ? null : house.sealing.seal(text))
  const rows = changes.flatMap(({ beneficiaryId, fields }) =>
    fields.map(({ field, before, after }) => ({ id: beneficiaryId, field, before: seal(before), after: seal(after) })),
  )
  await sql`
    insert into beneficiary_change (beneficiary_id, field, before_enc, after_enc, act, person, role)
    select v.id, v.field, v.before, v.after, 'change by file', ${person}, ${role}
      from ${given('v', rows, { id: 'uuid', field: 'text', before: 'bytea', after: 'bytea' })}`.execute(house.db)
}
