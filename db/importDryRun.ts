/** What an import would do, without storing anything. */
import type { Columns } from '../domain/columnGuess.js'
import { done, type Done, type Refused } from '../domain/done.js'
import { possiblePairs, type DuplicateKeys } from '../domain/duplicates.js'
import type { ProgrammeId } from '../domain/ids.js'
import { identityText, type PersonRow, type RowProblem } from '../domain/importRow.js'
import { namePlaceKey } from '../domain/names.js'
import type { House } from './database.js'
import { peopleSharing } from './duplicateSearch.js'
import { knownByDigest } from './enrolment.js'
import { checkWaiting, mapList, type GivenList } from './importList.js'

export interface ImportDryRun {
  readonly columns: Columns
  readonly rows: number
  readonly wouldImport: number
  readonly known: number
  readonly refused: number
  /** pairs among the rows and with people who are there */
  readonly possibleDuplicates: number
  /** numbers by the operator their prefix points to: a hint, numbers can be ported */
  readonly operators: Readonly<Record<string, number>>
  readonly problemsByCode: Readonly<Record<string, number>>
  /** the first refused rows, with all their problems */
  readonly refusedRows: readonly { readonly row: number; readonly problems: readonly RowProblem[] }[]
}

/** How many refused rows a dry run shows; after the import all can be downloaded. */
const shown = 200
/** Rows between two breaths: the API serves callbacks in the same process and must not be held up by a long list. */
const breath = 1_000

export async function dryRunImport(
  house: House,
  given: GivenList,
): Promise<Done<ImportDryRun> | (Refused & { columns?: Columns })> {
  const list = await mapList(house, given)
  if (!list.ok) return list
  const refusedRows: { row: number; problems: readonly RowProblem[] }[] = []
  const problemsByCode: Record<string, number> = {}
  const operators: Record<string, number> = {}
  const people = new Map<string, PersonRow>()
  let repeated = 0
  for (const [index, waiting] of list.rows.entries()) {
    if (index % breath === breath - 1) await new Promise(resolve => setImmediate(resolve))
    const checked = checkWaiting(waiting, list.rules)
    if (checked.ok) {
      const digest = house.sealing.lookup('row', identityText(checked.person)).toString('hex')
      if (people.has(digest)) repeated++
      else people.set(digest, checked.person)
      const operator = checked.operator ?? 'unknown'
      operators[operator] = (operators[operator] ?? 0) + 1
    } else {
      refusedRows.push({ row: waiting.row, problems: checked.problems })
      for (const { code } of checked.problems) problemsByCode[code] = (problemsByCode[code] ?? 0) + 1
    }
  }
  const known = await dropKnown(house, given.programmeId, people)
  return done({
    columns: list.columns,
    rows: list.rows.length,
    wouldImport: people.size,
    known: known + repeated,
    refused: refusedRows.length,
    possibleDuplicates: await countPossiblePairs(house, given.programmeId, [...people.values()]),
    operators,
    problemsByCode,
    refusedRows: refusedRows.slice(0, shown),
  })
}

async function dropKnown(house: House, programmeId: ProgrammeId, people: Map<string, PersonRow>): Promise<number> {
  const digests = [...people.keys()].map(hex => Buffer.from(hex, 'hex'))
  const known = await knownByDigest(house, programmeId, digests)
  for (const hex of known.keys()) people.delete(hex)
  return known.size
}

/** The pure rule over the new rows and those who are there and share something with them. */
async function countPossiblePairs(
  house: House,
  programmeId: ProgrammeId,
  people: readonly PersonRow[],
): Promise<number> {
  const { lookup } = house.sealing
  const fresh: DuplicateKeys[] = []
  for (const [index, { name, number, place, nationalId }] of people.entries()) {
    if (index % breath === breath - 1) await new Promise(resolve => setImmediate(resolve))
    fresh.push({
      phone: lookup('number', number).toString('hex'),
      nationalId: nationalId === null ? null : lookup('national_id', nationalId).toString('hex'),
      namePlace: lookup('name_place', namePlaceKey(name, place)).toString('hex'),
    })
  }
  const there = await peopleSharing(house, programmeId, fresh)
  return possiblePairs([...there, ...fresh]).filter(({ b }) => b >= there.length).length
}
