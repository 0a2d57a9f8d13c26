import type { Command } from 'commander'
import type { Check } from '../db/verify.js'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'

interface VerifyOptions {
  data: string
  programme?: string
  json: boolean
}

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description('prove that ledger, payouts, attempts and frozen lists agree; exit code 1 if they do not')
    .addOption(dataOption())
    .option('--programme <name>', 'only this programme (its name or id)')
    .option('--json', 'print the findings as JSON', false)
    .addHelpText('after', example('mkono verify', 'mkono verify --json'))
    .action(async ({ data, programme, json }: VerifyOptions) => {
      const { verifyBooks } = await import('../db/verify.js')
      const { programmeNamed } = await import('./programme.js')
      const { withHouse } = await import('./house.js')
      const { ok, checks } = await withHouse(data, async house => {
        const only =
          programme === undefined ? {} : { programmeId: (await programmeNamed(house, programme)).programmeId }
        return verifyBooks(house, only)
      })
      console.log(json ? JSON.stringify({ ok, checks }, bigintAsText, 2) : checks.map(lineOf).join('\n'))
      if (!ok)
        throw new Refused(
          'The books do not agree: see the lines marked ✗, and let nobody pay until they are explained.',
        )
      if (!json) console.log('The books agree.')
    })
}

/** Money in JSON is a string. */
const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

function lineOf({ ok, name, found, expected, examples }: Check): string {
  if (ok) return `✓ ${name}`
  const wanted = expected === undefined ? '' : `, expected ${expected}`
  return `✗ ${name}: found ${found}${wanted}${examples.length > 0 ? `, for example ${examples.join(', ')}` : ''}`
}
