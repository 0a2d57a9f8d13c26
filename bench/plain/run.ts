/** The same distribution without Temporal: PostgreSQL, the API for the callbacks, the sandbox, and an ordinary loop. */
import path from 'node:path'
import type { Screen } from '../../cli/demo/screen.js'
import { startApi, startSandboxProcess } from '../../cli/stack-programs.js'
import { openHouse } from '../../db/database.js'
import { createMasterKeysFile, loadMasterKeys } from '../../db/masterKeys.js'
import { migrateToLatest } from '../../db/migrate.js'
import { openDataFolder } from '../../engines/data-folder.js'
import { startPostgres } from '../../engines/postgres.js'
import { costOf, secondsSince, type Cost } from '../cost.js'
import { furnish, type Furnished } from '../furnish.js'
import { freshFolder, generous, openUndo, type GroundOptions } from '../ground.js'
import { judge, type Judgement } from '../judgement.js'
import { startPart, type Part } from '../part.js'
import { processesOf, watchProcesses } from '../processes.js'
import { held, rowsUsed, type RowsUsed } from '../rows.js'
import { untilFinal } from '../watching.js'
import type { House } from '../../db/database.js'

export interface PlainRun extends Cost {
  readonly postgres: RowsUsed
  readonly books: Judgement
}

interface PlainGround extends Furnished {
  readonly house: House
  readonly folder: string
  readonly loop: Part
  end(): Promise<void>
}

/** Addresses nobody answers at: the API dials Temporal at the first act, and there is none. */
const noTemporal = '127.0.0.1:1'

export async function runPlain(
  screen: Screen,
  options: GroundOptions,
  { payouts, batchSize }: { payouts: number; batchSize?: number | undefined },
): Promise<PlainRun> {
  const ground = await preparePlain(options)
  const { house, loop, sandbox } = ground
  try {
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

async function preparePlain(options: GroundOptions): Promise<PlainGround> {
  const undo = openUndo(freshFolder(), options)
  try {
    const folder = openDataFolder(undo.folder)
    undo.add(async () => folder.close())
    const postgres = await startPostgres(folder)
    undo.add(() => postgres.stop())
    await migrateToLatest(postgres.url)
    const sandbox = await startSandboxProcess(folder)
    undo.add(() => sandbox.stop())
    const keysFile = path.join(folder.path, 'secrets', 'master-keys')
    createMasterKeysFile(keysFile)
    const apiPort = await folder.port('api')
    const api = `http://127.0.0.1:${apiPort}`
    const env = {
      ...process.env,
      ...generous,
      DATABASE_URL: postgres.url,
      MKONO_KEYS_FILE: keysFile,
      MKONO_HOST: '127.0.0.1',
      MKONO_PORT: String(apiPort),
      TEMPORAL_ADDRESS: noTemporal,
      AFRICASTALKING_PAYMENTS_URL: sandbox.url,
      AFRICASTALKING_API_URL: sandbox.url,
      AFRICASTALKING_INSIGHTS_URL: sandbox.url,
    }
    const house = await openHouse({ databaseUrl: postgres.url, masterKeys: loadMasterKeys(env), poolSize: 4 })
    undo.add(() => house.close())
    const running = await startApi(folder, env, api)
    undo.add(() => running.stop())
    const furnished = await furnish(house, { api, sandbox: sandbox.url }, options)
    const loop = await startPart('./plain/main.js', { env, logFile: folder.logFile('loop') })
    undo.add(() => loop.end())
    return { ...furnished, house, folder: folder.path, loop, end: undo.all }
  } catch (error) {
    await undo.all()
    throw error
  }
}
