/** Amounts as Intersolve writes them, read digit by digit: a float never holds one (facts 4). */
import { digitsOf, money, type Currency, type Money } from '../../domain/money.js'

/** Values go and come in cents: `2500` is EUR 25.00. */
export const centsLiteral = (amount: Money): string => amount.minor.toString()

/** `2500` or `2500.00`; undefined for anything else, also for parts of a cent and for less than nothing. */
export function readCents(literal: string | undefined, currency: Currency): Money | undefined {
  const match = /^(\d{1,15})(?:\.0{1,6})?$/.exec(literal ?? '')
  return match?.[1] === undefined ? undefined : money(BigInt(match[1]), currency)
}

/**
 * A balance is told as a number and what to divide it by: `2500` and `100`, `125` and `10`, or `25` and `1` are EUR 25.00,
 * 12.50 and 25.00. Undefined where either is no number, the factor is nothing (an answer that has no balance tells 0 and
 * 0), or the quotient is no whole number of cents.
 */
export function readBalance(
  balance: string | undefined,
  factor: string | undefined,
  currency: Currency,
): Money | undefined {
  const over = decimal(balance)
  const under = decimal(factor)
  if (!over || !under || under.digits === 0n) return undefined
  const minors = over.digits * 10n ** BigInt(digitsOf(currency) + under.places)
  const divisor = under.digits * 10n ** BigInt(over.places)
  return minors % divisor === 0n ? money(minors / divisor, currency) : undefined
}

/** `12.50` is 1250 with two places. */
function decimal(literal: string | undefined): { digits: bigint; places: number } | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(literal ?? '')
  if (match?.[1] === undefined) return undefined
  const fraction = match[2] ?? ''
  return { digits: BigInt(match[1] + fraction), places: fraction.length }
}
