/** The same distribution without Temporal: PostgreSQL, the API for the callbacks, the sandbox, and an ordinary loop. */
import path from 'node:path'
import type { Screen } from '../../cli/demo/screen.js'
import { costOf, secondsSince, type Cost } from '../cost.js'
import type { GroundOptions } from '../ground.js'
import { judge, type Judgement } from '../judgement.js'
import { startPart } from '../part.js'
import { processesOf, watchProcesses } from '../processes.js'
import { held, rowsUsed, type RowsUsed } from '../rows.js'
import { untilFinal } from '../watching.js'
import { preparePlain } from './ground.js'

export interface PlainRun extends Cost {
  readonly postgres: RowsUsed
  readonly books: Judgement
}

export async function runPlain(
  screen: Screen,
  options: GroundOptions,
  { payouts, batchSize }: { payouts: number; batchSize?: number | undefined },
): Promise<PlainRun> {
  const ground = await preparePlain(options)
  const { house, sandbox } = ground
  try {
    const logFile = path.join(ground.folder, 'logs', 'loop.log')
    const loop = await startPart('./plain/main.js', { env: ground.env, logFile })
    ground.undo.add(() => loop.end())
    screen.say(`Puts ${payouts} people into the house …`)
    const programmeId = await ground.programme(payouts)
    const before = await held(house)
    const frozen = await loop.ask({ do: 'freeze', programmeId, batchSize })
    const distributionId = String(frozen['distributionId'])
    const watch = watchProcesses({ ...processesOf(ground.folder), loop: loop.pid })
    const began = performance.now()
    const paying = loop.ask({ do: 'pay', ...frozen })
    await Promise.all([paying, untilFinal(ground, screen, distributionId, payouts)])
    const cost = costOf(payouts, secondsSince(began), watch)
    await loop.ask({ do: 'close', distributionId })
    return { ...cost, postgres: rowsUsed(before, await held(house), payouts), books: await judge(house, sandbox) }
  } finally {
    await ground.end()
  }
}
