/** The figures for the person who watches; the JSON beside them has everything. */
import type { Screen } from '../cli/demo/screen.js'
import type { Goal } from './figures.js'
import type { MkonoRun } from './mkonoRun.js'

export function tellMkono(screen: Screen, run: MkonoRun): void {
  screen.chapter(`Mkono: ${run.payouts} payouts`)
  const { temporal, postgres, approvalToPaidMs: spread } = run
  screen.table([
    ['from approval to the last final', `${run.seconds} s, ${run.payoutsPerSecond} payouts/s`],
    ['first paid after', run.firstPaidSeconds === null ? 'nobody was paid' : `${run.firstPaidSeconds} s`],
    ['approval to paid', spread === null ? '–' : `p50 ${spread.p50} ms, p99 ${spread.p99} ms`],
    ['frozen / approved / started in', `${run.freezeSeconds} s / ${run.approveSeconds} s / ${run.startSeconds} s`],
    ['processor', run.cpuSeconds === null ? 'not told by this system' : `${run.cpuSeconds} s in all`],
    ...Object.entries(run.processes ?? {}).map(
      ([name, used]) =>
        [
          `  ${name}`,
          `${used.cpuSeconds} s, ${run.cpuMsPerPayout?.[name] ?? 0} ms a payout, at most ${used.peakRssMb} MB`,
        ] as const,
    ),
    ['rows in PostgreSQL a payout', `${postgres.rowsPerPayout}, ${postgres.bytesPerPayout} bytes`],
    ['its log a payout', `${postgres.logBytesPerPayout} bytes`],
    [
      'Temporal a payout',
      `${temporal.eventsPerPayout} events, ${temporal.historyBytesPerPayout} bytes, ${temporal.actionsPerPayout} billable actions`,
    ],
    [
      '  actions',
      Object.entries(temporal.actions)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', '),
    ],
    [
      'books',
      run.books.ok
        ? `agree: ${run.books.paid} paid once, as in the provider’s book; ${run.books.checks} checks of mkono verify`
        : `DO NOT AGREE: ${JSON.stringify(run.books)}`,
    ],
  ])
}

export function tellGoals(screen: Screen, goals: readonly Goal[]): void {
  if (goals.length === 0) return
  screen.chapter('Goals')
  screen.table(goals.map(({ name, goal, measured, met }) => [name, `${met ? '✓' : '✗'} ${measured} (goal ${goal})`]))
}
