/** `npm run bench`: brings the system up, pays, measures, proves the books, and tells it as a table and as JSON. */
import { writeFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { openScreen, type Screen } from '../cli/demo/screen.js'
import { sentenceOf } from '../cli/failure.js'
import { prepareGround } from './ground.js'
import { thisMachine } from './machine.js'
import { runMkono, type MkonoRun } from './mkonoRun.js'
import { readOptions, type BenchOptions } from './options.js'
import { tellMkono } from './report.js'

/** How long the simulated provider takes to pay: short, so that we are what is measured. */
const processingMs = { least: 5, most: 50 }

export async function main(argv: readonly string[]): Promise<void> {
  try {
    await bench(readOptions(argv), argv.slice(2))
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
  const mkono = await measureMkono(screen, options)
  tellMkono(screen, mkono)
  const found = {
    at: new Date().toISOString(),
    command: `npm run bench -- ${args.join(' ')}`,
    machine: thisMachine(),
    mkono,
  }
  tell(found, options.json)
  if (!mkono.books.ok) process.exitCode = 1
}

async function measureMkono(screen: Screen, options: BenchOptions): Promise<MkonoRun> {
  const { payouts, batchSize } = options
  screen.chapter('Bench: the whole system on a fresh data folder')
  const ground = await prepareGround({ ...options, processingMs, say: screen.say })
  try {
    return await runMkono(ground, screen, { payouts, batchSize })
  } finally {
    await ground.end()
  }
}

function tell(found: object, file: string | undefined): void {
  const json = JSON.stringify(found, null, 2)
  if (file !== undefined) writeFileSync(file, `${json}\n`)
  process.stdout.write(`\n${json}\n`)
}
