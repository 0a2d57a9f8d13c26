/** A house without Temporal: PostgreSQL, the API, which takes callbacks in all the same, and the sandbox. */
import path from 'node:path'
import { startApi, startSandboxProcess } from '../../cli/stack-programs.js'
import { openHouse, type House } from '../../db/database.js'
import { createMasterKeysFile, loadMasterKeys } from '../../db/masterKeys.js'
import { migrateToLatest } from '../../db/migrate.js'
import { openDataFolder } from '../../engines/data-folder.js'
import { startPostgres } from '../../engines/postgres.js'
import { furnish, type Furnished } from '../furnish.js'
import { freshFolder, generous, openUndo, type GroundOptions, type Undo } from '../ground.js'

export interface PlainGround extends Furnished {
  readonly house: House
  readonly folder: string
  readonly apiUrl: string
  /** of a process that works in this house */
  readonly env: NodeJS.ProcessEnv
  readonly undo: Undo
  end(): Promise<void>
}

/** Nobody answers there: the API dials Temporal at the first act, and there is none. */
const noTemporal = '127.0.0.1:1'

export async function preparePlain(options: GroundOptions): Promise<PlainGround> {
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
    return { ...furnished, house, folder: folder.path, apiUrl: api, env, undo, end: undo.all }
  } catch (error) {
    await undo.all()
    throw error
  }
}
