/** The judgement: Intersolve’s book, our vouchers and the ledger, card by card and to the cent. */
import { z } from 'zod'
import { pendingStates } from '../../../domain/voucher.js'
import { Refused } from '../../failure.js'
import { awaiting, missing, there } from '../patience.js'
import { counted } from '../screen.js'
import type { VoucherFigures } from './figures.js'
import { takersOfAll } from './plan.js'
import type { VoucherStage } from './stage.js'
import { vouchersOf, type Voucher } from './vouchers.js'
import type { VoucherBook } from './world.js'

const balancesShape = z.object({ balances: z.record(z.string(), z.string()) })
const verifyShape = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), found: z.string(), expected: z.string().optional() })),
})

export interface VoucherBooks {
  readonly balances: Readonly<Record<string, string>>
  readonly vouchers: readonly Voucher[]
  readonly book: VoucherBook
  readonly verified: boolean
  /** people who are completed */
  readonly completed: number
  /** one sentence for everything that does not agree; empty: the books agree */
  readonly disagreements: readonly string[]
}

/** What was taken for lost is cancelled once more from time to time: that is no reason to wait. */
const underWay: ReadonlySet<string> = new Set(pendingStates)
/** States in which a card of it is with, or kept for, its person. */
const isGiven = ({ state }: Voucher): boolean => state === 'delivered' || state === 'expired'
const isIssued = ({ issuedAt }: Voucher): boolean => issuedAt !== null

/** @param emptied vouchers of which people have spent everything */
export async function proveVoucherBooks(
  stage: VoucherStage,
  programmeId: string,
  emptied: number,
): Promise<VoucherBooks> {
  const { maker, world } = stage
  const vouchers = await awaiting('every voucher to come to its end', 180, async () => {
    const all = await vouchersOf(maker, programmeId)
    const left = all.filter(({ state }) => underWay.has(state)).length
    return left === 0 ? there(all) : missing(`${counted(left, 'voucher is', 'vouchers are')} under way`)
  })
  const hadAll = whoHadAll(vouchers, stage.plan.weeks)
  const completed = await untilCompleted(stage, programmeId, hadAll)
  const verify = await maker.get(`/ledger/verify?programmeId=${programmeId}`, verifyShape)
  const { balances } = await maker.get(`/programmes/${programmeId}/balances`, balancesShape)
  const book = await world.book()
  const disagreements = [
    ...verify.checks.flatMap(({ ok, name, found, expected }) =>
      ok ? [] : [`${name}: found ${found}, expected ${expected ?? 'otherwise'}.`],
    ),
    ...unverified(verify),
    ...disagreementsOf({ balances, vouchers, book, emptied, budgetMinor: stage.plan.budgetMinor }),
    ...completedOtherwise({ completed, hadAll, planned: takersOfAll(stage.plan) }),
  ]
  return { balances, vouchers, book, verified: verify.ok, completed, disagreements }
}

/** Not in order, and no check says why: that is no reason to believe it. */
export const unverified = ({ ok, checks }: z.infer<typeof verifyShape>): string[] =>
  !ok && checks.every(each => each.ok) ? ['mkono verify does not find the ledger in order.'] : []

/** People who were given a voucher in each of so many weeks. */
export function whoHadAll(vouchers: readonly Voucher[], weeks: number): number {
  const given = new Map<string, Set<string>>()
  for (const { beneficiaryId, distributionId } of vouchers.filter(isGiven))
    given.set(beneficiaryId, (given.get(beneficiaryId) ?? new Set()).add(distributionId))
  return [...given.values()].filter(rounds => rounds.size >= weeks).length
}

/** @param planned who take their voucher in every week, by the plan */
export function completedOtherwise(of: { completed: number; hadAll: number; planned: number }): string[] {
  const { completed, hadAll, planned } = of
  const had = `${counted(hadAll, 'person', 'people')} had a voucher in every week`
  return [
    ...(completed === hadAll ? [] : [`${had}, and ${counted(completed, 'is', 'are')} completed.`]),
    ...(hadAll === planned ? [] : [`${had}; by the plan it is ${planned}.`]),
  ]
}

const peopleShape = z.object({ people: z.object({ byState: z.record(z.string(), z.number()) }) })
/** They are completed when the list of their last round closes, all at once. */
const completedWithinS = 120

