/**
 * The list of open corrections that goes to the field on paper or as a spreadsheet, and comes back filled in: its columns,
 * and how a filled one is read. What a cell holds is data, whatever it looks like.
 */
import { parseBeneficiaryRef } from './beneficiaryRef.js'
import type { ContactResult } from './cases.js'
import { caseRef, readCaseRef } from './caseRef.js'
import { tidyText } from './names.js'
import { columnNamed, resultNamed, resultWords, takeAwayColumns, type TakeAwayColumn } from './takeAwayWords.js'

export { takeAwayColumns, type TakeAwayColumn } from './takeAwayWords.js'

/** Without one of these a row can not be put back to its case. */
const needed: readonly TakeAwayColumn[] = ['list', 'case', 'person', 'new number', 'contact result', 'remark']

export const takeAwayLimits = {
  /** a list of one ward is some hundreds; each filled row is a person’s work, stored while the request waits */
  rows: 1_000,
  /** above the header stand a title and how to fill it in */
  headerWithin: 30,
  remarkLength: 500,
} as const

export interface CellProblem {
  readonly column: TakeAwayColumn
  readonly says: string
}

export interface TakenRow {
  /** as a spreadsheet counts */
  readonly row: number
  readonly list: ListMark | null
  readonly caseIds: { readonly from: string; readonly to: string } | null
  /** the programme’s number of the person */
  readonly person: number | null
  /** as written; empty: none was given */
  readonly newNumber: string
  readonly result: ContactResult | null
  readonly remark: string
  readonly problems: readonly CellProblem[]
}

/** Which list a row is of, and which version of the person’s number it was made with: `K7Q-29F-XMA/2`. */
export interface ListMark {
  readonly from: string
  readonly to: string
  readonly version: number
}

export const listMark = (listId: string, version: number): string => `${caseRef(listId)}/${version}`

export function readListMark(text: string): ListMark | null {
  const [code = '', version = '', ...rest] = text.split('/')
  const ids = readCaseRef(code)
  return ids === null || rest.length > 0 || !/^\s*[1-9][0-9]{0,5}\s*$/.test(version)
    ? null
    : { ...ids, version: Number(version) }
}

interface Row {
  readonly row: number
  readonly cells: readonly string[]
}
export type ReadTakeAway =
  | { readonly ok: true; readonly rows: readonly TakenRow[]; readonly unfilled: number }
  | { readonly ok: false; readonly why: string }

/** @param rows of a table, as they stand; those in which nothing was filled in are only counted */
export function readTakeAway(rows: readonly Row[]): ReadTakeAway {
  const head = rows.slice(0, takeAwayLimits.headerWithin).find(({ cells }) => {
    const names = cells.map(headName)
    return names.includes('case') && names.includes('new number')
  })
  if (!head)
    return {
      ok: false,
      why: 'This is no list of corrections: none of its first rows has the columns “case” and “new number”. Send back the file that was taken along.',
    }
  const names = head.cells.map(headName)
  const missing = needed.filter(each => !names.includes(each))
  if (missing.length > 0) return { ok: false, why: `These columns are missing: ${missing.join(', ')}.` }
  const twice = takeAwayColumns.find(each => names.indexOf(each) !== names.lastIndexOf(each))
  if (twice !== undefined) return { ok: false, why: `The column “${twice}” is there twice: keep one of them.` }
  const body = rows.filter(({ row, cells }) => row > head.row && cells.some(cell => tidyText(cell) !== ''))
  if (body.length > takeAwayLimits.rows)
    return { ok: false, why: `A list that is sent back has at most ${takeAwayLimits.rows} rows: send it in parts.` }
  const read = body.map(row => takenRow(row, names))
  const filled = read.filter(
    ({ newNumber, result, remark, problems }) =>
      newNumber !== '' ||
      remark !== '' ||
      result !== null ||
      problems.some(({ column }) => column === 'contact result'),
  )
  return { ok: true, rows: filled, unfilled: read.length - filled.length }
}

const headName = (cell: string): string => columnNamed(cell) ?? ''

function takenRow({ row, cells }: Row, names: readonly string[]): TakenRow {
  const cell = (column: TakeAwayColumn): string => tidyText(cells[names.indexOf(column)] ?? '')
  const list = readListMark(cell('list'))
  const caseIds = readCaseRef(cell('case'))
  const person = parseBeneficiaryRef(cell('person'))
  const result = readResult(cell('contact result'))
  const remark = cell('remark')
  const problems: CellProblem[] = []
  if (list === null) problems.push({ column: 'list', says: 'This is no mark of a list: leave the column as it was.' })
  if (caseIds === null)
    problems.push({ column: 'case', says: 'This is no case: a letter is wrong or missing. Copy it from the list.' })
  if (person === null) problems.push({ column: 'person', says: 'This is no number of a person like ISI-0042.' })
  if (result === 'unclear')
    problems.push({ column: 'contact result', says: `Write one of: ${resultWords('en').join(', ')}.` })
  if (remark.length > takeAwayLimits.remarkLength)
    problems.push({ column: 'remark', says: `A remark has at most ${takeAwayLimits.remarkLength} letters.` })
  const newNumber = cell('new number')
  return { row, list, caseIds, person, newNumber, result: result === 'unclear' ? null : result, remark, problems }
}

function readResult(text: string): ContactResult | null | 'unclear' {
  return text === '' ? null : (resultNamed(text) ?? 'unclear')
}
