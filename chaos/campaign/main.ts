/** `npm run chaos -- --payouts N --seed S --kills K --json FILE`: exit code 0 only when everything was right. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runCampaign } from './run.js'

export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      payouts: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      kills: { type: 'string', default: '20' },
      json: { type: 'string' },
      data: { type: 'string' },
    },
  })
  const { seed, json, data } = values
  const payouts = whole('payouts', values.payouts, 100, 1_000_000)
  const kills = whole('kills', values.kills, 1, 10_000)
  const say = (line: string): void => console.log(line)
  const outcome = await runCampaign({ payouts, kills, seed, say, ...(data === undefined ? {} : { data }) }).catch(
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error)
      console.error(`Again: npm run chaos -- --payouts ${payouts} --seed ${seed} --kills ${kills}`)
      // Staff who wait for an answer would keep the command waiting for minutes.
      process.exit(1)
    },
  )
  console.log(JSON.stringify(outcome, null, 2))
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(outcome, null, 2)}\n`)
  if (!outcome.right) process.exitCode = 1
}

function whole(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new Error(`--${name} must be a whole number from ${least} to ${most}.`)
}
