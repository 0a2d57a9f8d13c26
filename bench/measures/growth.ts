/** Whether a payout costs as much in a large distribution as in a small one; each on a fresh data folder. */
import { atMost, rounded, type Goal } from '../figures.js'
import { prepareGround } from '../ground.js'
import { runMkono, type MkonoRun } from '../mkonoRun.js'
import { tellMkono } from '../report.js'
import type { Measure } from './contract.js'

/** The largest, and parts of it: 2,048, 16,384 and 131,072. */
const parts = [64, 8, 1]

export const growth: Measure = {
  name: 'growth',
  says: 'time and memory at a 64th, an eighth and the whole of the size',
  size: 131_072,
  run: async (screen, options, size) => {
    const runs: MkonoRun[] = []
    for (const part of parts) {
      const payouts = Math.max(1, Math.round(size / part))
      screen.chapter(`${payouts} payouts`)
      const ground = await prepareGround(options)
      try {
        const run = await runMkono(ground, screen, { payouts, batchSize: options.batchSize })
        tellMkono(screen, run)
        runs.push(run)
      } finally {
        await ground.end()
      }
    }
    return { figures: { runs }, goals: goalsOf(runs.at(-2), runs.at(-1)) }
  },
}

function goalsOf(middle: MkonoRun | undefined, large: MkonoRun | undefined): Goal[] {
  if (!middle || !large) return []
  const memory = (run: MkonoRun): number =>
    Math.max(
      0,
      ...Object.entries(run.processes ?? {}).flatMap(([name, used]) =>
        name.startsWith('worker') ? used.peakRssMb : [],
      ),
    )
  const between = `${large.payouts} to ${middle.payouts}`
  return [
    atMost(
      `time a payout, ${between}`,
      1.2,
      rounded(large.seconds / large.payouts / (middle.seconds / middle.payouts), 3),
    ),
    ...(memory(middle) === 0
      ? []
      : [
          atMost(`memory of a worker, ${between}`, 1.15, rounded(memory(large) / memory(middle), 3)),
          atMost(`memory of a worker at ${large.payouts}, MB`, 400, memory(large)),
        ]),
    ...(large.payouts >= 131_072 ? [atMost('131,072 payouts final, seconds', 90, large.seconds)] : []),
  ]
}
