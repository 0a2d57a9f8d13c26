/** People as the rows of a file: whom a filter means, in which order, and which columns. */
import { customColumn, isCustomColumn, type CustomColumn } from '../domain/customField.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import { listBeneficiaries, type Beneficiary, type BeneficiarySort } from './beneficiaries.js'
import type { BeneficiaryFilter } from './beneficiaryFilter.js'
import { listFields } from './customFields.js'
import type { House } from './database.js'

/** Each as tables of people call it, and what stands over it in the file. */
const heads = {
  number: 'beneficiary number',
  name: 'name',
  phone: 'phone',
  nationalId: 'national id',
  place: 'place',
  householdSize: 'household size',
  language: 'language',
  partner: 'partner',
  state: 'state',
  accountCheck: 'account check',
  consentAt: 'consent at',
  createdAt: 'registered at',
} as const
export type PeopleColumn = keyof typeof heads
export const peopleColumns = Object.keys(heads) as [PeopleColumn, ...PeopleColumn[]]
const isPeopleColumn = (text: string): text is PeopleColumn => Object.hasOwn(heads, text)

export interface PeopleWanted {
  /** left out: everybody */
  readonly who?: Omit<BeneficiaryFilter, 'programmeId'> | undefined
  readonly sort?: BeneficiarySort | undefined
  readonly descending?: boolean | undefined
  /** left out: all but the day of registration, and the programme’s own fields; `custom.<key>` is one of these */
  readonly columns?: readonly (PeopleColumn | CustomColumn)[] | undefined
}

/** In the order of the file, whatever order they were asked in. Without the number nobody knows who a row is. */
export const columnsOf = ({ columns }: PeopleWanted): (PeopleColumn | CustomColumn)[] => [
  ...peopleColumns.filter(each => (columns ? each === 'number' || columns.includes(each) : each !== 'createdAt')),
  ...(columns ?? []).filter(isCustomColumn),
]

/** What may be shown of a person, masked where it may not. */
export type Shown = Pick<Beneficiary, 'name' | 'phone' | 'nationalId' | 'customPersonal'>

const page = 1_000

/** The heads of its columns, and how its rows are read, page by page, of whom `house` sees. */
export async function peopleTable(house: House, programmeId: ProgrammeId, wanted: PeopleWanted) {
  const named = columnsOf(wanted)
  const columns = named.filter(isPeopleColumn)
  const fields = (await listFields(house, programmeId)).map(({ key }) => key)
  const own = wanted.columns ? fields.filter(key => named.includes(customColumn(key))) : fields
  async function* blocks(house: House, shown: (person: Beneficiary) => Shown) {
    const { who, sort, descending } = wanted
    for (let after: BeneficiaryId | undefined; ;) {
      const filter = { ...who, programmeId }
      const read = await listBeneficiaries(house, { filter, sort, descending, after, limit: page })
      yield read.people.map(person => cellsOf(person, shown(person), columns, own))
      if (read.next === null) return
      after = read.next
    }
  }
  return { heads: [...columns.map(each => heads[each]), ...own], blocks }
}

function cellsOf(person: Beneficiary, shown: Shown, columns: readonly PeopleColumn[], own: readonly string[]) {
  const cells: Record<PeopleColumn, string | number | null> = {
    number: person.ref,
    name: shown.name,
    phone: shown.phone,
    nationalId: shown.nationalId,
    place: person.place,
    householdSize: person.householdSize,
    language: person.language,
    partner: person.partner,
    state: person.state,
    accountCheck: person.accountCheck,
    consentAt: person.consentAt.toISOString(),
    createdAt: person.createdAt.toISOString(),
  }
  return [
    ...columns.map(each => cells[each]),
    ...own.map(key => person.custom[key] ?? shown.customPersonal[key] ?? null),
  ]
}
