/** Exact numbers between whole ones: what a formula divides stays exact until it is rounded, once. */
export interface Fraction {
  /** carries the sign */
  readonly over: bigint
  /** more than zero */
  readonly under: bigint
}

export const whole = (value: bigint): Fraction => ({ over: value, under: 1n })

/** In lowest terms, so that long sums stay small. `under` may have any sign but is not zero. */
export function fraction(over: bigint, under: bigint): Fraction {
  const sign = under < 0n ? -1n : 1n
  const shared = greatestShared(over < 0n ? -over : over, under * sign)
  return { over: (sign * over) / shared, under: (sign * under) / shared }
}

function greatestShared(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b]
  return a === 0n ? 1n : a
}

export const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.over * b.under + b.over * a.under, a.under * b.under)
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under })
export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.over * b.over, a.under * b.under)
/** null: nothing is divided by zero */
export const dividedBy = (a: Fraction, b: Fraction): Fraction | null =>
  b.over === 0n ? null : fraction(a.over * b.under, a.under * b.over)

/** Less than 0: a is the smaller one. */
export const compareFractions = (a: Fraction, b: Fraction): number => {
  const difference = a.over * b.under - b.over * a.under
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The whole number at or below it. */
export const floorOf = ({ over, under }: Fraction): bigint =>
  over >= 0n || over % under === 0n ? over / under : over / under - 1n

/** Reads `12`, `-3` or `12.5`; null for anything else. */
export function readFraction(text: string): Fraction | null {
  const [, sign = '', digits, part = ''] = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  if (digits === undefined) return null
  const over = BigInt(digits + part)
  return fraction(sign === '-' ? -over : over, 10n ** BigInt(part.length))
}
