/** What is known of a distribution whose list was approved, and how it reads at the head of a document. */
import { bothTimes } from '../domain/localTime.js'
import { converted, type ExchangeRate } from '../domain/exchangeRate.js'
import type { DistributionId } from '../domain/ids.js'
import type { ListShows } from '../domain/issuedList.js'
import { listMark } from '../domain/listMark.js'
import { isCurrency, money, toText, type Currency } from '../domain/money.js'
import { grouped, PackedRows, type PaperTable } from './paper.js'

export interface ListFacts {
  readonly distributionId: DistributionId
  readonly programmeName: string
  readonly country: string
  readonly currency: string
  readonly round: number
  readonly name: string
  readonly purpose: string
  readonly fspName: string
  readonly fspAccountName: string
  readonly payouts: number
  readonly totalMinor: bigint
  /** of it, what withdrawing costs, where the programme bears that */
  readonly withdrawalMinor: bigint
  readonly feeReserveMinor: bigint
  /** hex */
  readonly listHash: string
  readonly exchangeRate: ExchangeRate | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly frozenAt: Date
  readonly approvedBy: string
  readonly approvedAt: Date
  readonly approvals: readonly { by: string; role: string; onBehalfOf: string | null; at: Date }[]
  readonly parts: readonly {
    batch: number
    payouts: number
    totalMinor: bigint
    feeReserveMinor: bigint
    hash: string
  }[]
}

export function currencyOf({ currency }: { currency: string }): Currency {
  if (!isCurrency(currency)) throw new Error('A distribution has a currency that this version does not know.')
  return currency
}

export const markOf = ({ distributionId, listHash }: ListFacts): string => listMark({ distributionId, hash: listHash })

export const subjectOf = ({ programmeName, round, name }: ListFacts): string =>
  `${programmeName}, round ${round}: ${name}`

/** The lines that a list and its report share. */
export function sharedFacts(facts: ListFacts): [string, string][] {
  const text = (minor: bigint): string => toText(money(minor, currencyOf(facts)))
  const {
    country,
    createdBy,
    createdAt,
    frozenAt,
    approvedAt,
    totalMinor,
    withdrawalMinor,
    feeReserveMinor,
    approvals,
    approvedBy,
  } = facts
  const people = approvals.length > 0 ? approvals.map(each => each.by) : [approvedBy]
  return [
    ['Programme', `${facts.programmeName} (${country}), paid in ${facts.currency}`],
    ['Round', `${facts.round}, ${facts.name}; purpose: ${facts.purpose}`],
    ['FSP account', `${facts.fspAccountName} (${facts.fspName})`],
    [
      'Payouts',
      `${grouped(String(facts.payouts))}, in ${grouped(String(facts.parts.length))} part${facts.parts.length === 1 ? '' : 's'}`,
    ],
    [
      'Amount',
      `${text(totalMinor)}, and at most ${text(feeReserveMinor)} in fees: ${text(totalMinor + feeReserveMinor)}`,
    ],
    ...(withdrawalMinor > 0n
      ? ([
          ['Of it, transfer value', text(totalMinor - withdrawalMinor)],
          ['Of it, withdrawal charges', text(withdrawalMinor)],
        ] as [string, string][])
      : []),
    ['Exchange rate', rateText(facts)],
    ['Made by', `${createdBy}, ${bothTimes(createdAt, country)}`],
    ['Frozen', bothTimes(frozenAt, country)],
    ['Approved', `by ${people.join(', ')}; complete ${bothTimes(approvedAt, country)}`],
    ['Hash of the list', facts.listHash],
  ]
}

function rateText({ exchangeRate: rate, totalMinor, ...facts }: ListFacts): string {
  if (rate === null) return 'none was set when the list was frozen'
  const sum = toText(converted(money(totalMinor, currencyOf(facts)), rate))
  return `1 ${rate.currency} = ${rate.rate} ${facts.currency} on ${rate.on} (${rate.source}); the amount is ${sum}`
}

export function approvalsTable({ approvals, country }: ListFacts): PaperTable {
  return {
    title: 'Who approved',
    columns: [
      { head: 'Who', share: 3 },
      { head: 'Role', share: 2 },
      { head: 'On behalf of', share: 2 },
      { head: 'When', share: 6 },
    ],
    rows: PackedRows.of(
      approvals.map(({ by, role, onBehalfOf, at }) => [by, role, onBehalfOf ?? '', bothTimes(at, country)]),
    ),
    empty: 'It is not kept who said yes before the last one did.',
  }
}

/** What of people a variant says beside their references. */
export const columnsShown = (shows: ListShows) => [
  ...(shows === 'references' ? [] : [{ head: 'Name', share: 4.2 }]),
  { head: 'Number', share: 2.7 },
]
