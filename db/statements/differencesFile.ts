/** The differences of a statement as a file for finance: CSV (UTF-8 with BOM, so that spreadsheets read it right) or XLSX. */
import { stringify } from 'csv-stringify/sync'
import type { StatementId } from '../../domain/ids.js'
import { isCurrency, money, toDecimal } from '../../domain/money.js'
import { differenceColumns, differenceWords, type DifferenceColumn } from '../../domain/differenceWords.js'
import type { TakeAwayLanguage } from '../../domain/takeAwayWords.js'
import { writeXlsx } from '../../sheets/write.js'
import type { House } from '../database.js'
import { listDifferences, type Difference } from './differences.js'

/** What of a line may be shown to whoever asks, masked where it may not. */
export type Shown = (content: { number: string | null; name: string | null; details: string | null }) => {
  number: string | null
  name: string | null
  details: string | null
}

interface Look {
  readonly width: number
  readonly kind?: 'amount'
}
const looks: Readonly<Record<DifferenceColumn, Look>> = {
  difference: { width: 18 },
  'what it means': { width: 48 },
  at: { width: 20 },
  row: { width: 8 },
  kind: { width: 11 },
  direction: { width: 9 },
  amount: { width: 14, kind: 'amount' },
  'our amount': { width: 14, kind: 'amount' },
  'our fee': { width: 12, kind: 'amount' },
  currency: { width: 9 },
  receipt: { width: 14 },
  number: { width: 16 },
  name: { width: 24 },
  details: { width: 40 },
  payout: { width: 38 },
  'attempt is': { width: 12 },
  was: { width: 12 },
  case: { width: 38 },
  'case is': { width: 9 },
}

/** As whom it is read: what may be shown to them, and in which language its words are. */
export interface Reading {
  readonly shown: Shown
  readonly language: TakeAwayLanguage
}

const page = 1_000

async function rowsOf(house: House, statementId: StatementId, reading: Reading): Promise<(string | null)[][] | null> {
  const rows: (string | null)[][] = []
  for (let after: string | undefined; ;) {
    const read = await listDifferences(house, { statementId, after, limit: page })
    if (!read) return null
    rows.push(...read.items.map(each => cellsOf(each, reading)))
    if (read.next === null) return rows
    after = read.next
  }
}

function cellsOf(each: Difference, { shown, language }: Reading): (string | null)[] {
  const { content, result, currency } = each
  const amount = (minor: bigint | null): string | null =>
    minor !== null && isCurrency(currency) ? toDecimal(money(minor, currency)) : null
  const { number = null, mask = null, name = null, details = null } = content ?? {}
  const seen = shown({ number: number ?? mask, name, details })
  return [
    result,
    differenceWords[language].means[result],
    each.at.toISOString(),
    each.row === null ? null : String(each.row),
    each.kind,
    each.direction,
    amount(each.amountMinor),
    amount(each.ourAmountMinor),
    amount(each.ourFeeMinor),
    currency,
    content?.receipt ?? null,
    seen.number,
    seen.name,
    seen.details,
    each.payoutId,
    each.attemptState,
    each.was,
    each.caseId,
    each.caseState,
  ]
}

const headsIn = (language: TakeAwayLanguage): string[] =>
  differenceColumns.map(column => differenceWords[language].heads[column])

/** @returns null where there is no such statement, or it is not done */
export async function differencesCsv(house: House, statementId: StatementId, reading: Reading): Promise<string | null> {
  const rows = await rowsOf(house, statementId, reading)
  if (rows === null) return null
  const lines = [headsIn(reading.language), ...rows.map(row => row.map(harmless))]
  return `\ufeff${stringify(lines, { record_delimiter: '\r\n' })}`
}

/** What others wrote is no formula, whatever a spreadsheet makes of its first letter. Numbers keep their plus. */
const harmless = (cell: string | null): string | null =>
  cell !== null && /^[=@\t\r]|^[+-](?![\d.]*$)/.test(cell) ? `'${cell}` : cell

/** @param madeAt stands in the workbook; the same rows and time are the same bytes */
export async function differencesXlsx(
  house: House,
  statementId: StatementId,
  reading: Reading,
  madeAt: Date,
): Promise<Buffer | null> {
  const rows = await rowsOf(house, statementId, reading)
  if (rows === null) return null
  const { title, sheet, heads } = differenceWords[reading.language]
  const columns = differenceColumns.map(column => ({ head: heads[column], ...looks[column] }))
  return writeXlsx({ title, madeAt, sheets: [{ name: sheet, columns, rows, printTitle: title }] })
}
