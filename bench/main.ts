/** `npm run bench`: brings the system up, pays, measures, proves the books, and tells it as a table and as JSON. */
import { writeFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { openScreen, type Screen } from '../cli/demo/screen.js'
import { sentenceOf } from '../cli/failure.js'
import type { Cost } from './cost.js'
import { forgetSurroundings } from './elsewhere.js'
import { ratio } from './figures.js'
import { goalsOf } from './goals.js'
import { endWhenAsked, prepareGround, type GroundOptions } from './ground.js'
import type { Judgement } from './judgement.js'
import { thisMachine } from './machine.js'
import type { Measured } from './measures/contract.js'
import { measures } from './measures/index.js'
import { runMkono, type MkonoRun } from './mkonoRun.js'
import { runNaive, type NaiveRun } from './naive/run.js'
import { readOptions, usualPayouts, type BenchOptions, type Contender } from './options.js'
import { runPlain, type PlainRun } from './plain/run.js'
import { tellGoals, tellMkono, tellNaive, tellPlain } from './report.js'

/** How long the simulated provider takes to pay: short, so that we are what is measured. */
const processingMs = { least: 5, most: 50 }
/** Its speed does not depend on how many there are, and more would take minutes. */
const mostNaive = 2_000

export async function main(argv: readonly string[]): Promise<void> {
  try {
    const options = readOptions(argv)
    forgetSurroundings()
    endWhenAsked()
    await bench(options, argv.slice(2))
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    process.stderr.write(`${sentenceOf(error)}\n`)
    process.exitCode = 1
  }
}

async function bench(options: BenchOptions, args: readonly string[]): Promise<void> {
  const screen = openScreen(process.stdout)
  const compared = options.measure.length === 0 || options.all ? await compare(screen, options) : undefined
  const further = await measureFurther(screen, options)
  const goals = [...(compared?.goals ?? []), ...Object.values(further).flatMap(each => each.goals)]
  tellGoals(screen, goals)
  const found = {
    at: new Date().toISOString(),
    command: `npm run bench -- ${args.join(' ')}`.trim(),
    machine: thisMachine(),
    ...compared,
    goals,
    ...(Object.keys(further).length === 0 ? {} : { measures: further }),
  }
  tell(found, options.json)
  if (!booksAgree(found)) {
    process.stderr.write('The books do not agree: see “books” in the figures.\n')
    process.exitCode = 1
  }
}

async function compare(screen: Screen, options: BenchOptions) {
  const wanted = (contender: Contender): boolean => options.only === undefined || options.only === contender
  const mkono = wanted('mkono') ? await measureMkono(screen, options) : undefined
  const plain = wanted('plain') ? await measurePlain(screen, options) : undefined
  const naive = wanted('naive') ? await measureNaive(screen, options) : undefined
  const ratios = {
    ratioToNaive: ratio(mkono?.payoutsPerSecond, naive?.payoutsPerSecond),
    ratioToPlain: ratio(mkono?.payoutsPerSecond, plain?.payoutsPerSecond),
    // The same by processor time, which other work on the machine disturbs less.
    cpuRatioToNaive: ratio(cpuMs(naive), cpuMs(mkono)),
    cpuRatioToPlain: ratio(cpuMs(plain), cpuMs(mkono)),
  }
  return { ...ratios, goals: mkono ? goalsOf(mkono, ratios) : [], mkono, plain, naive }
}

/** Processor time a payout, without what the bench itself used. */
const cpuMs = (cost: Cost | undefined): number | undefined =>
  cost?.cpuMsPerPayout
    ? Object.entries(cost.cpuMsPerPayout).reduce((sum, [name, ms]) => sum + (name === 'bench' ? 0 : ms), 0)
    : undefined

async function measureFurther(screen: Screen, options: BenchOptions): Promise<Record<string, Measured>> {
  const found: Record<string, Measured> = {}
  for (const { name, says, size, run } of measures) {
    if (!options.all && !options.measure.includes(name)) continue
    screen.chapter(`${name}: ${says}`)
    const measured = await run(screen, groundOf(screen, options), options.payouts ?? size)
    found[name] = measured
    if (measured.skipped !== undefined) screen.say(`Not measured: ${measured.skipped}`)
  }
  return found
}

/** Wherever in the figures books were judged. */
function booksAgree(found: unknown): boolean {
  if (typeof found !== 'object' || found === null) return true
  return Object.entries(found).every(([name, value]) =>
    name === 'books' ? (value as Judgement).ok : booksAgree(value),
  )
}

const groundOf = (screen: Screen, options: BenchOptions): GroundOptions => ({
  ...options,
  processingMs,
  say: screen.say,
})

const sized = ({ payouts = usualPayouts, batchSize, tell }: BenchOptions) => ({ payouts, batchSize, tell })

async function measureMkono(screen: Screen, options: BenchOptions): Promise<MkonoRun> {
  screen.chapter('Mkono: the whole system on a fresh data folder')
  const ground = await prepareGround(groundOf(screen, options))
  try {
    const run = await runMkono(ground, screen, sized(options))
    tellMkono(screen, run)
    return run
  } finally {
    await ground.end()
  }
}

async function measurePlain(screen: Screen, options: BenchOptions): Promise<PlainRun> {
  screen.chapter('Plain: the same rows, calls and callbacks in a loop without Temporal')
  const run = await runPlain(screen, groundOf(screen, options), sized(options))
  tellPlain(screen, run)
  return run
}

async function measureNaive(screen: Screen, options: BenchOptions): Promise<NaiveRun> {
  screen.chapter('Naive: a workflow per payout, one activity, one signal')
  const payouts = Math.min(sized(options).payouts, mostNaive)
  const run = await runNaive(screen, groundOf(screen, options), { payouts })
  tellNaive(screen, run)
  return run
}

function tell(found: object, file: string | undefined): void {
  const json = JSON.stringify(found, null, 2)
  if (file !== undefined) writeFileSync(file, `${json}\n`)
  process.stdout.write(`\n${json}\n`)
}
