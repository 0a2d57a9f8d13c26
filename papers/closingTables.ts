/** The tables of a closing report. */
import { bothTimes } from '../domain/localTime.js'
import { money, toDecimal } from '../domain/money.js'
import type { ClosingFacts } from './closingReport.js'
import { approvalsTable, columnsShown, currencyOf } from './listFacts.js'
import { groupOf, outcomeGroups, reasonText, type OutcomeGroup, type Outcomes } from './outcomes.js'
import { PackedRows, type PaperColumn, type PaperTable } from './paper.js'

const ofFollowed: readonly PaperColumn[] = [
  { head: 'State', share: 1.6 },
  { head: 'Why', share: 5 },
  { head: 'Attempts', share: 1.3, kind: 'whole' },
  { head: 'Since', share: 3 },
  { head: 'Owner', share: 2 },
  { head: 'Deadline', share: 3 },
]

const tellings: Readonly<
  Record<OutcomeGroup, { title: string; says: string[]; more: readonly PaperColumn[]; empty: string }>
> = {
  paid: {
    title: 'Paid',
    says: [],
    more: [
      { head: 'Fee', share: 1.5, kind: 'amount' },
      { head: 'Paid beyond', share: 1.7, kind: 'amount' },
      { head: 'Receipt', share: 2.2 },
      { head: 'Paid at', share: 3 },
    ],
    empty: 'Nobody has been paid.',
  },
  failed: {
    title: 'Failed',
    says: [
      'Refused: may still be corrected or tried again. Closed: the money went back. To decide: it was paid and came back.',
    ],
    more: ofFollowed,
    empty: 'Nothing failed.',
  },
  unknown: {
    title: 'Unknown',
    says: ['Nobody knows yet whether these were paid; their money stays in transit.'],
    more: ofFollowed,
    empty: 'Nothing is unknown.',
  },
  open: { title: 'Open', says: ['Not sent, or without an outcome yet.'], more: ofFollowed, empty: 'Nothing is open.' },
  'taken off': {
    title: 'Taken off',
    says: ['Cancelled before anything was sent, or after it had certainly not been taken.'],
    more: [
      { head: 'Why', share: 6 },
      { head: 'Since', share: 3 },
    ],
    empty: 'Nobody was taken off.',
  },
}

export function closingTables(facts: ClosingFacts, outcomes: Outcomes): PaperTable[] {
  const person: PaperColumn[] = [
    { head: 'No.', share: 1.2, kind: 'whole' },
    { head: 'Reference', share: 1.8 },
    ...columnsShown(outcomes.shows),
    { head: 'Amount', share: 2, kind: 'amount' },
  ]
  return [
    sumsTable(facts, outcomes),
    ...outcomeGroups.map(group => {
      const { title, says, more, empty } = tellings[group]
      return { title, says, empty, columns: [...person, ...more], rows: outcomes.rows[group], carries: true }
    }),
    droppedTable(facts),
    ledgerTable(facts),
    statementTable(facts),
    approvalsTable(facts),
  ]
}

const amountIn = (facts: ClosingFacts) => (minor: bigint) => toDecimal(money(minor, currencyOf(facts)))

function sumsTable(facts: ClosingFacts, outcomes: Outcomes): PaperTable {
  const amount = amountIn(facts)
  return {
    title: 'Outcome',
    columns: [
      { head: 'Group', share: 2 },
      { head: 'State', share: 2 },
      { head: 'Why', share: 6 },
      { head: 'Payouts', share: 1.5, kind: 'whole' },
      { head: 'Amount', share: 2.5, kind: 'amount' },
    ],
    rows: PackedRows.of(
      outcomes
        .sums()
        .map(({ state, reason, count, minor }) => [
          groupOf(state),
          state.replaceAll('_', ' '),
          reasonText(reason),
          String(count),
          amount(minor),
        ]),
    ),
    carries: true,
    empty: 'There are no payouts.',
  }
}

function droppedTable(facts: ClosingFacts): PaperTable {
  const amount = amountIn(facts)
  return {
    title: 'Dropped parts',
    says: [
      'Parts that were no longer what had been approved when they were to be paid: nothing more of them was sent.',
    ],
    columns: [
      { head: 'Part', share: 1, kind: 'whole' },
      { head: 'Payouts', share: 1, kind: 'whole' },
      { head: 'Amount', share: 2, kind: 'amount' },
      { head: 'What differed', share: 2 },
      { head: 'When', share: 6 },
    ],
    rows: PackedRows.of(
      facts.dropped.map(({ batch, payouts, totalMinor, at, why }) => [
        String(batch),
        String(payouts),
        amount(totalMinor),
        why,
        bothTimes(at, facts.country),
      ]),
    ),
    empty: 'No approval was dropped.',
  }
}

function ledgerTable(facts: ClosingFacts): PaperTable {
  const amount = amountIn(facts)
  return {
    title: 'Ledger',
    says: [
      'Everything that was booked for this distribution; each entry moves one amount from one account to another.',
    ],
    columns: [
      { head: 'What', share: 3 },
      { head: 'From', share: 2 },
      { head: 'To', share: 2 },
      { head: 'Entries', share: 1.5, kind: 'whole' },
      { head: 'Amount', share: 2.5, kind: 'amount' },
    ],
    rows: PackedRows.of(
      facts.ledger.map(({ kind, from, to, entries, amountMinor }) => [
        kind.replaceAll('_', ' '),
        from.replaceAll('_', ' '),
        to.replaceAll('_', ' '),
        String(entries),
        amount(amountMinor),
      ]),
    ),
    empty: 'Nothing was booked.',
  }
}

function statementTable(facts: ClosingFacts): PaperTable {
  const amount = amountIn(facts)
  return {
    title: 'Statement differences',
    columns: [
      { head: 'No.', share: 1.2, kind: 'whole' },
      { head: 'What differs', share: 9 },
      { head: 'Amount', share: 2.5, kind: 'amount' },
    ],
    rows: PackedRows.of(
      (facts.statement ?? []).map(({ position, says, amountMinor }) => [String(position), says, amount(amountMinor)]),
    ),
    empty:
      facts.statement === null
        ? 'No statement of the FSP has been read for this distribution: nothing here was compared with one.'
        : 'The FSP’s statement and this distribution agree.',
  }
}
