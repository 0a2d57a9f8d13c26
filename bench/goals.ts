/** What was promised of a distribution, beside what was measured. The promises are for two processors. */
import { atLeast, atMost, type Goal } from './figures.js'
import type { MkonoRun } from './mkonoRun.js'

export interface Ratios {
  readonly ratioToNaive: number | null
  readonly ratioToPlain: number | null
}

export function goalsOf(run: MkonoRun, { ratioToNaive, ratioToPlain }: Ratios): Goal[] {
  const workers = Object.entries(run.processes ?? {}).filter(([name]) => name.startsWith('worker'))
  return [
    ...(ratioToNaive === null ? [] : [atLeast('as fast as naive, times', 25, ratioToNaive)]),
    ...(ratioToPlain === null ? [] : [atLeast('as fast as plain, times', 0.7, ratioToPlain)]),
    atMost('history events a payout', 0.1, run.temporal.eventsPerPayout),
    atMost('billable actions a payout', 0.03, run.temporal.actionsPerPayout),
    ...(workers.length === 0
      ? []
      : [atMost('memory of a worker, MB', 400, Math.max(...workers.map(([, { peakRssMb }]) => peakRssMb)))]),
    ...(run.payouts >= 131_072 ? [atMost('131,072 payouts final, seconds', 90, run.seconds)] : []),
  ]
}
