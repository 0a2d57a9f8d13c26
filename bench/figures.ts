/** What the bench makes of what it counted. Pure; times in milliseconds unless the name says otherwise. */

export interface Spread {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Nearest rank: a value that really occurred, never one between two. @throws RangeError when there is nothing */
export function percentile(sorted: readonly number[], percent: number): number {
  const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (found === undefined) throw new RangeError('A percentile of nothing.')
  return found
}

/** null when there is nothing to spread */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  return { p50: percentile(sorted, 50), p99: percentile(sorted, 99), max: percentile(sorted, 100) }
}

/** Rounded to so many significant digits: a figure of a bench is never known better than that. */
export function rounded(value: number, digits = 4): number {
  return value === 0 || !Number.isFinite(value) ? value : Number(value.toPrecision(digits))
}

export const perPayout = (total: number, payouts: number): number => rounded(payouts === 0 ? 0 : total / payouts)

/** How many times as fast; null where one of them was not measured. */
export function ratio(ours: number | undefined, theirs: number | undefined): number | null {
  return ours === undefined || theirs === undefined || theirs === 0 ? null : rounded(ours / theirs, 3)
}

/** The most moments that lie within any stretch of `windowMs`, its end not included; `sorted` ascending. */
export function mostWithin(sorted: readonly number[], windowMs: number): number {
  let most = 0
  let from = 0
  for (const [to, moment] of sorted.entries()) {
    while (moment - (sorted[from] ?? moment) >= windowMs) from += 1
    most = Math.max(most, to - from + 1)
  }
  return most
}

/** How much of an allowed rate was used between the first and the last moment: 1 is all of it. */
export function useOf(sorted: readonly number[], perSecond: number): number {
  const spanMs = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  return spanMs === 0 ? 0 : rounded(((sorted.length - 1) * 1_000) / spanMs / perSecond)
}

/** One promise beside what was measured. */
export interface Goal {
  readonly name: string
  /** as it is written in the goals, e.g. `≤ 0.1` */
  readonly goal: string
  readonly measured: number
  readonly met: boolean
}

export const atLeast = (name: string, least: number, measured: number): Goal => ({
  name,
  goal: `≥ ${least}`,
  measured,
  met: measured >= least,
})

export const atMost = (name: string, most: number, measured: number): Goal => ({
  name,
  goal: `≤ ${most}`,
  measured,
  met: measured <= most,
})
