/** The figures for the person who watches; the JSON beside them has everything. */
import type { Screen } from '../cli/demo/screen.js'
import type { Cost } from './cost.js'
import type { Goal } from './figures.js'
import type { Judgement } from './judgement.js'
import type { MkonoRun } from './mkonoRun.js'
import type { NaiveRun } from './naive/run.js'
import type { PlainRun } from './plain/run.js'
import type { RowsUsed } from './rows.js'
import type { TemporalUsed } from './temporalUse.js'

type Line = readonly [left: string, right: string]

export function tellMkono(screen: Screen, run: MkonoRun): void {
  const { approvalToPaidMs: spread } = run
  screen.table([
    ...speed(run, 'from approval to the last final'),
    ['first paid after', run.firstPaidSeconds === null ? 'nobody was paid' : `${run.firstPaidSeconds} s`],
    ['approval to paid', spread === null ? '–' : `p50 ${spread.p50} ms, p99 ${spread.p99} ms`],
    ['frozen / approved / started in', `${run.freezeSeconds} s / ${run.approveSeconds} s / ${run.startSeconds} s`],
    ...processors(run),
    ...rows(run.postgres),
    ...engine(run.temporal),
    books(run.books),
  ])
}

export function tellPlain(screen: Screen, run: PlainRun): void {
  screen.table([
    ...speed(run, 'from approval to the last final'),
    ...processors(run),
    ...rows(run.postgres),
    books(run.books),
  ])
}

export function tellNaive(screen: Screen, run: NaiveRun): void {
  screen.table([
    ...speed(run, 'from the first start to the last end'),
    ...processors(run),
    ...engine(run.temporal),
    ['paid twice', String(run.paidTwice)],
  ])
}

export function tellGoals(screen: Screen, goals: readonly Goal[]): void {
  if (goals.length === 0) return
  screen.chapter('Goals')
  screen.table(goals.map(({ name, goal, measured, met }) => [name, `${met ? '✓' : '✗'} ${measured} (goal ${goal})`]))
}

const speed = (run: Cost, what: string): Line[] => [
  [what, `${run.seconds} s, ${run.payoutsPerSecond} payouts/s of ${run.payouts}`],
]

const processors = ({ cpuSeconds, processes, cpuMsPerPayout }: Cost): Line[] => [
  ['processor', cpuSeconds === null ? 'not told by this system' : `${cpuSeconds} s in all`],
  ...Object.entries(processes ?? {}).map(([name, used]): Line => [
    `  ${name}`,
    `${used.cpuSeconds} s, ${cpuMsPerPayout?.[name] ?? 0} ms a payout, at most ${used.peakRssMb} MB`,
  ]),
]

const rows = (used: RowsUsed): Line[] => [
  ['rows in PostgreSQL a payout', `${used.rowsPerPayout}, ${used.bytesPerPayout} bytes`],
  ['its log a payout', `${used.logBytesPerPayout} bytes`],
]

const engine = (used: TemporalUsed): Line[] => [
  [
    'Temporal a payout',
    `${used.eventsPerPayout} events, ${used.historyBytesPerPayout} bytes, ${used.actionsPerPayout} billable actions`,
  ],
  [
    '  actions',
    Object.entries(used.actions)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', '),
  ],
]

const books = (found: Judgement): Line => [
  'books',
  found.ok
    ? `agree: ${found.paid} paid once, as in the provider’s book; ${found.checks} checks of mkono verify`
    : `DO NOT AGREE: ${JSON.stringify(found)}`,
]
