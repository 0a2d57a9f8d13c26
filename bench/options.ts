/** What may be asked of the bench on its command line. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { measures } from './measures/index.js'

export const usualPayouts = 2_000

/** Who is measured: our system, the obvious way on Temporal, and the same rows in a loop without Temporal. */
export const contenders = ['mkono', 'plain', 'naive'] as const
export type Contender = (typeof contenders)[number]

export interface BenchOptions {
  /** 2,000, or the size that a measure's goal is meant for */
  readonly payouts?: number
  readonly json?: string
  readonly only?: Contender
  /** names of further measures, instead of the three */
  readonly measure: readonly string[]
  readonly all: boolean
  readonly workers: number
  readonly batchSize?: number
  readonly callsAtOnce: number
  /** host:port */
  readonly temporal?: string
  readonly failClosed: boolean
  /** everybody who is paid is told so, by SMS */
  readonly tell: boolean
  readonly keep: boolean
}

/** @throws CommanderError for what it does not know */
export function readOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures the whole system, provider’s simulator included, on this machine.')
    .option(
      '--payouts <n>',
      `how many people are paid (${usualPayouts}; of a measure: what its goal is meant for)`,
      whole(1, 1_000_000),
    )
    .option('--json <file>', 'write the figures there as well')
    .addOption(new Option('--only <contender>', 'measure one of the three').choices([...contenders]))
    .option('--growth', 'the same as --measure growth')
    .addOption(
      new Option('--measure <name>', `measure this instead; may be repeated: ${named.join(', ')}`).argParser(collected),
    )
    .option('--all', 'the three and every further measure', false)
    .option('--workers <n>', 'worker processes', whole(1, 32), 1)
    .option('--batch-size <n>', 'payouts a batch; the product’s own unless given', whole(1, 5_000))
    .option('--calls-at-once <n>', 'calls under way at the provider, in each worker', whole(1, 100), 32)
    .option('--fail-closed', 'the provider asks back before it pays (validation callbacks)', false)
    .option('--tell', 'everybody who is paid is told so by SMS, through a simulated carrier', false)
    .option('--temporal <address>', 'a Temporal server that somebody else runs, instead of the embedded one')
    .option('--keep', 'leave the data folder, with logs and databases', false)
    .exitOverride()
  const { growth, measure = [], ...given } = command.parse([...argv]).opts<Given>()
  return { ...given, measure: [...(growth === true ? ['growth'] : []), ...measure] }
}

type Given = Omit<BenchOptions, 'measure'> & { growth?: true; measure?: string[] }

const named = measures.map(({ name }) => name)

/** Every one that is named, once. */
function collected(name: string, before: string[] | undefined): string[] {
  if (!named.includes(name)) throw new InvalidArgumentError(`Choose of ${named.join(', ')}.`)
  return [...new Set([...(before ?? []), name])]
}

const whole = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`)
  return value
}
