/** The judgement: our books, and the provider’s own book beside them, payout by payout and to the last cent. */
import { z } from 'zod'
import { applyCallbacks } from './callbacks.js'
import type { Opened } from './enrolment.js'
import type { Figures } from './figures.js'
import { faultsThatMissed } from './faults.js'
import { payoutsOf, type Payout } from './payouts.js'
import type { ProviderBook, Transfer } from './provider.js'
import type { Stage } from './stage.js'

const balancesShape = z.object({ balances: z.record(z.string(), z.string()) })
const verifyShape = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), found: z.string(), expected: z.string().optional() })),
})
const peopleShape = z.object({
  items: z.array(z.object({ id: z.string(), phone: z.string().nullable(), householdSize: z.number() })),
  next: z.string().nullable(),
})
export type Person = z.infer<typeof peopleShape>['items'][number]

export interface Books {
  readonly balances: Readonly<Record<string, string>>
  readonly payouts: readonly Payout[]
  readonly provider: ProviderBook
  readonly walletMinor: bigint
  readonly callbacksApplied: number
  readonly verify: z.infer<typeof verifyShape>
  /** one sentence for everything that does not agree; empty: the books agree */
  readonly disagreements: readonly string[]
}

type Unjudged = Omit<Books, 'disagreements' | 'callbacksApplied'>

export async function proveBooks(stage: Stage, opened: Opened, distributionId: string): Promise<Books> {
  const { maker, provider } = stage
  const { programmeId } = opened
  const callbacks = await applyCallbacks(stage)
  const verify = await maker.get(`/ledger/verify?programmeId=${programmeId}`, verifyShape)
  const { balances } = await maker.get(`/programmes/${programmeId}/balances`, balancesShape)
  const payouts = await payoutsOf(maker, distributionId)
  const books = {
    balances,
    payouts,
    provider: await provider.book(),
    walletMinor: await provider.walletMinor(),
    verify,
  }
  const people = await peopleOf(stage, programmeId)
  const disagreements = [
    ...verify.checks.flatMap(({ ok, name, found, expected }) =>
      ok ? [] : [`${name}: found ${found}, expected ${expected ?? 'otherwise'}.`],
    ),
    ...sumsThatDiffer(stage, books),
    ...payoutsThatDiffer(stage, books, people),
    ...callbacks.wrong,
    ...(await faultsThatMissed(stage, opened, payouts, people)),
  ]
  return { ...books, callbacksApplied: callbacks.applied, disagreements }
}

export async function peopleOf({ maker }: Pick<Stage, 'maker'>, programmeId: string): Promise<Map<string, Person>> {
  const people = new Map<string, Person>()
  for (let after = ''; ;) {
    const from = after === '' ? '' : `&after=${after}`
    const { items, next } = await maker.get(`/programmes/${programmeId}/beneficiaries?limit=500${from}`, peopleShape)
    for (const person of items) people.set(person.id, person)
    if (next === null) return people
    after = next
  }
}

/** What the ledger says was paid, in fees and in all, against the provider’s book and the wallet there. */
function sumsThatDiffer({ plan }: Stage, books: Unjudged): string[] {
  const at = (account: string): bigint => BigInt(books.balances[account] ?? '0')
  const standing = books.provider.transfers.filter(({ status }) => status === 'paid')
  const theirs = sum(standing.map(({ amountMinor }) => amountMinor))
  const ours = sum(books.payouts.filter(({ state }) => state === 'paid').map(({ amountMinor }) => amountMinor))
  const left = BigInt(plan.programme.walletMinor) - at('disbursed') - at('fees')
  const everywhere = Object.values(books.balances).reduce((total, amount) => total + BigInt(amount), 0n)
  return [
    ...differs('the ledger’s disbursed and the provider’s book', at('disbursed'), theirs),
    ...differs('the provider’s lines and its total', theirs, BigInt(books.provider.summary.paidMinor)),
    ...differs('the ledger’s disbursed and the payouts that are paid', at('disbursed'), ours),
    ...differs('the wallet at the provider and what should be left in it', books.walletMinor, left),
    ...differs('all accounts of the ledger together and nothing', everywhere, 0n),
    ...differs('the budget and what was funded', -at('funding'), BigInt(plan.programme.budgetMinor)),
    ...differs('overpaid and nothing', at('overpaid'), 0n),
  ]
}

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n)
const differs = (what: string, one: bigint, other: bigint): string[] =>
  one === other ? [] : [`Not the same: ${what} (${one} and ${other} minor units).`]

/** Each paid payout was paid once, the amount the rules give, to the number in use; nothing else was paid to anybody. */
function payoutsThatDiffer(
  { plan }: Stage,
  { payouts, provider }: Unjudged,
  people: ReadonlyMap<string, Person>,
): string[] {
  const paidOut = new Map<string | null, Transfer[]>()
  for (const transfer of provider.transfers) {
    if (transfer.status === 'paid')
      paidOut.set(transfer.payoutId, [...(paidOut.get(transfer.payoutId) ?? []), transfer])
  }
  const wrong = payouts.flatMap(({ id, ref, state, amountMinor, beneficiaryId }) => {
    const transfers = paidOut.get(id) ?? []
    paidOut.delete(id)
    const [transfer] = transfers
    const person = people.get(beneficiaryId)
    if (state !== 'paid') return transfers.length === 0 ? [] : [`${ref} is ${state}, but the provider paid it.`]
    if (transfers.length !== 1) return [`${ref} is paid, and the provider paid it ${transfers.length} times.`]
    if (transfer?.amountMinor !== amountMinor || transfer.currency !== plan.programme.currency)
      return [`${ref} was paid another amount than was approved.`]
    if (transfer.phoneNumber !== person?.phone) return [`${ref} was paid at another number than the one in use.`]
    const due = dueTo(plan.programme, person.householdSize)
    return due === BigInt(amountMinor) ? [] : [`${ref} was approved another amount than the rules give.`]
  })
  const strangers = [...paidOut.values()].flat().length
  return strangers === 0 ? wrong : [...wrong, `The provider paid ${strangers} times for no payout of this round.`]
}

/** The rule worked out a second time, apart from the product’s own code. */
function dueTo(rules: Stage['plan']['programme'], householdSize: number): bigint {
  const extra = BigInt(Math.max(0, householdSize - rules.membersIncluded))
  return BigInt(rules.baseMinor) + extra * BigInt(rules.perExtraMemberMinor)
}

/** The part of the figures that the books tell. */
export function moneyFigures(books: Books): Pick<Figures, 'ledgerBalanced' | 'sandbox' | 'oursTotalMinor'> {
  const { summary } = books.provider
  return {
    ledgerBalanced: books.verify.ok,
    sandbox: {
      paid: summary.transfers,
      paidTwice: summary.numbersOrPayoutsPaidTwice,
      totalMinor: summary.paidMinor,
    },
    oursTotalMinor: books.balances['disbursed'] ?? '0',
  }
}
