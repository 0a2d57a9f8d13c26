/**
 * Of the first round of somebody who joins late: the days since they were included, of those since the round before. So who
 * joins in the middle of a month gets half of the transfer at its end, and from then on what everybody gets.
 */
import { shortText } from './entitlement.js'
import type { Currency } from './money.js'

/** The days that one round pays for, from the round before (not counted) to itself. */
export interface DaysOfRound {
  /** the planned date of the round, `2026-11-30` */
  readonly until: string
  readonly period: number
  /** IANA: in which it is told on what day somebody was included */
  readonly timeZone: string
}

/** Whole days between two dates as texts; a time behind one is left aside. */
export const daysBetween = (from: string, until: string): number =>
  (Date.parse(`${until.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000

/**
 * Rounded down to what the FSP can pay. Minor units.
 * @param days 0 to `period`: since they were included
 */
export function shareOfRound(
  wholeMinor: bigint,
  { days, period, stepMinor }: { days: number; period: number; stepMinor: bigint },
): bigint {
  if (!Number.isInteger(days) || !Number.isInteger(period) || days < 0 || days > period || period < 1)
    throw new RangeError('A share of a round is some of its days.')
  if (stepMinor < 1n) throw new RangeError('The smallest step that an FSP pays is one minor unit at least.')
  const exact = (wholeMinor * BigInt(days)) / BigInt(period)
  return days === period ? wholeMinor : exact - (exact % stepMinor)
}

/** Why it is less, behind why the whole is what it is: `KES 5,000 for up to 5 members, of which KES 1,833 for 11 of 30 days`. */
export const shareSays = (
  says: string,
  { minor, currency, days, period }: { minor: bigint; currency: Currency; days: number; period: number },
): string => `${says}, of which ${shortText(minor, currency)} for ${days} of ${period} days`

/** Whoever was included on the day of the round or after it: their first one is the next. */
export const joinedAfter = 'included after the days that this round pays for'
