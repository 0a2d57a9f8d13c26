import type { Command } from 'commander'
import type { Check } from '../db/verify.js'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'

interface VerifyOptions {
  data: string
  programme?: string
  list?: string
  distribution?: string
  json: boolean
}

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description('prove that ledger, payouts, attempts and frozen lists agree; exit code 1 if they do not')
    .addOption(dataOption())
    .option('--programme <name>', 'only this programme (its name or id)')
    .option('--list <file>', 'is this list (XLSX, CSV, PDF, or what its QR code says) the one that was approved?')
    .option('--distribution <id>', 'with --list: which one it is of, where it does not say so itself')
    .option('--json', 'print the findings as JSON', false)
    .addHelpText('after', example('mkono verify', 'mkono verify --json', 'mkono verify --list round-1.xlsx'))
    .action(async ({ data, programme, list, distribution, json }: VerifyOptions) => {
      if (list !== undefined)
        return heldList(data, { list, ...(distribution === undefined ? {} : { distribution }) }, json)
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

async function heldList(data: string, given: { list: string; distribution?: string }, json: boolean): Promise<void> {
  const { verdictText, verifyList } = await import('./verifyList.js')
  const { withHouse } = await import('./house.js')
  const said = await withHouse(data, house => verifyList(house, given))
  console.log(json ? JSON.stringify(said, bigintAsText, 2) : verdictText(said))
  if (said.verdict === 'differs') throw new Refused('It is not the list that was approved: see the lines above.')
}

/** Money in JSON is a string. */
const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

function lineOf({ ok, name, found, expected, examples }: Check): string {
  if (ok) return `✓ ${name}`
  const wanted = expected === undefined ? '' : `, expected ${expected}`
  return `✗ ${name}: found ${found}${wanted}${examples.length > 0 ? `, for example ${examples.join(', ')}` : ''}`
}
