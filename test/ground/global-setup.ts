import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'
import pg from 'pg'
import type { ProvidedContext } from 'vitest'
import type { TestProject } from 'vitest/node'
import { migrateToLatest } from '../../db/migrate.js'
import { openDataFolder, runningOn } from '../../engines/data-folder.js'
import { startPostgres } from '../../engines/postgres.js'
import { startTemporalServer } from '../../engines/temporal-server.js'
import { findTemporal, findTimeSkippingServer } from '../../engines/temporal.js'
import { failureConverterPath } from '../../temporal/codec.js'
import { TEMPLATE } from './template.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the server's `postgres` database, from which fresh ones are made. */
    adminUrl: string
    temporalAddress: string
    /** Path of the bundle of workflows/, built once for the run. */
    workflowBundlePath: string
    timeSkippingServerPath: string
  }
}

interface Ground {
  readonly provided: ProvidedContext
  end(): Promise<void>
}

/** Each project is set up by a copy of this module, but all in one process. */
const here = globalThis as { groundOfTests?: { started: Promise<Ground>; users: number } }

/** One PostgreSQL and one Temporal server for the whole run: the first project that needs them starts them, the last ends them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (here.groundOfTests ??= { started: startGround(), users: 0 })
  shared.users++
  const leave = async (): Promise<void> => {
    if (--shared.users > 0) return
    delete here.groundOfTests
    await (await shared.started).end()
  }
  const { provided } = await shared.started
  for (const name of Object.keys(provided) as (keyof ProvidedContext)[]) project.provide(name, provided[name])
  return leave
}

async function startGround(): Promise<Ground> {
  sweep(quickFolder())
  const root = fs.mkdtempSync(path.join(quickFolder(), 'mkono-test-'))
  fs.chmodSync(root, 0o711)
  const folder = openDataFolder(path.join(root, 'data'))
  const undo: (() => Promise<void>)[] = []
  const end = async (): Promise<void> => {
    for (const step of undo.reverse()) await step()
    folder.close()
    fs.rmSync(root, { recursive: true, force: true })
  }
  try {
    const [adminUrl, temporalAddress, workflowBundlePath, { path: timeSkippingServerPath }] = await Promise.all([
      database(),
      temporal(),
      bundle(path.join(root, 'workflow-bundle.js')),
      findTimeSkippingServer(),
    ])
    return { provided: { adminUrl, temporalAddress, workflowBundlePath, timeSkippingServerPath }, end }
  } catch (error) {
    await end()
    throw error
  }

  async function database(): Promise<string> {
    const server = await startPostgres(folder)
    undo.push(() => server.stop())
    await migratedTemplate(server.url)
    return withDatabase(server.url, 'postgres')
  }

  async function temporal(): Promise<string> {
    const { path: executable } = await findTemporal()
    const server = await startTemporalServer(folder, { executable, keep: false, uiPort: false })
    undo.push(() => server.stop())
    return server.address
  }
}

/** What a killed run left, and nobody runs on any more. One that is being set up at this moment is young. */
function sweep(folder: string): void {
  for (const name of fs.readdirSync(folder).filter(each => each.startsWith('mkono-test-'))) {
    const left = path.join(folder, name)
    const ageMs = Date.now() - (fs.statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (ageMs > 60_000 && runningOn(path.join(left, 'data')) === undefined)
      fs.rmSync(left, { recursive: true, force: true })
  }
}

/** Memory, where it has room: the database keeps `fsync` on as in production, and there that costs nothing. */
function quickFolder(): string {
  const memory = '/dev/shm'
  if (!fs.existsSync(memory)) return os.tmpdir()
  const { bavail, bsize } = fs.statfsSync(memory)
  return bavail * bsize > 2 * 1024 ** 3 ? memory : os.tmpdir()
}

/** Every fresh database is a copy of this one, so migrations run once. */
async function migratedTemplate(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await admin.query(`create database ${TEMPLATE}`)
  } finally {
    await admin.end()
  }
  await migrateToLatest(withDatabase(url, TEMPLATE))
}

const withDatabase = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href

async function bundle(file: string): Promise<string> {
  const silent = (): void => undefined
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    failureConverterPath,
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  })
  fs.writeFileSync(file, code)
  return file
}
