/** The whole system as separate processes: PostgreSQL, Temporal, workers, APIs, and the sandbox, which nobody kills. */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMasterKeysFile } from '../../db/masterKeys.js'
import { migrateToLatest } from '../../db/migrate.js'
import type { DataFolder } from '../../engines/data-folder.js'
import { startPostgres } from '../../engines/postgres.js'
import { type Child, endOrphan, startChild, type StopPlan, untilReady } from '../../engines/process.js'
import { startTemporalServer } from '../../engines/temporal-server.js'
import { findTemporal } from '../../engines/temporal.js'
import { runPart, type Part, type PartEvent, type Started } from './parts.js'
import { stoppedMs, type PartKind, type Point } from './plan.js'

export interface System {
  readonly parts: readonly Part[]
  readonly apiUrls: readonly string[]
  readonly sandboxUrl: string
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly env: NodeJS.ProcessEnv
  part(kind: PartKind, index: number): Part | undefined
  stop(): Promise<void>
}

export interface SystemOptions {
  readonly folder: DataFolder
  readonly seed: string
  readonly workers: number
  readonly apis: number
  arm(of: 'worker' | 'api', name: string): readonly Point[]
  tell(event: PartEvent): void
}

const stopPlan: StopPlan = [{ signal: 'SIGTERM', waitMs: 20_000 }]
const readyWithinMs = 90_000

/** Short times, so that what died is taken over while one watches. Money rules do not depend on them. */
const pace = {
  MKONO_SEND_BY_MS: '2000',
  MKONO_TAKE_OVER_MS: '5000',
  MKONO_CARETAKER_EVERY_MS: '5000',
  MKONO_HISTORY_LIMIT: '60',
  MKONO_RATE_PER_SECOND: '100000',
  MKONO_LOG_LEVEL: 'warn',
}

export async function startSystem(options: SystemOptions): Promise<System> {
  const { folder, tell } = options
  const parts: Part[] = []
  const none = (): readonly Point[] => []
  const run = async (
    kind: PartKind,
    name: string,
    start: (armed: readonly Point[]) => Promise<Started>,
    arm: () => readonly Point[] = none,
  ): Promise<void> => {
    parts.push(await runPart({ kind, name, dataFolder: folder.path, start, arm, tell }, stoppedMs))
  }
  const stop = async (): Promise<void> => {
    for (const part of [...parts].reverse()) await part.stop()
    folder.close()
  }
  try {
    let databaseUrl = ''
    await run('postgres', 'postgres', async () => {
      const server = await startPostgres(folder)
      databaseUrl = server.url
      return server
    })
    await migrateToLatest(databaseUrl)
    const engine = await findTemporal()
    let temporalAddress = ''
    await run('temporal', 'temporal', async () => {
      const server = await startTemporalServer(folder, { executable: engine.path, uiPort: false })
      temporalAddress = server.address
      return server
    })
    const sandboxPort = await folder.port('sandbox')
    const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
    await run('sandbox', 'sandbox', () => startSandbox(folder, options.seed, sandboxPort))
    const keys = path.join(folder.path, 'secrets', 'master-keys')
    createMasterKeysFile(keys)
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...pace,
      MKONO_KEYS_FILE: keys,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      MKONO_HOST: '127.0.0.1',
      AFRICASTALKING_PAYMENTS_URL: sandboxUrl,
      AFRICASTALKING_API_URL: sandboxUrl,
      AFRICASTALKING_INSIGHTS_URL: sandboxUrl,
      TWILIO_URL: sandboxUrl,
      INTERSOLVE_URL: `${sandboxUrl}/intersolve`,
    }
    const apiPorts: number[] = []
    for (let index = 1; index <= options.apis; index++) apiPorts.push(await folder.port(`api-${index}`))
    const apiUrls = apiPorts.map(port => `http://127.0.0.1:${port}`)
    for (let index = 1; index <= options.workers; index++) {
      const name = `worker-${index}`
      await run(
        'worker',
        name,
        armed =>
          program(folder, name, 'worker/main.js', { ...env, MKONO_PUBLIC_URL: apiUrls[index % apiUrls.length] }, armed),
        () => options.arm('worker', name),
      )
    }
    for (const [at, port] of apiPorts.entries()) {
      const name = `api-${at + 1}`
      const own = { ...env, MKONO_PORT: String(port) }
      await run(
        'api',
        name,
        armed => program(folder, name, 'api/main.js', own, armed),
        () => options.arm('api', name),
      )
    }
    const part = (kind: PartKind, index: number): Part | undefined => {
      const ofKind = parts.filter(each => each.kind === kind)
      return ofKind[index % ofKind.length]
    }
    return { parts, apiUrls, sandboxUrl, databaseUrl, temporalAddress, env, part, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function program(
  folder: DataFolder,
  name: string,
  file: string,
  env: NodeJS.ProcessEnv,
  armed: readonly Point[],
): Promise<Started> {
  const hooks = armed.map(({ moment, nth, signal }) => `${moment}:${nth}=${signal}`).join(',')
  const child = await startProgram(folder, name, file, [`--of=${folder.path}`], {
    ...env,
    ...(hooks === '' ? {} : { MKONO_TEST_HOOKS: hooks }),
  })
  const from = child.startOfLog
  return { exited: child.child.exited, stop: () => child.child.stop(), reached: () => reachedIn(child.logFile, from) }
}

/** The last point that this life of the process has written down. */
function reachedIn(logFile: string, from: number): { moment: string; signal: string } | undefined {
  const said = fs.readFileSync(logFile).subarray(from).toString('utf8')
  const line = said.split('\n').findLast(each => each.startsWith('{"reached":'))
  if (line === undefined) return undefined
  const { reached, signal } = JSON.parse(line) as { reached: string; signal: string }
  return { moment: reached, signal }
}

async function startSandbox(folder: DataFolder, seed: string, port: number): Promise<Child> {
  const args = ['--port', String(port), '--data', path.join(folder.path, 'sandbox.db'), '--seed', seed]
  const { child } = await startProgram(folder, 'sandbox', 'sandbox/main.js', args, process.env, '"url"')
  return child
}

async function startProgram(
  folder: DataFolder,
  name: string,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  ready = '"ready":true',
): Promise<{ child: Child; logFile: string; startOfLog: number }> {
  await endOrphan(folder.path, name, stopPlan)
  const logFile = folder.logFile(name)
  const startOfLog = fs.existsSync(logFile) ? fs.statSync(logFile).size : 0
  const child = startChild({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', fileURLToPath(new URL(`../../${file}`, import.meta.url)), ...args],
    env,
    cwd: folder.path,
    logFile,
    dataFolder: folder.path,
    stop: stopPlan,
  })
  try {
    // One that stops itself at a point before it is ready never says so.
    await untilReady(child, readyWithinMs, async () => child.hasSaid(ready) || child.hasSaid('{"reached":'))
  } catch (error) {
    // Ended by itself at a point before it was ready: whoever keeps it reads that in its log.
    if (child.hasExited()) return { child, logFile, startOfLog }
    await child.stop()
    throw error
  }
  return { child, logFile, startOfLog }
}
