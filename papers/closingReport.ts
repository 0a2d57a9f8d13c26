/** What became of an approved list, as of a moment: paid, failed, unknown, open, taken off; fees, ledger, statements. */
import { bothTimes } from '../domain/localTime.js'
import { money, toText } from '../domain/money.js'
import type { LedgerAccount } from '../domain/payout.js'
import { closingTables } from './closingTables.js'
import { currencyOf, markOf, sharedFacts, subjectOf, type ListFacts } from './listFacts.js'
import type { Outcomes } from './outcomes.js'
import type { Paper } from './paper.js'

export interface ClosingFacts extends ListFacts {
  readonly state: string
  readonly startedBy: string | null
  readonly startedAt: Date | null
  readonly firstPaidAt: Date | null
  readonly cancelledBy: string | null
  readonly closedAt: Date | null
  readonly asOf: Date
  /** the hash, computed anew from the rows as they stand, is the one that was approved */
  readonly hashHolds: boolean
  readonly dropped: readonly { batch: number; payouts: number; totalMinor: bigint; at: Date; why: string }[]
  readonly ledger: readonly {
    kind: string
    from: LedgerAccount
    to: LedgerAccount
    entries: number
    amountMinor: bigint
  }[]
  /** null: no statement has been read for it */
  readonly statement: readonly { position: number; says: string; amountMinor: bigint }[] | null
}

export function closingPaper(facts: ClosingFacts, outcomes: Outcomes): Paper {
  const { country, startedBy, startedAt, firstPaidAt, cancelledBy, closedAt, asOf } = facts
  const text = (minor: bigint): string => toText(money(minor, currencyOf(facts)))
  const at = (moment: Date | null): string => (moment === null ? 'not yet' : bothTimes(moment, country))
  const ends = cancelledBy === null ? '' : `; cancelled by ${cancelledBy}`
  return {
    title: 'Closing report',
    subject: subjectOf(facts),
    mark: markOf(facts),
    currency: currencyOf(facts),
    at: asOf,
    facts: [
      ...sharedFacts(facts),
      ['Started', startedBy === null ? 'not yet' : `by ${startedBy}, ${at(startedAt)}`],
      ['First paid, closed', `${at(firstPaidAt)}; ${at(closedAt)}`],
      ['State', `${facts.state.replaceAll('_', ' ')}${ends}, as of ${bothTimes(asOf, country)}`],
      [
        'Fees and overpaid',
        `${text(outcomes.feeMinor)} in fees were booked; ${text(outcomes.overpaidMinor)} were paid beyond what was due`,
      ],
    ],
    says: [
      facts.hashHolds
        ? 'The rows of the list give the approved hash again, computed when this report was made.'
        : 'The rows of the list do NOT give the approved hash any more: see the parts whose approval was dropped, and mkono verify.',
      'A payout that is unknown is neither paid nor not paid: it is followed by its owner until the FSP, a statement or two people say which.',
    ],
    signatures: [
      'Reported by: name, date, signature',
      'Finance: name, date, signature',
      'Seen by: name, date, signature',
    ],
    tables: closingTables(facts, outcomes),
  }
}
