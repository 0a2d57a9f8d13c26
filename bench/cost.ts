/** What every contender is measured by, Mkono, plain and naive alike. */
import { perPayout, rounded } from './figures.js'
import type { ProcessWatch, Used } from './processes.js'

export interface Cost {
  readonly payouts: number
  /** from “approve” (naive: from the first start) until the last payout was final and its callback applied */
  readonly seconds: number
  readonly payoutsPerSecond: number
  /** by process; null where the system does not tell */
  readonly processes: Readonly<Record<string, Used>> | null
  readonly cpuSeconds: number | null
  readonly cpuMsPerPayout: Readonly<Record<string, number>> | null
}

/** Ends the watch. */
export function costOf(payouts: number, seconds: number, watch: ProcessWatch | null): Cost {
  const processes = watch?.end() ?? null
  const used = Object.entries(processes ?? {})
  return {
    payouts,
    seconds: rounded(seconds),
    payoutsPerSecond: rounded(payouts / seconds),
    processes,
    cpuSeconds: processes && rounded(used.reduce((sum, [, { cpuSeconds }]) => sum + cpuSeconds, 0)),
    cpuMsPerPayout:
      processes &&
      Object.fromEntries(used.map(([name, { cpuSeconds }]) => [name, perPayout(cpuSeconds * 1_000, payouts)])),
  }
}

export const secondsSince = (began: number): number => (performance.now() - began) / 1_000
