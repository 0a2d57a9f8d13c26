import path from 'node:path'
import type { Command } from 'commander'
import { example } from '../options.js'

interface Given {
  exit?: boolean
  json?: string
  seed: string
  data?: string
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('play a whole programme with a simulated provider: 350 households imported, paid, corrected, proven')
    .option('--exit', 'end by itself; exit code 0 only if the books agree and the figures are the expected ones')
    .option('--json <file>', 'write the figures as JSON')
    .option('--seed <text>', 'where all chance of the simulated provider comes from', 'isiolo')
    .option('--data <folder>', 'an empty folder to keep; without it a fresh one is used and removed')
    .addHelpText('after', example('npm run demo', 'npm run demo -- --exit --json out.json'))
    .action(async ({ exit, json, seed, data }: Given) => {
      const { runDemo } = await import('./run.js')
      await runDemo({
        seed,
        ...(exit === undefined ? {} : { exit }),
        ...(json === undefined ? {} : { json }),
        ...(data === undefined ? {} : { data: path.resolve(data) }),
      })
    })
}
