/** A trial payment: the smallest real transfer to somebody of the staff, and what was seen of it. */
import { lasting } from './callbackHealth.js'
import { done, refused, type Done } from './done.js'
import { money, toText, type Currency } from './money.js'
import type { PayoutState } from './payout.js'

/** What an FSP account pays at least, and in which steps. Minor units. */
export interface Payable {
  readonly currency: Currency
  readonly stepMinor: bigint
  readonly leastMinor: bigint | null
}

/** The amount of a trial: what was asked for, or the smallest. At most `mostTimes` of the smallest. */
export function trialAmount(
  { currency, stepMinor, leastMinor }: Payable,
  { wantedMinor, mostTimes }: { wantedMinor: bigint | undefined; mostTimes: number },
): Done<{ amountMinor: bigint }> {
  const least = leastMinor === null || leastMinor < stepMinor ? stepMinor : leastMinor
  const smallest = ((least + stepMinor - 1n) / stepMinor) * stepMinor
  const amountMinor = wantedMinor ?? smallest
  const most = smallest * BigInt(mostTimes)
  const text = (minor: bigint): string => toText(money(minor, currency))
  if (amountMinor < smallest)
    return refused('invalid', `The smallest amount that this account pays is ${text(smallest)}.`)
  if (amountMinor > most) return refused('invalid', `A trial payment is at most ${text(most)}.`)
  if (amountMinor % stepMinor !== 0n)
    return refused('invalid', `This account pays in steps of ${text(stepMinor)}: choose another amount.`)
  return done({ amountMinor })
}

/** Everything that can be seen of a trial, as rows tell it. Times and amounts are null while nobody knows them. */
export interface TrialSeen {
  readonly currency: Currency
  readonly amountMinor: bigint
  readonly highestFeeMinor: bigint
  readonly payout: PayoutState
  readonly reason: string | null
  /** its last attempt */
  readonly leftAt: Date | null
  readonly httpStatus: number | null
  readonly asked: { readonly valid: boolean } | null
  readonly callback: { readonly lagMs: number; readonly state: string } | null
  /** the FSP said the same when it was asked; null: it was not asked yet, or said nothing */
  readonly agrees: boolean | null
  readonly hasReceipt: boolean
  readonly feeMinor: bigint | null
  /** what the ledger holds of it: sums of what went to each account and stayed there */
  readonly disbursedMinor: bigint
  readonly feesMinor: bigint
  readonly balanceBefore: bigint | null
  readonly balanceAfter: bigint | null
  /** its line on a statement of the FSP; null: none was taken in that could hold it */
  readonly onStatement: boolean | null
}

export interface TrialLine {
  readonly what: string
  /** null: not yet, or not to be known */
  readonly ok: boolean | null
  readonly says: string
}

export const trialEnds: readonly PayoutState[] = ['paid', 'overpaid', 'refused', 'cancelled', 'closed', 'to_decide']

/** What was seen and what was not, line by line, in the order in which it happens. */
export function trialReport(seen: TrialSeen): TrialLine[] {
  const ended = trialEnds.includes(seen.payout)
  const paid = seen.payout === 'paid'
  const text = (minor: bigint): string => toText(money(minor, seen.currency))
  return [
    {
      what: 'sent',
      ok: seen.leftAt === null ? null : true,
      says:
        seen.leftAt === null
          ? 'not yet'
          : `at ${seen.leftAt.toISOString()}, answered with ${seen.httpStatus ?? 'nothing'}`,
    },
    ...(seen.asked
      ? [{ what: 'asked back', ok: seen.asked.valid, says: seen.asked.valid ? 'and told yes' : 'and told no' }]
      : []),
    {
      what: 'outcome',
      ok: ended ? paid : null,
      says: paid
        ? `${text(seen.amountMinor)} paid`
        : `${seen.payout.replace('_', ' ')}${seen.reason === null ? '' : ` (${seen.reason})`}`,
    },
    callbackLine(seen, ended),
    {
      what: 'query',
      ok: seen.agrees,
      says:
        seen.agrees === null ? 'the FSP was not asked yet, or did not say' : seen.agrees ? 'agrees' : 'says otherwise',
    },
    {
      what: 'receipt',
      ok: paid ? seen.hasReceipt : null,
      says: seen.hasReceipt ? 'kept' : paid ? 'none came' : 'none yet',
    },
    feeLine(seen, paid),
    ledgerLine(seen, paid),
    floatLine(seen, paid),
    {
      what: 'statement',
      ok: seen.onStatement,
      says:
        seen.onStatement === null
          ? 'no statement that could show it yet'
          : seen.onStatement
            ? 'shows it'
            : 'does not show it',
    },
  ]
}

function callbackLine({ callback }: TrialSeen, ended: boolean): TrialLine {
  if (callback)
    return {
      what: 'callback',
      ok: callback.state === 'applied',
      says: `seen after ${lasting(callback.lagMs)}${callback.state === 'applied' ? '' : `, and not believed (${callback.state.replace('_', ' ')})`}`,
    }
  return {
    what: 'callback',
    ok: ended ? false : null,
    says: ended ? 'not seen: test the callback address and what is entered at the FSP' : 'not yet',
  }
}

function feeLine({ feeMinor, highestFeeMinor, currency }: TrialSeen, paid: boolean): TrialLine {
  const text = (minor: bigint): string => toText(money(minor, currency))
  if (feeMinor === null) return { what: 'fee', ok: paid ? false : null, says: 'not told' }
  const within = feeMinor <= highestFeeMinor
  return {
    what: 'fee',
    ok: within,
    says: `${text(feeMinor)}${within ? `, within the highest of ${text(highestFeeMinor)}` : `, more than the ${text(highestFeeMinor)} that the tariff says: correct the tariff`}`,
  }
}

function ledgerLine(
  { disbursedMinor, feesMinor, amountMinor, feeMinor, currency }: TrialSeen,
  paid: boolean,
): TrialLine {
  const text = (minor: bigint): string => toText(money(minor, currency))
  const booked = paid ? disbursedMinor === amountMinor && feesMinor === (feeMinor ?? 0n) : disbursedMinor === 0n
  return { what: 'ledger', ok: booked, says: `${text(disbursedMinor)} disbursed, ${text(feesMinor)} fees` }
}

function floatLine(seen: TrialSeen, paid: boolean): TrialLine {
  const { balanceBefore, balanceAfter, amountMinor, feeMinor, currency } = seen
  if (balanceBefore === null || balanceAfter === null)
    return { what: 'float', ok: null, says: 'not told before and after' }
  const text = (minor: bigint): string => toText(money(minor, currency))
  const less = balanceBefore - balanceAfter
  const expected = paid ? amountMinor + (feeMinor ?? 0n) : 0n
  return {
    what: 'float',
    // Others may have been paid meanwhile, or the account topped up: then it proves nothing.
    ok: less === expected ? true : null,
    says: `${text(balanceBefore)} before, ${text(balanceAfter)} after${less === expected ? ', as expected' : `: ${text(less)} less, of which this took ${text(expected)}`}`,
  }
}
