/**
 * A file that changes people: who is meant, and one column for each field that is changed, the programme’s own too. An empty cell leaves what is
 * there; a single dash empties a field that may be empty.
 */
import { fieldMeant, type ImportField } from './columnGuess.js'
import { customColumn, fieldOfHeader, isCustomColumn, readValue, type CustomColumn } from './customField.js'
import { spellings } from './correctionFile.js'
import { readers, type RowProblem, type RowRules, type Wrong } from './importRow.js'
import { tidyText } from './names.js'

/** What a file may change, and whether it may be emptied. */
export const changeable = {
  name: { optional: false },
  place: { optional: false },
  householdSize: { optional: false },
  language: { optional: false },
  partner: { optional: true },
  nationalId: { optional: true },
  remarks: { optional: true },
} as const satisfies Partial<Record<ImportField, { optional: boolean }>>
export type ChangeableField = keyof typeof changeable
export const changeableFields = Object.keys(changeable) as readonly ChangeableField[]
/** What may be changed: ours, and the programme’s own as `custom.<key>`. */
export type AnyField = ChangeableField | CustomColumn
const isChangeable = (text: string | undefined): text is ChangeableField =>
  text !== undefined && Object.hasOwn(changeable, text)

/** The fields of a person as text, as they are compared and kept in history; the programme’s own where there is a value. */
export type FieldValues = Readonly<
  Record<ChangeableField, string | null> & Partial<Record<CustomColumn, string | null>>
>

/** More rows than this in one file are cut in several: it is checked and stored in one go. */
export const changeRows = 10_000

export interface ChangeColumn {
  readonly header: string
  readonly is: 'who' | 'changed' | 'left'
  readonly field?: AnyField
  /** why a column is left alone */
  readonly says?: string
}

/** A table as `sheets/` reads it. */
interface Table {
  readonly headers: readonly string[]
  readonly rows: readonly {
    readonly row: number
    readonly cells: readonly string[]
    readonly problem?: { readonly message: string }
  }[]
}

export interface ChangeRow {
  /** as a spreadsheet counts: the header is row 1 */
  readonly row: number
  readonly ref: string
  readonly id: string
  /** what is to be: only fields of which the cell says something */
  readonly wanted: Readonly<Partial<Record<AnyField, string | null>>>
  readonly problems: readonly string[]
}

export type ReadChanges =
  | { ok: true; columns: readonly ChangeColumn[]; rows: readonly ChangeRow[] }
  | { ok: false; why: string; columns: readonly ChangeColumn[] }

/** Changes out of a table; any table gives rows or one clear sentence. */
export function readChanges({ headers, rows }: Table, rules: RowRules): ReadChanges {
  const columns = headers.map(header => columnOf(header, rules))
  const refuse = (why: string): ReadChanges => ({ ok: false, why, columns })
  if (rows.length > changeRows)
    return refuse(`A file of changes has at most ${changeRows} rows: split it into several files.`)
  const ref = columns.findIndex(({ is, header }) => is === 'who' && !isIdHeader(header))
  const id = columns.findIndex(({ is, header }) => is === 'who' && isIdHeader(header))
  if (ref < 0 && id < 0) return refuse('No column says who is meant: call it beneficiary_number or beneficiary_id.')
  if (whoTwice(columns)) return refuse('Several columns say who is meant: keep one for the number and one for the id.')
  const changed = columns.flatMap(({ field }, at) => (field === undefined ? [] : [{ field, at }]))
  const twice = changed.find(({ field }, at) => changed.findIndex(each => each.field === field) !== at)
  if (twice) return refuse(`Several columns hold the field ${twice.field}: keep one of them.`)
  if (changed.length === 0)
    return refuse(`No column holds anything that can be changed here: ${changeableFields.join(', ')}.`)
  return {
    ok: true,
    columns,
    rows: rows.map(({ row, cells, problem }) => {
      const problems = problem === undefined ? [] : [problem.message]
      const who = { ref: tidyText(cells[ref] ?? ''), id: tidyText(cells[id] ?? '').toLowerCase() }
      if (who.ref === '' && who.id === '') problems.push('It is missing who is meant: the beneficiary’s number or id.')
      const written = changed.map(({ field, at }) => [field, cells[at] ?? ''] as const)
      return { row, ...who, wanted: wantedOf(written, rules, problems), problems }
    }),
  }
}

const plain = (header: string): string => header.toLowerCase().replace(/[^a-z]/g, '')
const isIdHeader = (header: string): boolean => (spellings.id as readonly string[]).includes(plain(header))
const isRefHeader = (header: string): boolean => (spellings.ref as readonly string[]).includes(plain(header))
const whoTwice = (columns: readonly ChangeColumn[]): boolean => {
  const who = columns.filter(({ is }) => is === 'who').map(({ header }) => isIdHeader(header))
  return new Set(who).size < who.length
}

const phoneSays =
  'Phone numbers are not changed here: send them as a file of corrections, which are checked and approved by somebody else.'

function columnOf(header: string, { custom = [] }: RowRules): ChangeColumn {
  if (isIdHeader(header) || isRefHeader(header)) return { header, is: 'who' }
  const field = fieldMeant(header)
  if (field === 'phone') return { header, is: 'left', says: phoneSays }
  if (isChangeable(field)) return { header, is: 'changed', field }
  const own = fieldOfHeader(custom, header)
  if (own) return { header, is: 'changed', field: customColumn(own.key) }
  return { header, is: 'left', says: 'This is no field that can be changed here.' }
}

function wantedOf(
  written: readonly (readonly [AnyField, string])[],
  rules: RowRules,
  problems: string[],
): ChangeRow['wanted'] {
  const wanted: Partial<Record<AnyField, string | null>> = {}
  for (const [field, cell] of written) {
    const text = tidyText(cell)
    if (text === '') continue
    if (text === '-') {
      if (mayBeEmpty(field, rules)) wanted[field] = null
      else problems.push(`The field ${field} can not be emptied.`)
      continue
    }
    const wrong: Wrong = (_column: RowProblem['column'], _code: RowProblem['code'], message) => {
      problems.push(message)
      return null
    }
    const value = isCustomColumn(field) ? readOwn(field, text, rules, wrong) : readers[field](text, rules, wrong)
    if (value !== null) wanted[field] = String(value)
  }
  return wanted
}

const ownField = (field: CustomColumn, { custom = [] }: RowRules) =>
  custom.find(({ key }) => customColumn(key) === field)

const mayBeEmpty = (field: AnyField, rules: RowRules): boolean =>
  isCustomColumn(field) ? ownField(field, rules)?.required === false : changeable[field].optional

function readOwn(field: CustomColumn, text: string, rules: RowRules, wrong: Wrong): string | null {
  const own = ownField(field, rules)
  if (!own) return null
  const read = readValue(own, text)
  return read.ok ? read.value : wrong(field, 'malformed', read.says)
}

export interface FieldChange {
  readonly field: AnyField
  readonly before: string | null
  readonly after: string | null
}

/** What would be another than it is. */
export const differences = (now: FieldValues, wanted: ChangeRow['wanted']): FieldChange[] =>
  ([...changeableFields, ...Object.keys(wanted).filter(isCustomColumn)] as const).flatMap(field => {
    const [before, after] = [now[field] ?? null, wanted[field]]
    return after === undefined || after === before ? [] : [{ field, before, after }]
  })
