/** The command: `npm run chaos:fast -- --seeds N --from S [--systematic]`. See README.md. */
import { parseArgs } from 'node:util'
import type { Log } from '../../activities/log.js'
import type { Played } from './play.js'
import { everyPlan, noPlan, openRunner, type Runner } from './run.js'
import { serverFor } from './server.js'
import type { Plan } from './turns.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    /** a PostgreSQL whose role may make databases and set everything; without it one is started */
    'database-url': { type: 'string' },
    /** of vouchers alone; without it one in twenty seeds is played with vouchers as well */
    vouchers: { type: 'boolean', default: false },
    systematic: { type: 'boolean', default: false },
    /** with --systematic: only this turn, as it is printed: 17:before, 17:after, 17:sleep */
    at: { type: 'string' },
    /** the k-th of n parts of the work */
    part: { type: 'string', default: '1/1' },
    trace: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
  },
})
const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const from = whole('--from', values.from)
const seeds = Array.from({ length: whole('--seeds', values.seeds) }, (_, i) => from + i)
const [part = 1, parts = 1] = values.part.split('/').map(Number)
const log = values.log ? loud() : undefined

const totals = { plays: 0, failed: 0, payable: 0, paid: 0, deaths: 0, points: 0, skippedMs: 0 }

const server = await serverFor(values['database-url'])
const runner = await openRunner(server.url)
const began = performance.now()
try {
  if (values.systematic) await systematically(runner)
  else await bySeed(runner)
} finally {
  await runner.end()
  await server.stop()
}
const { user, system } = process.cpuUsage()
const share = totals.payable === 0 ? 1 : totals.paid / totals.payable
say(
  `${totals.plays} plays, ${totals.deaths} deaths and stops, ${totals.points} turns, ${Math.round(totals.skippedMs / 3_600_000)} h skipped, ` +
    `${(share * 100).toFixed(2)} % of what could be paid is paid; ${totals.failed} plays failed ` +
    `(${Math.round((performance.now() - began) / 1000)} s, ${Math.round((user + system) / 1_000_000)} s of processor)`,
)
process.exitCode = totals.failed === 0 && share >= 0.99 && totals.plays > 0 ? 0 : 1

function whole(name: string, typed: string): number {
  if (/^\d{1,9}$/.test(typed)) return Number(typed)
  process.stderr.write(`${name} takes a whole number, and not ${typed}: --seeds 30 --from 4000 plays 4000 to 4029.\n`)
  process.exit(2)
}

async function bySeed(runner: Runner): Promise<void> {
  let probed = false
  for (const seed of seeds) {
    if (seed % parts !== part - 1) continue
    const given = { seed: String(seed), ...(log ? { log } : {}) }
    if (values.vouchers || seed % 20 === 0)
      count(await runner.playVouchers(given), `npm run chaos:fast -- --vouchers --seeds 1 --from ${seed}`)
    if (values.vouchers) continue
    const played = await runner.play(given)
    if (!probed && played.paid > 0) {
      probed = true
      played.findings.push(...(await runner.probe()))
    }
    count(played, `npm run chaos:fast -- --seeds 1 --from ${seed}`)
  }
}

async function systematically(runner: Runner): Promise<void> {
  const play = values.vouchers ? runner.playVouchers : runner.play
  const command = `npm run chaos:fast --${values.vouchers ? ' --vouchers' : ''} --systematic --seeds 1 --from`
  for (const seed of seeds) {
    const calm = await play({ seed: String(seed), plan: noPlan })
    count(calm, `${command} ${seed} --at 0:before`)
    const plans = everyPlan(calm).filter(each => values.at === undefined || values.at === nameOf(each))
    say(`seed ${seed}: ${calm.points.length} turns, ${plans.length} plays`)
    for (const [place, each] of plans.entries()) {
      if (place % parts !== part - 1) continue
      const played = await play({
        seed: String(seed),
        plan: point => (point.at === each.at ? each.plan : undefined),
        ...(log ? { log } : {}),
      })
      count(played, `${command} ${seed} --at ${nameOf(each)}`)
    }
  }
}

function nameOf({ at, plan }: { at: number; plan: Plan }): string {
  return `${at}:${plan.how}`
}

function count(played: Played, again: string): void {
  totals.plays += 1
  totals.payable += played.payable
  totals.paid += played.paid
  totals.deaths += played.deaths.length
  totals.points += played.points.length
  totals.skippedMs += played.skippedMs
  if (values.trace) for (const each of played.points) say(`  ${each.at} ${each.process} ${each.kind} ${each.what}`)
  if (totals.plays % 50 === 0) say(`… ${totals.plays} plays, ${totals.failed} failed`)
  if (played.findings.length === 0) return
  totals.failed += 1
  for (const each of played.findings) say(`  ${each.what}: ${each.says}`)
  for (const each of played.deaths) say(`    turn ${each}`)
  say(`    people: ${played.meddling.join(', ') || 'nothing unusual'}`)
  say(`    again: ${again}`)
}

function loud(): Log {
  const at = (level: string) => (fields: object, message: string) =>
    say(`  ${level} ${message} ${JSON.stringify(fields)}`)
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
