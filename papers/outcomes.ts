/** What became of each payout of a list, sorted into the tables of a report and counted. */
import { beneficiaryRef } from '../domain/beneficiaryRef.js'
import type { ListShows } from '../domain/issuedList.js'
import { utcTime } from '../domain/localTime.js'
import { money, toDecimal } from '../domain/money.js'
import type { PayoutState } from '../domain/payout.js'
import { maskedNumber } from '../domain/phone.js'
import { isReason, reasons } from '../domain/reason.js'
import { currencyOf, type ListFacts } from './listFacts.js'
import { PackedRows } from './paper.js'

export const outcomeGroups = ['paid', 'failed', 'unknown', 'open', 'taken off'] as const
export type OutcomeGroup = (typeof outcomeGroups)[number]

const groups: Readonly<Record<PayoutState, OutcomeGroup>> = {
  paid: 'paid',
  overpaid: 'paid',
  refused: 'failed',
  closed: 'failed',
  to_decide: 'failed',
  unknown: 'unknown',
  listed: 'open',
  ready: 'open',
  in_progress: 'open',
  cancelled: 'taken off',
}
export const groupOf = (state: PayoutState): OutcomeGroup => groups[state]

/** One payout and what became of it, opened. */
export interface Outcome {
  readonly position: number
  readonly batch: number
  readonly beneficiaryNumber: number
  readonly name: string
  readonly phone: string
  readonly amountMinor: bigint
  readonly state: PayoutState
  readonly reason: string | null
  readonly held: boolean
  readonly stateAt: Date
  readonly attempts: number
  readonly paidAt: Date | null
  readonly receipt: string | null
  readonly feeMinor: bigint
  readonly overpaidMinor: bigint
  readonly owner: string | null
  readonly deadlineAt: Date | null
}

interface Sum {
  count: number
  minor: bigint
}

/** Takes outcomes in the order of the list, sorts them into their tables and counts. */
export class Outcomes {
  readonly rows: Readonly<Record<OutcomeGroup, PackedRows>>
  /** by state and reason, in the order in which they first came */
  readonly #sums = new Map<string, Sum & { state: PayoutState; reason: string | null }>()
  feeMinor = 0n
  overpaidMinor = 0n

  constructor(
    readonly facts: Pick<ListFacts, 'programmeName' | 'currency'>,
    readonly shows: ListShows,
  ) {
    this.rows = Object.fromEntries(outcomeGroups.map(each => [each, new PackedRows()])) as Record<
      OutcomeGroup,
      PackedRows
    >
  }

  add(one: Outcome): void {
    const group = groupOf(one.state)
    this.rows[group].add(this.#cells(one, group))
    this.feeMinor += one.feeMinor
    this.overpaidMinor += one.overpaidMinor
    const key = `${one.state} ${one.reason ?? ''}`
    const sum = this.#sums.get(key) ?? { state: one.state, reason: one.reason, count: 0, minor: 0n }
    sum.count++
    sum.minor += one.amountMinor
    this.#sums.set(key, sum)
  }

  sums(): readonly (Sum & { state: PayoutState; reason: string | null })[] {
    return [...this.#sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
  }

  #cells(one: Outcome, group: OutcomeGroup): string[] {
    const amount = (minor: bigint): string => toDecimal(money(minor, currencyOf(this.facts)))
    const person = [
      String(one.position),
      beneficiaryRef(this.facts.programmeName, one.beneficiaryNumber),
      ...(this.shows === 'references' ? [] : [one.name]),
      this.shows === 'numbers' ? one.phone : maskedNumber(one.phone),
      amount(one.amountMinor),
    ]
    const waits = [one.owner ?? '', one.deadlineAt === null ? '' : utcTime(one.deadlineAt)]
    const why = `${one.held ? 'Held back. ' : ''}${reasonText(one.reason)}`
    if (group === 'paid')
      return [
        ...person,
        amount(one.feeMinor),
        one.overpaidMinor === 0n ? '' : amount(one.overpaidMinor),
        one.receipt === null ? '' : this.shows === 'references' ? `…${one.receipt.slice(-4)}` : one.receipt,
        one.paidAt === null ? '' : utcTime(one.paidAt),
      ]
    if (group === 'taken off') return [...person, why, utcTime(one.stateAt)]
    return [...person, one.state.replaceAll('_', ' '), why, String(one.attempts), utcTime(one.stateAt), ...waits]
  }
}

export const reasonText = (reason: string | null): string =>
  reason === null ? '' : isReason(reason) ? reasons[reason].says : reason.replaceAll('_', ' ')
