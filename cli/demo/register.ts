import path from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { Refused } from '../failure.js'
import { example } from '../options.js'

interface Given {
  programme: 'isiolo' | 'voucher'
  people?: number
  weeks?: number
  exit?: boolean
  json?: string
  seed: string
  data?: string
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'play a whole programme with simulated providers: 350 households paid by mobile money, or weekly vouchers for 500 people',
    )
    .addOption(
      new Option(
        '--programme <name>',
        'which one: by mobile money in Kenya, or vouchers by WhatsApp in the Netherlands',
      )
        .choices(['isiolo', 'voucher'])
        .default('isiolo'),
    )
    .option('--people <number>', 'of the voucher programme: how many people there are, 20 to 500', howMany)
    .option('--weeks <number>', 'of the voucher programme: how many weeks are played, 1 to 4', someWeeks)
    .option('--exit', 'end by itself; exit code 0 only if the books agree and the figures are the expected ones')
    .option('--json <file>', 'write the figures as JSON')
    .option('--seed <text>', 'where all chance of the simulated provider comes from', 'isiolo')
    .option('--data <folder>', 'an empty folder to keep; without it a fresh one is used and removed')
    .addHelpText(
      'after',
      example('npm run demo', 'npm run demo -- --exit --json out.json', 'npm run demo -- --programme voucher'),
    )
    .action(async ({ programme, people, weeks, exit, json, seed, data }: Given) => {
      if ((people ?? weeks) !== undefined && programme !== 'voucher')
        throw new Refused('--people and --weeks go with --programme voucher only: the list of Isiolo is what it is.')
      const run =
        programme === 'voucher' ? (await import('./voucher/run.js')).runVoucherDemo : (await import('./run.js')).runDemo
      await run({
        seed,
        ...(people === undefined ? {} : { people }),
        ...(weeks === undefined ? {} : { weeks }),
        ...(exit === undefined ? {} : { exit }),
        ...(json === undefined ? {} : { json }),
        ...(data === undefined ? {} : { data: path.resolve(data) }),
      })
    })
}

function howMany(given: string): number {
  const people = Number(given)
  if (!/^\d{1,4}$/.test(given) || people < 20 || people > 500)
    throw new InvalidArgumentError('Give a whole number from 20 to 500.')
  return people
}

function someWeeks(given: string): number {
  if (!/^[1-4]$/.test(given)) throw new InvalidArgumentError('Give a whole number from 1 to 4.')
  return Number(given)
}
