/**
 * The judgement: the provider’s own book, grouped by payout, against what we claim. Pure, so that its own tests can show
 * it every kind of wrong. Each finding names the payouts it is about.
 */
import type { BookLine, TransferRecord } from './provider.js'
import type { Payout } from './rounds.js'

export interface Claims {
  readonly payouts: readonly Payout[]
  /** payouts that an open case is about: they have an owner */
  readonly withCase: ReadonlySet<string>
  /** payouts of which an attempt has a next check, so that a timer or a query has it */
  readonly withTimer: ReadonlySet<string>
  /** balances of all programmes added up, by ledger account; minor units */
  readonly balances: Readonly<Record<string, bigint>>
  readonly fundedMinor: bigint
  readonly verified: boolean
}

export interface ProvidersWord {
  readonly book: readonly BookLine[]
  readonly records: readonly TransferRecord[]
}

export interface Judgement {
  readonly paidTwice: readonly string[]
  readonly lost: readonly string[]
  readonly unowned: readonly string[]
  readonly wrongAmount: readonly string[]
  readonly overpaidUnreported: readonly string[]
  /** unknown although the provider would tell */
  readonly unknownLeft: readonly string[]
  /** phones that got the same text more than once */
  readonly toldTwice: readonly string[]
  /** payouts that were paid and nobody was told of */
  readonly untold: number
  readonly ledgerDriftMinor: string
  /** how the drift came about, in words; empty without one */
  readonly driftIn: readonly string[]
  readonly paid: number
  readonly couldBePaid: number
  readonly verified: boolean
  readonly right: boolean
}

/** Nobody who could be paid is left out for more than one in a hundred. */
const leastShare = 0.99

const saysPaid = ({ state }: Payout): boolean => state === 'paid' || state === 'overpaid'
const ended: readonly string[] = ['paid', 'overpaid', 'cancelled', 'closed']

/** What people were told: by the carrier’s book, and by our count of messages about payments. */
export interface Telling {
  readonly twice: readonly string[]
  readonly ofPayments: number
}

export function judge(claims: Claims, word: ProvidersWord, telling: Telling): Judgement {
  const standing = word.book.filter(line => line.status === 'paid')
  const byPayout = new Map<string, BookLine[]>()
  for (const line of standing) {
    const id = line.payoutId ?? `number ${line.phoneNumber}`
    byPayout.set(id, [...(byPayout.get(id) ?? []), line])
  }
  const known = new Set(claims.payouts.map(({ id }) => id))
  const told = new Set(word.records.flatMap(({ requestMetadata }) => requestMetadata?.payoutId ?? []))
  const owned = ({ id }: Payout): boolean => claims.withCase.has(id) || claims.withTimer.has(id)
  const linesOf = ({ id }: Payout): readonly BookLine[] => byPayout.get(id) ?? []
  const ids = (which: (payout: Payout) => boolean): string[] => claims.payouts.filter(which).map(({ id }) => id)

  const drift = driftOf(claims, standing)
  const paid = claims.payouts.filter(saysPaid).length
  const couldBePaid = claims.payouts.filter(({ state }) => state !== 'cancelled' && state !== 'closed').length
  const findings = {
    paidTwice: [...byPayout].filter(([, lines]) => lines.length > 1).map(([id]) => id),
    lost: [
      ...ids(payout => saysPaid(payout) && linesOf(payout).length === 0),
      ...ids(
        payout => !saysPaid(payout) && linesOf(payout).length > 0 && !(payout.state === 'unknown' && owned(payout)),
      ),
      // Paid, and for nothing that we ever asked for.
      ...[...byPayout.keys()].filter(id => !known.has(id)),
    ],
    unowned: ids(payout => !ended.includes(payout.state) && !owned(payout) && payout.nextCheckAt === null),
    wrongAmount: ids(payout => linesOf(payout).some(line => line.amountMinor !== payout.amountMinor)),
    overpaidUnreported: ids(payout => linesOf(payout).length > 1 && payout.state !== 'overpaid'),
    unknownLeft: ids(({ id, state }) => (state === 'unknown' || state === 'in_progress') && told.has(id)),
  }
  const ledgerDriftMinor = String(drift.reduce((sum, { minor }) => sum + minor, 0n))
  const { verified } = claims
  const untold = Math.max(0, paid - telling.ofPayments)
  return {
    ...findings,
    ...{ toldTwice: telling.twice, untold },
    ...{ ledgerDriftMinor, driftIn: drift.map(({ says }) => says), paid, couldBePaid, verified },
    right:
      Object.values(findings).every(found => found.length === 0) &&
      drift.length === 0 &&
      telling.twice.length === 0 &&
      untold === 0 &&
      verified &&
      paid >= Math.ceil(couldBePaid * leastShare),
  }
}

/** Every sum in which our ledger and the provider’s book, or our ledger and itself, differ. */
function driftOf({ balances, payouts, fundedMinor }: Claims, standing: readonly BookLine[]): Drift[] {
  const at = (account: string): bigint => balances[account] ?? 0n
  const sum = (amounts: readonly { amountMinor: string }[]): bigint =>
    amounts.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n)
  // What two people ended as paid, or what is unknown and owned, is in the book too; both are in the payouts’ states.
  const unheard = sum(
    standing.filter(line => payouts.some(({ id, state }) => id === line.payoutId && state === 'unknown')),
  )
  const everywhere = Object.values(balances).reduce((total, amount) => total + amount, 0n)
  return [
    differ(
      'disbursed and overpaid, against the provider’s book',
      at('disbursed') + at('overpaid'),
      sum(standing) - unheard,
    ),
    differ('all accounts together, against nothing', everywhere, 0n),
    differ('funding, against what was funded and overpaid', -at('funding'), fundedMinor + at('overpaid')),
  ].flat()
}

interface Drift {
  says: string
  minor: bigint
}
const differ = (what: string, ours: bigint, theirs: bigint): Drift[] =>
  ours === theirs
    ? []
    : [{ says: `${what}: ${ours} and ${theirs}`, minor: ours > theirs ? ours - theirs : theirs - ours }]
