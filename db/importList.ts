/** A list as it arrives: read, its columns mapped, and cut down to what may be kept. */
import { cellsByField, mapColumns, type ColumnMap, type Columns } from '../domain/columnGuess.js'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import {
  checkRow,
  hasConsent,
  type CheckedRow,
  type RowCells,
  type RowProblem,
  type RowRules,
} from '../domain/importRow.js'
import { readList, type ListRow } from '../sheets/list.js'
import type { Delimiter } from '../sheets/read.js'
import type { House } from './database.js'
import { rowRules } from './enrolment.js'

/** One row as it waits to be stored. Without consent nothing but its number is there. */
export interface WaitingRow {
  readonly row: number
  readonly cells: RowCells | null
  readonly problem?: RowProblem
}

export interface MappedList {
  readonly columns: Columns
  readonly rows: readonly WaitingRow[]
  readonly rules: RowRules
}

export interface GivenList {
  readonly programmeId: ProgrammeId
  readonly bytes: Uint8Array
  /** field → header, where the guess from headers is not enough */
  readonly columns?: Readonly<Record<string, string>> | undefined
  readonly delimiter?: Delimiter | undefined
}

/** Reads a file for a programme, without storing anything. Refuses what can not be imported as a whole. */
export async function mapList(
  house: House,
  given: GivenList,
): Promise<Done<MappedList> | (Refused & { columns?: Columns })> {
  const rules = await rowRules(house, given.programmeId)
  if (!rules) return refused('not_found', 'There is no such programme.')
  const read = await readList(given.bytes, { delimiter: given.delimiter })
  if (!read.ok) return refused('invalid', read.why)
  const { headers, rows } = read.list
  const columns = mapColumns(headers, given.columns, rules.custom)
  if (columns.problems.length > 0) {
    return { ...refused('invalid', columns.problems.map(({ message }) => message).join(' ')), columns }
  }
  return done({ columns, rules, rows: rows.map(row => waiting(row, headers, columns.map)) })
}

/** The headers of a file and what each would hold, also where that is not enough to take the list in. */
export async function lookAtColumns(
  house: House,
  given: GivenList,
): Promise<Done<{ headers: readonly string[]; rows: number; columns: Columns; rules: RowRules }>> {
  const rules = await rowRules(house, given.programmeId)
  if (!rules) return refused('not_found', 'There is no such programme.')
  const read = await readList(given.bytes, { delimiter: given.delimiter })
  if (!read.ok) return refused('invalid', read.why)
  const { headers, rows } = read.list
  return done({ headers, rows: rows.length, columns: mapColumns(headers, given.columns, rules.custom), rules })
}

function waiting({ row, cells, problem }: ListRow, headers: readonly string[], map: ColumnMap): WaitingRow {
  const byField = cellsByField(headers, map, cells)
  const kept = hasConsent(byField) ? byField : null
  return problem ? { row, cells: kept, problem: { column: 'row', ...problem } } : { row, cells: kept }
}

/** What a waiting row comes to. A row that is damaged as a row is refused for that alone. */
export function checkWaiting({ cells, problem }: WaitingRow, rules: RowRules): CheckedRow {
  return problem ? { ok: false, consent: cells !== null, problems: [problem] } : checkRow(cells ?? {}, rules)
}