/** @returns how many are, once it is as many as are due; after a while as many as then are, which is for the judgement */
async function untilCompleted({ maker }: VoucherStage, programmeId: string, due: number): Promise<number> {
  let completed = 0
  try {
    await awaiting('people to be completed', completedWithinS, async () => {
      const { people } = await maker.get(`/programmes/${programmeId}`, peopleShape)
      completed = people.byState['completed'] ?? 0
      return completed >= due ? there(completed) : missing(`${completed} of ${due} are`)
    })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
  return completed
}

/** One sentence for each thing in which the three books differ. */
export function disagreementsOf({
  balances,
  vouchers,
  book,
  emptied,
  budgetMinor,
}: Pick<VoucherBooks, 'balances' | 'vouchers' | 'book'> & { emptied: number; budgetMinor: bigint }): string[] {
  const at = (account: string): bigint => BigInt(balances[account] ?? '0')
  const given = sum(vouchers.filter(isGiven).map(({ amountMinor }) => amountMinor))
  const { summary } = book
  const everywhere = Object.values(balances).reduce((total, amount) => total + BigInt(amount), 0n)
  return [
    ...differs('the ledger’s disbursed and the vouchers that people have', at('disbursed'), given),
    ...differs('the ledger’s disbursed and Intersolve’s book', at('disbursed'), totalOf(book)),
    ...differs('the budget and what was funded', -at('funding'), budgetMinor),
    ...differs('what is available and what was not given', at('available'), budgetMinor - given),
    ...differs('money on its way and nothing', at('reserved') + at('in_transit'), 0n),
    ...differs('overpaid and nothing', at('overpaid'), 0n),
    ...differs('all accounts of the ledger together and nothing', everywhere, 0n),
    ...summary.referencesWithTwoCards.map(() => 'Somebody has two vouchers for one part of a payout.'),
    ...summary.refPosUsedTwice.map(() => 'One RefPos was used for two cards.'),
    ...liveOtherwise(vouchers, book, emptied),
    ...cardsThatDiffer(vouchers, book),
  ]
}

/** What was issued and not taken back, spent or not. */
export const totalOf = ({ summary }: VoucherBook): bigint => BigInt(summary.heldMinor) + BigInt(summary.spentMinor)

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n)
const differs = (what: string, one: bigint, other: bigint): string[] =>
  one === other ? [] : [`Not the same: ${what} (${one} and ${other} cents).`]

/** What can be spent at a till is what people were given and have not spent wholly. */
function liveOtherwise(vouchers: readonly Voucher[], { summary }: VoucherBook, emptied: number): string[] {
  const ours = vouchers.filter(isGiven).length - emptied
  return summary.liveCards === ours
    ? []
    : [`Intersolve’s book has ${counted(summary.liveCards, 'card')} to be spent; by our vouchers it is ${ours}.`]
}

/** Every voucher that somebody has is one card of its amount; no other card stands. */
function cardsThatDiffer(vouchers: readonly Voucher[], { cards }: VoucherBook): string[] {
  const standing = new Map<string, string[]>()
  for (const { reference, issuedMinor, state } of cards)
    if (state !== 'cancelled') standing.set(reference, [...(standing.get(reference) ?? []), issuedMinor])
  const wrong = vouchers.filter(isGiven).flatMap(({ payoutId, part, amountMinor }) => {
    const reference = `${payoutId}.${part}`
    const found = standing.get(reference) ?? []
    standing.delete(reference)
    if (found.length !== 1)
      return [`A voucher was given for which ${counted(found.length, 'card stands', 'cards stand')}.`]
    return found[0] === amountMinor ? [] : ['A voucher was given whose card holds another amount.']
  })
  const strangers = [...standing.values()].flat().length
  return strangers === 0
    ? wrong
    : [...wrong, `${counted(strangers, 'card is', 'cards are')} live that nobody was given.`]
}

export function voucherFigures({
  vouchers,
  book,
  balances,
  verified,
  completed,
}: VoucherBooks): Omit<VoucherFigures, 'people' | 'weeks' | 'askedSeconds' | 'seconds'> {
  const count = (which: (voucher: Voucher) => boolean): number => vouchers.filter(which).length
  const takenBack = (each: Voucher): boolean => each.state === 'cancelled'
  return {
    issued: count(isIssued),
    delivered: count(isGiven),
    declined: count(each => takenBack(each) && each.ended === 'declined'),
    cancelled: count(takenBack),
    expired: count(each => takenBack(each) && (each.ended === 'unanswered' || each.ended === 'not_reached')),
    reissued: count(({ ordinal }) => ordinal > 1),
    used: book.cards.filter(({ spentMinor }) => spentMinor !== '0').length,
    openWithOwner: count(({ state }) => underWay.has(state) || state === 'lost'),
    completed,
    ledgerBalanced: verified,
    sandbox: {
      liveCards: book.summary.liveCards,
      doubleCards: book.summary.referencesWithTwoCards.length,
      totalMinor: totalOf(book).toString(),
    },
    oursTotalMinor: balances['disbursed'] ?? '0',
  }
}
