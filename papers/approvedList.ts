/** The approved list: what was decided, row by row in its order. Nothing of what became of it, so it never changes. */
import { beneficiaryRef } from '../domain/beneficiaryRef.js'
import type { ListShows } from '../domain/issuedList.js'
import { money, toDecimal } from '../domain/money.js'
import { maskedNumber } from '../domain/phone.js'
import {
  approvalsTable,
  columnsShown,
  currencyOf,
  markOf,
  sharedFacts,
  subjectOf,
  type ListFacts,
} from './listFacts.js'
import { PackedRows, type Paper, type PaperColumn } from './paper.js'

/** One payout of the list, opened. */
export interface ListRow {
  readonly position: number
  readonly beneficiaryNumber: number
  readonly name: string
  readonly phone: string
  readonly place: string
  readonly householdSize: number
  /** all that is paid out: the transfer value and, where the programme bears it, what withdrawing it costs */
  readonly amountMinor: bigint
  /** of it, what withdrawing costs */
  readonly withdrawalMinor: bigint
  readonly feeReserveMinor: bigint
}

export interface Shown {
  readonly shows: ListShows
  readonly forSigning: boolean
}

export const approvedColumns = (
  facts: Pick<ListFacts, 'withdrawalMinor'>,
  { shows, forSigning }: Shown,
): PaperColumn[] => [
  { head: 'No.', share: 1.2, kind: 'whole' },
  { head: 'Reference', share: 1.8 },
  ...columnsShown(shows),
  { head: 'Place', share: 2.6 },
  { head: 'Household', share: 1.5, kind: 'whole' },
  ...(facts.withdrawalMinor > 0n
    ? ([
        { head: 'Transfer value', share: 2, kind: 'amount' },
        { head: 'Withdrawal charge', share: 1.8, kind: 'amount' },
      ] as const)
    : []),
  { head: 'Amount', share: 2, kind: 'amount' },
  { head: 'Highest fee', share: 1.8, kind: 'amount' },
  ...(forSigning ? [{ head: 'Signature', share: 4.6, kind: 'blank' } as const] : []),
]

/** Cells in the order of the columns; a column to sign in stays empty. What an amount is made of is shown on lists that have charges. */
export function approvedCells(
  row: ListRow,
  facts: Pick<ListFacts, 'programmeName' | 'currency' | 'withdrawalMinor'>,
  { shows, forSigning }: Shown,
): string[] {
  const amount = (minor: bigint): string => toDecimal(money(minor, currencyOf(facts)))
  return [
    String(row.position),
    beneficiaryRef(facts.programmeName, row.beneficiaryNumber),
    ...(shows === 'references' ? [] : [row.name]),
    shows === 'numbers' ? row.phone : maskedNumber(row.phone),
    row.place,
    String(row.householdSize),
    ...(facts.withdrawalMinor > 0n ? [amount(row.amountMinor - row.withdrawalMinor), amount(row.withdrawalMinor)] : []),
    amount(row.amountMinor),
    amount(row.feeReserveMinor),
    ...(forSigning ? [''] : []),
  ]
}

export function approvedPaper(facts: ListFacts, rows: PackedRows, shown: Shown): Paper {
  const amount = (minor: bigint): string => toDecimal(money(minor, currencyOf(facts)))
  return {
    title: 'Approved list',
    subject: subjectOf(facts),
    mark: markOf(facts),
    currency: currencyOf(facts),
    at: facts.approvedAt,
    facts: sharedFacts(facts),
    says: [
      'The hash covers people, amounts, highest fees, the numbers that are paid to, the FSP account and the exchange rate: whoever changes one of them changes the hash.',
      'Names, places and household sizes are beside it: they stand here as they were when this document was first made.',
      'Whether this is the list that was approved: mkono verify --list with this file, or with what the QR code says.',
    ],
    signatures: [
      'Made by: name, date, signature',
      'Approved by: name, date, signature',
      'Finance: name, date, signature',
    ],
    tables: [
      {
        title: 'List',
        columns: approvedColumns(facts, shown),
        rows,
        carries: true,
        empty: 'Nobody is on this list.',
      },
      approvalsTable(facts),
      {
        title: 'Parts',
        says: [
          'A list is paid part by part, each held against its own hash before it leaves; the hash of the list is made of these.',
        ],
        columns: [
          { head: 'Part', share: 1, kind: 'whole' },
          { head: 'Payouts', share: 1, kind: 'whole' },
          { head: 'Amount', share: 2, kind: 'amount' },
          { head: 'Highest fees', share: 2, kind: 'amount' },
          { head: 'Hash', share: 7 },
        ],
        rows: PackedRows.of(
          facts.parts.map(({ batch, payouts, totalMinor, feeReserveMinor, hash }) => [
            String(batch),
            String(payouts),
            amount(totalMinor),
            amount(feeReserveMinor),
            hash,
          ]),
        ),
        carries: true,
        empty: 'There are no parts.',
      },
    ],
  }
}
