/** The differences of a statement as a file for finance: CSV (UTF-8 with BOM, so that spreadsheets read it right) or XLSX. */
import { stringify } from 'csv-stringify/sync'
import type { StatementId } from '../../domain/ids.js'
import { isCurrency, money, toDecimal } from '../../domain/money.js'
import { lineResults, missingAtTheirs } from '../../domain/statement.js'
import { writeXlsx } from '../../sheets/write.js'
import type { House } from '../database.js'
import { listDifferences, type Difference } from './differences.js'

/** What of a line may be shown to whoever asks, masked where it may not. */
export type Shown = (content: { number: string | null; name: string | null; details: string | null }) => {
  number: string | null
  name: string | null
  details: string | null
}

const columns = [
  { head: 'difference', width: 18 },
  { head: 'what it means', width: 48 },
  { head: 'at', width: 20 },
  { head: 'row', width: 8 },
  { head: 'kind', width: 11 },
  { head: 'direction', width: 9 },
  { head: 'amount', width: 14, kind: 'amount' },
  { head: 'our amount', width: 14, kind: 'amount' },
  { head: 'our fee', width: 12, kind: 'amount' },
  { head: 'currency', width: 9 },
  { head: 'receipt', width: 14 },
  { head: 'number', width: 16 },
  { head: 'name', width: 24 },
  { head: 'details', width: 40 },
  { head: 'payout', width: 38 },
  { head: 'attempt is', width: 12 },
  { head: 'was', width: 12 },
  { head: 'case', width: 38 },
  { head: 'case is', width: 9 },
] as const

const page = 1_000

async function rowsOf(house: House, statementId: StatementId, shown: Shown): Promise<(string | null)[][] | null> {
  const rows: (string | null)[][] = []
  for (let after: string | undefined; ;) {
    const read = await listDifferences(house, { statementId, after, limit: page })
    if (!read) return null
    rows.push(...read.items.map(each => cellsOf(each, shown)))
    if (read.next === null) return rows
    after = read.next
  }
}

function cellsOf(each: Difference, shown: Shown): (string | null)[] {
  const { content, result, currency } = each
  const amount = (minor: bigint | null): string | null =>
    minor !== null && isCurrency(currency) ? toDecimal(money(minor, currency)) : null
  const { number = null, mask = null, name = null, details = null } = content ?? {}
  const seen = shown({ number: number ?? mask, name, details })
  return [
    result,
    result === missingAtTheirs ? 'We hold it as paid, and the statement does not have it.' : lineResults[result],
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

/** @returns null where there is no such statement, or it is not done */
export async function differencesCsv(house: House, statementId: StatementId, shown: Shown): Promise<string | null> {
  const rows = await rowsOf(house, statementId, shown)
  if (rows === null) return null
  const lines = [columns.map(({ head }) => head), ...rows.map(row => row.map(harmless))]
  return `\ufeff${stringify(lines, { record_delimiter: '\r\n' })}`
}

/** What others wrote is no formula, whatever a spreadsheet makes of its first letter. Numbers keep their plus. */
const harmless = (cell: string | null): string | null =>
  cell !== null && /^[=@\t\r]|^[+-](?![\d.]*$)/.test(cell) ? `'${cell}` : cell

/** @param madeAt stands in the workbook; the same rows and time are the same bytes */
export async function differencesXlsx(
  house: House,
  statementId: StatementId,
  shown: Shown,
  madeAt: Date,
): Promise<Buffer | null> {
  const rows = await rowsOf(house, statementId, shown)
  if (rows === null) return null
  const title = 'Statement differences'
  return writeXlsx({ title, madeAt, sheets: [{ name: 'Differences', columns, rows, printTitle: title }] })
}
