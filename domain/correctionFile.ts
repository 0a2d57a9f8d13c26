import { longest } from './importRow.js'
import { tidyText } from './names.js'

/** A file of corrected numbers: who (the programme’s number, the id, or both), the new number, and why. */
export interface CorrectionRow {
  /** as a spreadsheet counts: the header is row 1 */
  readonly row: number
  /** `ISI-0042` or `42`; empty when only the id is given */
  readonly ref: string
  readonly id: string
  /** the new number as written */
  readonly number: string
  readonly reason: string
  readonly problems: readonly string[]
}

/** A correction is a person’s work: a file with more rows than this is something else. */
export const correctionRows = 10_000

/** What the column is called that says who is meant. */
export const spellings = {
  ref: [
    'beneficiarynumber',
    'number',
    'no',
    'ref',
    'reference',
    'beneficiaryref',
    'beneficiary',
    'nambari',
    'nummer',
    'numero',
  ],
  id: ['beneficiaryid', 'id', 'uuid'],
  number: [
    'newnumber',
    'newphone',
    'newphonenumber',
    'correctednumber',
    'phonenumber',
    'phone',
    'nambampya',
    'nieuwnummer',
    'nouveaunumero',
  ],
  reason: ['reason', 'why', 'remark', 'remarks', 'sababu', 'reden', 'raison'],
} as const
type Column = keyof typeof spellings

export type ReadCorrections = { ok: true; rows: readonly CorrectionRow[] } | { ok: false; why: string }

/** A table as `sheets/` reads it. */
interface Table {
  readonly headers: readonly string[]
  readonly rows: readonly {
    readonly row: number
    readonly cells: readonly string[]
    readonly problem?: { readonly message: string }
  }[]
}

/** Corrections out of a table; any table gives rows or one clear sentence. */
export function readCorrections({ headers, rows }: Table): ReadCorrections {
  if (rows.length > correctionRows)
    return { ok: false, why: `A file of corrections has at most ${correctionRows} rows.` }
  const at = (column: Column): number[] =>
    headers.flatMap((header, index) =>
      (spellings[column] as readonly string[]).includes(header.toLowerCase().replace(/[^a-z]/g, '')) ? [index] : [],
    )
  const columns = { ref: at('ref'), id: at('id'), number: at('number'), reason: at('reason') }
  const twice = Object.entries(columns).find(([, found]) => found.length > 1)
  if (twice) return { ok: false, why: `Several columns could be “${twice[0]}”: keep one of them.` }
  if (columns.number.length === 0) return { ok: false, why: 'No column holds the new number: call it new_number.' }
  if (columns.ref.length + columns.id.length === 0) {
    return { ok: false, why: 'No column says who is meant: call it beneficiary_number or beneficiary_id.' }
  }
  return { ok: true, rows: rows.map(({ row, cells, problem }) => correctionOf(row, cells, columns, problem?.message)) }
}

function correctionOf(
  row: number,
  cells: readonly string[],
  columns: Readonly<Record<Column, readonly number[]>>,
  broken: string | undefined,
): CorrectionRow {
  const cell = (column: Column): string => tidyText(cells[columns[column][0] ?? -1] ?? '')
  const found = { ref: cell('ref'), id: cell('id'), number: cell('number'), reason: cell('reason') }
  const problems = broken === undefined ? [] : [broken]
  if (found.ref === '' && found.id === '') problems.push('It is missing who is meant: the beneficiary’s number or id.')
  if (found.number === '') problems.push('The new number is missing.')
  if (found.reason.length > longest.remarks) problems.push(`The reason is longer than ${longest.remarks} characters.`)
  return { row, ...found, problems }
}
