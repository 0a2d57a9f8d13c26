/** The command: `npm run chaos:guards`. Takes each guard away and says by what the fast form noticed. See README.md. */
import { parseArgs } from 'node:util'
import type * as Run from '../fast/run.js'
import type { Given, Played } from '../fast/play.js'
import { serverFor } from '../fast/server.js'
import { calmVouchers } from '../fast/vouchers/weather.js'
import { calm } from '../fast/weather.js'
import type { Removal } from './removal.js'
import { removals as ofTransfers } from './removals.js'
import { voucherRemovals } from './voucherRemovals.js'

const { values } = parseArgs({
  options: {
    'database-url': { type: 'string' },
    only: { type: 'string' },
    /** seeds tried for each before it counts as not caught */
    tries: { type: 'string', default: '60' },
    /** `2/3`: the second, fifth, eighth … of them */
    part: { type: 'string', default: '1/1' },
  },
})
const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const server = await serverFor(values['database-url'])

const removals = [...ofTransfers, ...voucherRemovals]

const given = (removal: Removal, seed: number): Omit<Given, 'weather'> => ({
  seed: String(seed),
  meddling: (removal.meddling ?? []) as NonNullable<Given['meddling']>,
  plan: once(removal.plan),
  // Long enough for who sleeps an hour; without a guard some plays never rest.
  longestMs: removal.plan?.how === 'sleep' ? 3 * 3_600_000 : (removal.of === 'vouchers' ? 60 : 20) * 60_000,
})

const playOf = (runner: Run.Runner, removal: Removal, seed: number): Promise<Played> =>
  removal.of === 'vouchers'
    ? runner.playVouchers({ ...given(removal, seed), weather: { ...calmVouchers, ...removal.weather } })
    : runner.play({ ...given(removal, seed), weather: { ...calm, ...removal.weather } })

/** Befalls the first process that comes to such a turn, once. */
function once(wanted: Removal['plan']): NonNullable<Given['plan']> {
  let left = wanted
  return ({ what }) => {
    if (!left || !what.startsWith(left.turn)) return undefined
    const plan = left
    left = undefined
    return plan
  }
}

interface Caught {
  seed: number
  by: Played['findings']
}

const { openRunner } = await import('../fast/run.js')
const whole = await openRunner(server.url)

/**
 * The product without the guard: the same modules once more, loaded with the edits. Only what is not found in the same
 * play of the whole product counts (in a storm that one may not be at rest yet either).
 */
async function without(removal: Removal): Promise<Caught | undefined> {
  const run = (await import(`../fast/run.js?without=${removal.name}`)) as typeof Run
  const runner = await run.openRunner(server.url)
  try {
    for (let seed = removal.seed; seed < removal.seed + Number(values.tries); seed++) {
      const played = await playOf(runner, removal, seed)
      const by = [...played.findings, ...(played.paid > 0 ? await runner.probe() : [])]
      if (by.length === 0) continue
      const also = new Set((await playOf(whole, removal, seed)).findings.map(each => each.what))
      const onlyWithout = by.filter(each => !also.has(each.what))
      if (onlyWithout.length > 0) return { seed, by: onlyWithout }
    }
    return undefined
  } finally {
    await runner.end()
  }
}

const [nth = 1, of = 1] = values.part.split('/').map(Number)
const wanted = removals.filter(
  ({ name }, index) => (values.only === undefined || name === values.only) && index % of === nth - 1,
)
if (wanted.length === 0) throw new Error('There is no such guard, or no such part of them.')
let missed = 0
try {
  for (const removal of wanted) {
    const caught = await without(removal)
    if (caught) {
      const kinds = [...new Set(caught.by.map(each => each.what))].join(', ')
      say(`caught  ${removal.name}: ${removal.says}`)
      say(`    by ${kinds} at seed ${caught.seed}: ${caught.by[0]?.says ?? ''}`)
    } else {
      missed += 1
      say(`NOT CAUGHT  ${removal.name}: ${removal.says}`)
    }
  }
} finally {
  await whole.end()
  await server.stop()
}
say(
  missed === 0
    ? `The absence of each guard was noticed (${wanted.length} of ${removals.length}).`
    : `The absence of ${missed} guards went unnoticed.`,
)
process.exitCode = missed === 0 ? 0 : 1
