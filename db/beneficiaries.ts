/** People as lists and work lists show them: filtered, searched, sorted, page by page. */
import { sql, type RawBuilder } from 'kysely'
import { beneficiaryRef, parseBeneficiaryRef } from '../domain/beneficiaryRef.js'
import type { BeneficiaryId, ImportId, ProgrammeId } from '../domain/ids.js'
import { nameKey, tidyText } from '../domain/names.js'
import type { BeneficiaryState } from '../domain/payout.js'
import { readPhone } from '../domain/phone.js'
import { chosenBy, hasOpenDuplicateFor, type BeneficiaryFilter } from './beneficiaryFilter.js'
import type { House } from './database.js'
import { whereSeen } from './reach.js'
import type { AccountCheckState } from './schema.js'

export interface Beneficiary {
  readonly beneficiaryId: BeneficiaryId
  readonly programmeId: ProgrammeId
  /** the programme’s own number of the person, and how staff write it: `ISI-0042` */
  readonly number: number
  readonly ref: string
  readonly state: BeneficiaryState
  readonly stateReason: string | null
  readonly pausedFrom: BeneficiaryState | null
  readonly name: string
  readonly nationalId: string | null
  /** E.164 of the current destination */
  readonly phone: string | null
  readonly place: string
  readonly partner: string | null
  readonly householdSize: number
  readonly language: string
  readonly remarks: string | null
  /** of the programme’s own fields, by key; those that identify the person apart */
  readonly custom: Readonly<Record<string, string>>
  readonly customPersonal: Readonly<Record<string, string>>
  readonly accountCheck: AccountCheckState
  readonly accountCheckReason: string | null
  readonly accountCheckedAt: Date | null
  readonly heldReason: string | null
  readonly duplicateOpen: boolean
  readonly importId: ImportId | null
  readonly consentAt: Date
  readonly createdBy: string
  readonly createdAt: Date
}

export const beneficiarySorts = ['number', 'place', 'householdSize', 'state', 'accountCheck'] as const
export type BeneficiarySort = (typeof beneficiarySorts)[number]

/** What the people of `table` are sorted by; equals follow their number. Capitals of places do not count. */
const sortedBy = (sort: BeneficiarySort, table: 'beneficiary' | 'last'): RawBuilder<unknown> => {
  const column = {
    number: 'number',
    place: 'place',
    householdSize: 'household_size',
    state: 'state',
    accountCheck: 'account_check',
  }[sort]
  const name = sql.ref(`${table}.${column}`)
  return sort === 'place' ? sql`lower(${name})` : name
}

/**
 * One page. `search` finds a whole name (any order of its words), a phone number as people write it, a national ID or
 * the programme’s number; all exactly, because these are sealed. `after` is the last person of the page before.
 */
export async function listBeneficiaries(
  house: House,
  given: {
    filter: BeneficiaryFilter
    search?: string | undefined
    sort?: BeneficiarySort | undefined
    descending?: boolean | undefined
    after?: BeneficiaryId | undefined
    limit: number
  },
): Promise<{ people: Beneficiary[]; next: BeneficiaryId | null }> {
  const sort = given.sort ?? 'number'
  const column = sortedBy(sort, 'beneficiary')
  const conditions = [chosenBy(given.filter, house), whereSeen(house, given.filter.programmeId)]
  if (given.search !== undefined && given.search.trim() !== '') {
    conditions.push(await foundBy(house, given.filter.programmeId, given.search))
  }
  if (given.after !== undefined) {
    const beyond = given.descending === true ? sql`<` : sql`>`
    conditions.push(
      sql<boolean>`(${column}, beneficiary.number) ${beyond} (select ${sortedBy(sort, 'last')}, last.number from beneficiary last where last.id = ${given.after})`,
    )
  }
  const direction = given.descending === true ? sql`desc` : sql`asc`
  const order = sql`order by ${column} ${direction}, beneficiary.number ${direction}`
  // First who is on the page, then what is shown of them: whole rows are too wide to sort a list of 131,072.
  const { rows } = await sql<Row>`${line(house)} where beneficiary.id in (
    select beneficiary.id from beneficiary where ${sql.join(conditions, sql` and `)} ${order} limit ${given.limit + 1})
    ${order}`.execute(house.db)
  const people = rows.slice(0, given.limit).map(row => readable(house, row))
  return { people, next: rows.length > given.limit ? (people.at(-1)?.beneficiaryId ?? null) : null }
}

