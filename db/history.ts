/** Every field of one person over time: how it came, what it was before and since, who changed it, and by which act. */
import { sql } from 'kysely'
import { changeableFields, type AnyField } from '../domain/changeFile.js'
import { customColumn, isCustomColumn } from '../domain/customField.js'
import type { BeneficiaryId } from '../domain/ids.js'
import { findBeneficiary, type Beneficiary } from './beneficiaries.js'
import type { House } from './database.js'

export type HistoryField = AnyField | 'phone' | 'state'

export interface HistoryEntry {
  readonly at: Date
  readonly field: HistoryField
  /** null: empty, or not there yet */
  readonly before: string | null
  readonly after: string | null
  readonly act: 'import' | 'enrolment' | 'change by file' | 'correction' | 'state'
  readonly person: string
  /** who approved it, where somebody had to */
  readonly approvedBy: string | null
}

/** Oldest first; null when there is no such person. The newest thousand changes of fields where there are more. */
export async function historyOf(
  house: House,
  beneficiaryId: BeneficiaryId,
): Promise<{ person: Beneficiary; entries: HistoryEntry[] } | null> {
  const person = await findBeneficiary(house, beneficiaryId)
  if (!person) return null
  const changes = await changesOf(house, beneficiaryId)
  const entries = [
    ...beginnings(person, changes),
    ...changes,
    ...(await numbersOf(house, person)),
    ...(await statesOf(house, beneficiaryId)),
  ]
  return { person, entries: entries.sort((one, other) => one.at.getTime() - other.at.getTime()) }
}

const begun = ({ importId, createdBy, createdAt }: Beneficiary) =>
  ({
    at: createdAt,
    before: null,
    act: importId === null ? 'enrolment' : 'import',
    person: createdBy,
    approvedBy: null,
  }) as const

/** What a field was at first is what its first change found, or what it still is. */
function beginnings(person: Beneficiary, changes: readonly HistoryEntry[]): HistoryEntry[] {
  const own = Object.entries({ ...person.custom, ...person.customPersonal })
  const now: Partial<Record<AnyField, string | null>> = {
    ...{ name: person.name, place: person.place, householdSize: String(person.householdSize) },
    ...{ language: person.language, partner: person.partner, nationalId: person.nationalId, remarks: person.remarks },
    ...Object.fromEntries(own.map(([key, value]) => [customColumn(key), value])),
  }
  const changed = changes.map(({ field }) => field).filter(isCustomColumn)
  const fields = new Set<AnyField>([...changeableFields, ...own.map(([key]) => customColumn(key)), ...changed])
  return [...fields].flatMap(field => {
    const first = changes.find(each => each.field === field)
    const after = (first ? first.before : now[field]) ?? null
    return after === null ? [] : [{ ...begun(person), field, after }]
  })
}

async function changesOf(house: House, beneficiaryId: BeneficiaryId): Promise<HistoryEntry[]> {
  const rows = await house.db
    .selectFrom('beneficiary_change')
    .selectAll()
    .where('beneficiary_id', '=', beneficiaryId)
    .orderBy('id', 'desc')
    .limit(1_000)
    .execute()
  const opened = (sealed: Buffer | null): string | null => (sealed === null ? null : house.sealing.open(sealed))
  return rows.reverse().map(row => ({
    at: row.at,
    field: row.field as AnyField,
    before: opened(row.before_enc),
    after: opened(row.after_enc),
    act: row.act as HistoryEntry['act'],
    person: row.person,
    approvedBy: null,
  }))
}

/** Numbers are versions of their own, each approved by somebody else; what was only proposed never was the number. */
async function numbersOf(house: House, person: Beneficiary): Promise<HistoryEntry[]> {
  const { rows } = await sql<{ number: Buffer; by: string; approvedBy: string | null; at: Date }>`
    select d.number_enc as number, d.entered_by as by, d.decided_by as "approvedBy", coalesce(d.decided_at, d.entered_at) as at
      from destination d
     where d.beneficiary_id = ${person.beneficiaryId}
       and (d.version = 1 or exists (select 1 from approval a where a.destination_id = d.id and a.kind = 'destination'))
     order by d.version`.execute(house.db)
  const numbers = rows.map(({ number }) => house.sealing.open(number))
  return rows.map(({ by, approvedBy, at }, i) => ({
    ...(i === 0
      ? begun(person)
      : ({ at, before: numbers[i - 1] ?? null, act: 'correction', person: by, approvedBy } as const)),
    field: 'phone',
    after: numbers[i] ?? null,
  }))
}

async function statesOf(house: House, beneficiaryId: BeneficiaryId): Promise<HistoryEntry[]> {
  const { rows } = await sql<{ at: Date; person: string; from: string; to: string }>`
    select at, person, details ->> 'from' as "from", details ->> 'to' as "to" from audit_event
     where subject_kind = 'beneficiary' and subject_id = ${beneficiaryId} and details ? 'from' and details ? 'to'
     order by id`.execute(house.db)
  return rows.map(({ at, person, from, to }) => ({
    ...{ at, person, before: from, after: to, approvedBy: null },
    field: 'state',
    act: 'state',
  }))
}
