/**
 * The judgement of vouchers: Intersolve’s own book, by part of a payout, against what we claim. Pure. Each finding names the
 * payouts or parts (`payout.part`) that it is about.
 */
import type { VoucherCard } from '../provider.js'
import type { Payout } from '../rounds.js'
import type { OurVoucher } from './reading.js'

export interface VoucherClaims {
  readonly payouts: readonly Pick<Payout, 'id' | 'amountMinor' | 'state'>[]
  readonly vouchers: readonly OurVoucher[]
  /** of the programme, by ledger account; minor units */
  readonly balances: Readonly<Record<string, bigint>>
  readonly fundedMinor: bigint
}

export interface VoucherJudgement {
  /** parts with more than one live card, but for those whose order is declared lost */
  readonly twoCards: readonly string[]
  /** parts with a live card that no voucher of ours owns */
  readonly nobodys: readonly string[]
  /** parts whose voucher we call with its person, or theirs to have, without a card */
  readonly missing: readonly string[]
  /** payouts called paid whose live cards hold another sum than their parts that were not taken back, and cards of another amount than was ordered */
  readonly wrongAmount: readonly string[]
  /** RefPos that more than one card was issued under */
  readonly refPosTwice: readonly string[]
  /** parts with a card of an order that is declared lost, to be taken back still: within its window that is no fault */
  readonly late: readonly string[]
  /** not at an end */
  readonly underWay: readonly string[]
  /** every sum in which ledger and book, or the ledger and itself, differ, in words */
  readonly driftIn: readonly string[]
  readonly cards: number
  /** that were not taken back */
  readonly liveCards: number
  /** at tills, in minor units */
  readonly spentMinor: string
  readonly payouts: Readonly<Record<string, number>>
  readonly right: boolean
}

const owning: readonly string[] = ['waiting', 'agreed', 'delivered', 'cancelling']
const given: readonly string[] = ['waiting', 'agreed', 'delivered']
const endedVouchers: readonly string[] = ['delivered', 'cancelled', 'refused', 'void', 'lost', 'expired']
const endedPayouts: readonly string[] = ['paid', 'cancelled', 'closed']

export function judgeVouchers(claims: VoucherClaims, book: readonly VoucherCard[]): VoucherJudgement {
  const { payouts, vouchers, balances, fundedMinor } = claims
  // Also with nothing left on it: it was spent, and not taken back.
  const live = book.filter(({ state }) => state !== 'cancelled')
  const cardsOf = groupBy(live, card => card.reference)
  const oursOf = groupBy(vouchers, ({ payoutId, part }) => `${payoutId}.${part}`)
  const count = (part: string, states: readonly string[]): number =>
    (oursOf.get(part) ?? []).filter(({ state }) => states.includes(state)).length
  const parts = [...new Set([...cardsOf.keys(), ...oursOf.keys()])]
  const cards = (part: string): number => cardsOf.get(part)?.length ?? 0
  const lost = (part: string): number => count(part, ['lost'])

  const liveMinor = (payoutId: string): bigint =>
    sum(live.filter(({ reference }) => reference.startsWith(`${payoutId}.`)).map(card => card.issuedMinor))
  // Of a payout that was given in part: parts that were taken back, whose money is available again.
  const notGiven = (payoutId: string): bigint =>
    sum(
      vouchers
        .filter(each => each.payoutId === payoutId && !given.includes(each.state))
        .map(({ movedMinor }) => movedMinor ?? 0n),
    )
  const ordered = new Map(vouchers.map(({ payoutId, part, amountMinor }) => [`${payoutId}.${part}`, amountMinor]))
  const findings = {
    twoCards: parts.filter(part => cards(part) - lost(part) > 1),
    nobodys: parts.filter(part => cards(part) > count(part, owning) + lost(part)),
    missing: parts.filter(part => count(part, given) > cards(part)),
    wrongAmount: [
      ...payouts
        .filter(
          ({ id, state, amountMinor }) => state === 'paid' && liveMinor(id) !== BigInt(amountMinor) - notGiven(id),
        )
        .map(({ id }) => id),
      ...book
        .filter(({ reference, issuedMinor }) => (ordered.get(reference) ?? issuedMinor) !== issuedMinor)
        .map(({ reference }) => reference),
    ],
    refPosTwice: [...groupBy(book, ({ refPos }) => refPos)].filter(([, all]) => all.length > 1).map(([name]) => name),
    underWay: [
      ...vouchers.filter(({ state }) => !endedVouchers.includes(state)).map(({ payoutId }) => payoutId),
      ...payouts.filter(({ state }) => !endedPayouts.includes(state)).map(({ id }) => id),
    ],
  }
  const delivered = live.filter(({ reference }) => count(reference, ['delivered']) > 0)
  const at = (account: string): bigint => balances[account] ?? 0n
  const driftIn = [
    ...differ(
      'disbursed, against what people spent and hold',
      at('disbursed'),
      sum(delivered.flatMap(({ spentMinor, balanceMinor }) => [spentMinor, balanceMinor])),
    ),
    ...differ('in transit, with everything at an end', at('in_transit'), 0n),
    ...differ('reserved, with everything at an end', at('reserved'), 0n),
    ...differ('all accounts together, against nothing', sum(Object.values(balances)), 0n),
    ...differ('funding, against what was funded', -at('funding'), fundedMinor),
  ]
  const byState: Record<string, number> = {}
  for (const { state } of payouts) byState[state] = (byState[state] ?? 0) + 1
  return {
    ...findings,
    late: parts.filter(part => cards(part) > count(part, owning) && lost(part) > 0),
    driftIn,
    ...{ cards: book.length, liveCards: live.length, spentMinor: sum(live.map(card => card.spentMinor)).toString() },
    payouts: byState,
    right: Object.values(findings).every(found => found.length === 0) && driftIn.length === 0 && payouts.length > 0,
  }
}

const sum = (amounts: readonly (bigint | string)[]): bigint =>
  amounts.reduce<bigint>((total, amount) => total + BigInt(amount), 0n)

const differ = (what: string, ours: bigint, theirs: bigint): string[] =>
  ours === theirs ? [] : [`${what}: ${ours} and ${theirs}`]

function groupBy<T>(all: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one])
  return groups
}