export async function countBeneficiaries(house: House, filter: BeneficiaryFilter, search?: string): Promise<number> {
  const found =
    search === undefined || search.trim() === '' ? sql`true` : await foundBy(house, filter.programmeId, search)
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from beneficiary where ${chosenBy(filter, house)} and ${whereSeen(house, filter.programmeId)} and ${found}`.execute(
    house.db,
  )
  return Number(rows[0]?.count ?? 0)
}

export async function findBeneficiary(house: House, beneficiaryId: BeneficiaryId): Promise<Beneficiary | null> {
  const { rows } = await sql<Row>`${line(house)} where beneficiary.id = ${beneficiaryId}`.execute(house.db)
  return rows[0] ? readable(house, rows[0]) : null
}

/** The person whom staff call `ISI-0042` or 42. */
export async function findByNumber(
  house: House,
  programmeId: ProgrammeId,
  number: number,
): Promise<BeneficiaryId | null> {
  const row = await house.db
    .selectFrom('beneficiary')
    .select('id')
    .where('programme_id', '=', programmeId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row?.id ?? null
}

async function foundBy(house: House, programmeId: ProgrammeId, search: string): Promise<RawBuilder<boolean>> {
  const text = tidyText(search)
  const { lookup } = house.sealing
  const by = (condition: RawBuilder<unknown>) =>
    sql`select b.id from beneficiary b where b.programme_id = ${programmeId} and ${condition}`
  const ways = [by(sql`b.name_lookup = ${lookup('name', nameKey(text))}`)]
  const number = parseBeneficiaryRef(text)
  if (number !== null) ways.push(by(sql`b.number = ${number}`))
  const id = text.replace(/[\s.\-/]/g, '').toUpperCase()
  ways.push(by(sql`b.national_id_lookup = ${lookup('national_id', id)}`))
  const programme = await house.db
    .selectFrom('programme')
    .select('country')
    .where('id', '=', programmeId)
    .executeTakeFirst()
  const phone = programme && readPhone(text, programme.country)
  if (phone?.ok) {
    ways.push(sql`select d.beneficiary_id from destination d where d.number_lookup = ${lookup('number', phone.number)}`)
  }
  // Each way by its own index; joined with “or” they would be asked of every person of the programme.
  return sql<boolean>`beneficiary.id in (${sql.join(ways, sql` union `)})`
}

interface Row {
  id: BeneficiaryId
  programme_id: ProgrammeId
  programme_name: string
  number: number
  state: BeneficiaryState
  state_reason: string | null
  paused_from: BeneficiaryState | null
  name_enc: Buffer
  national_id_enc: Buffer | null
  number_enc: Buffer | null
  place: string
  partner: string | null
  household_size: number
  language: string
  remarks_enc: Buffer | null
  custom: Record<string, string>
  custom_enc: Buffer | null
  account_check: AccountCheckState
  account_check_reason: string | null
  account_checked_at: Date | null
  held_reason: string | null
  duplicate_open: boolean
  import_id: ImportId | null
  consent_at: Date
  created_by: string
  created_at: Date
}

const line = (house: House) => sql`
  select beneficiary.*, programme.name as programme_name, destination.number_enc, ${hasOpenDuplicateFor(house)} as duplicate_open
    from beneficiary
    join programme on programme.id = beneficiary.programme_id
    left join destination on destination.beneficiary_id = beneficiary.id and destination.state = 'approved'`

function readable(house: House, row: Row): Beneficiary {
  const opened = (sealed: Buffer | null): string | null => (sealed === null ? null : house.sealing.open(sealed))
  return {
    beneficiaryId: row.id,
    programmeId: row.programme_id,
    number: row.number,
    ref: beneficiaryRef(row.programme_name, row.number),
    state: row.state,
    stateReason: row.state_reason,
    pausedFrom: row.paused_from,
    name: house.sealing.open(row.name_enc),
    nationalId: opened(row.national_id_enc),
    phone: opened(row.number_enc),
    place: row.place,
    partner: row.partner,
    householdSize: row.household_size,
    language: row.language,
    remarks: opened(row.remarks_enc),
    custom: row.custom,
    customPersonal: JSON.parse(opened(row.custom_enc) ?? '{}') as Record<string, string>,
    accountCheck: row.account_check,
    accountCheckReason: row.account_check_reason,
    accountCheckedAt: row.account_checked_at,
    heldReason: row.held_reason,
    duplicateOpen: row.duplicate_open,
    importId: row.import_id,
    consentAt: row.consent_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  }
}
