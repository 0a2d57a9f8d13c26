/**
 * What people have made of the vouchers that they got, card by card, as a file: used, partly used, unused, expired, and
 * those of which the FSP has not told yet. CSV (UTF-8 with BOM, so that spreadsheets read it right) or XLSX. Without card and PIN.
 */
import { stringify } from 'csv-stringify/sync'
import type { DistributionId, ProgrammeId } from '../../domain/ids.js'
import { isCurrency, money, toDecimal } from '../../domain/money.js'
import { writeXlsx } from '../../sheets/write.js'
import type { House } from '../database.js'
import { listVouchers, type VoucherShown, type VoucherUse } from './list.js'

export interface WantedUse {
  readonly programmeId: ProgrammeId
  readonly distributionId?: DistributionId | undefined
  /** only these; left out: all that were given */
  readonly use?: VoucherUse | undefined
}

const columns = [
  { head: 'person', width: 14 },
  { head: 'use', width: 10 },
  { head: 'expired', width: 9 },
  { head: 'amount', width: 12, kind: 'amount' },
  { head: 'left', width: 12, kind: 'amount' },
  { head: 'spent', width: 12, kind: 'amount' },
  { head: 'currency', width: 9 },
  { head: 'told at', width: 20 },
  { head: 'given at', width: 20 },
  { head: 'last day', width: 12 },
  { head: 'part', width: 6, kind: 'whole' },
  { head: 'parts', width: 6, kind: 'whole' },
  { head: 'payout', width: 38 },
  { head: 'distribution', width: 38 },
] as const

const page = 10_000

async function rowsOf(house: House, wanted: WantedUse): Promise<(string | number | null)[][]> {
  const rows: (string | number | null)[][] = []
  for (let after: VoucherShown['voucherId'] | undefined; ;) {
    const states = ['delivered', 'expired'] as const
    const { items, next } = await listVouchers(house, { ...wanted, states, limit: page, after })
    rows.push(...items.map(cellsOf))
    if (next === null) return rows
    after = next
  }
}

function cellsOf(each: VoucherShown): (string | number | null)[] {
  const { amountMinor, balanceMinor, currency } = each
  const amount = (minor: bigint | null): string | null =>
    minor !== null && isCurrency(currency) ? toDecimal(money(minor, currency)) : null
  return [
    each.ref,
    each.use,
    each.state === 'expired' ? 'yes' : 'no',
    amount(amountMinor),
    amount(balanceMinor),
    amount(balanceMinor === null ? null : amountMinor - balanceMinor),
    currency,
    momentOf(each.balanceAt),
    momentOf(each.deliveredAt),
    each.dueOn,
    each.part,
    each.parts,
    each.payoutId,
    each.distributionId,
  ]
}

const momentOf = (at: Date | null): string | null => at && at.toISOString().slice(0, 19).replace('T', ' ')

/** The newest first. A cell that a spreadsheet would take for a formula is marked as text. */
export async function voucherUseCsv(house: House, wanted: WantedUse): Promise<string> {
  const rows = await rowsOf(house, wanted)
  return stringify(rows, {
    header: true,
    columns: columns.map(({ head }) => head),
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  })
}

export async function voucherUseXlsx(
  house: House,
  { programme, madeAt, ...wanted }: WantedUse & { programme: string; madeAt: Date },
): Promise<Buffer> {
  const title = `Vouchers: ${programme}`
  const rows = await rowsOf(house, wanted)
  return writeXlsx({
    title,
    madeAt,
    sheets: [{ name: 'vouchers', columns: [...columns], rows, above: [[title]], printTitle: title }],
  })
}
