import path from 'node:path'
import { createMasterKeysFile } from '../db/masterKeys.js'
import { migrateToLatest } from '../db/migrate.js'
import { type DataFolder, isFree, openDataFolder } from '../engines/data-folder.js'
import { startPostgres } from '../engines/postgres.js'
import { answers, startTemporalServer } from '../engines/temporal-server.js'
import { findTemporal } from '../engines/temporal.js'
import { Refused } from './failure.js'
import { type Kept, keepAlive, type Running } from './keep-alive.js'
import { startApi, startSandboxProcess, startWorker } from './stack-programs.js'

export interface StackOptions {
  /** Keeps the state; one system at a time. */
  readonly dataFolder: string
  /** The API's port: a number must be free; 0 or none takes the remembered or any free one; `usual` prefers 8080. */
  readonly apiPort?: number | 'usual'
  /** How many worker processes; default 1. */
  readonly workers?: number
  /** Also runs the providers' simulators and points the connectors at them. */
  readonly sandbox?: boolean
  /** More variables for the worker and API processes. */
  readonly env?: Readonly<Record<string, string>>
  /** One line of progress for the person who watches. Default: silence. */
  readonly say?: (line: string) => void
}

export interface Stack {
  readonly urls: {
    readonly api: string
    readonly portal: string
    readonly reference: string
    /** Undefined where Temporal is not ours (TEMPORAL_ADDRESS). */
    readonly temporalUi: string | undefined
    readonly sandbox: string | undefined
  }
  /** For what the command line does itself. Holds a password: never to be printed. */
  readonly databaseUrl: string
  readonly temporalAddress: string
  /** What the worker and API processes were given, e.g. for `loadMasterKeys`. */
  readonly env: NodeJS.ProcessEnv
  /** Ends everything in reverse order and gives the data folder back. */
  stop(): Promise<void>
}

/**
 * Brings the whole system up: PostgreSQL → migrations → Temporal → worker processes → API. Each is a process of its
 * own: one that ends by itself is started again, and the rest goes on. If a part does not come up, what was started is
 * stopped and the error, one sentence, is thrown.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const say = options.say ?? (() => undefined)
  const folder = openDataFolder(options.dataFolder)
  const undo: (() => Promise<void>)[] = []
  const keep = async <T extends Running>(name: string, start: () => Promise<T>): Promise<T> => {
    const kept: Kept<T> = await keepAlive({ name, start, say })
    undo.push(() => kept.stop())
    return kept.first
  }
  const stop = once(async () => {
    for (const step of undo.reverse()) await step()
    folder.close()
  })
  try {
    const apiPort = await chooseApiPort(folder, options.apiPort ?? 0)
    const apiUrl = `http://127.0.0.1:${apiPort}`
    const codecKey = folder.secret('codec-key')
    // Looking for the engine and making the database take about as long as each other.
    const [databaseUrl, temporal] = await together(
      database(folder, keep, say),
      temporalServer(folder, keep, `${apiUrl}/codec/by-key/${codecKey}`, say),
    )
    const sandbox = options.sandbox ? await keep('sandbox', () => startSandboxProcess(folder)) : undefined
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...ownKeys(folder),
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      MKONO_HOST: '127.0.0.1',
      MKONO_PORT: String(apiPort),
      MKONO_CODEC_KEY: codecKey,
      ...(temporal.uiUrl === undefined
        ? {}
        : { MKONO_CODEC_ORIGINS: temporal.uiUrl, MKONO_TEMPORAL_UI_URL: temporal.uiUrl }),
      ...(sandbox === undefined ? {} : pointedAt(sandbox.url, apiUrl)),
      ...options.env,
    }
    const workers = Array.from({ length: options.workers ?? 1 }, (_, index) => `worker-${index + 1}`)
    await together(
      ...workers.map(name => keep(name, () => startWorker(folder, name, env))),
      keep('api', () => startApi(folder, env, apiUrl)),
    )
    const urls = {
      api: apiUrl,
      portal: `${apiUrl}/portal`,
      reference: `${apiUrl}/reference`,
      temporalUi: temporal.uiUrl,
      sandbox: sandbox?.url,
    }
    return { urls, databaseUrl, temporalAddress: temporal.address, env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Keep = <T extends Running>(name: string, start: () => Promise<T>) => Promise<T>

async function database(folder: DataFolder, keep: Keep, say: (line: string) => void): Promise<string> {
  const databaseUrl = process.env['DATABASE_URL'] || undefined
  const server = await keep('PostgreSQL', () => startPostgres(folder, { databaseUrl }))
  const done = await migrateToLatest(server.url)
  say(`PostgreSQL is ready (${server.source}${done.length > 0 ? `, migrations done: ${done.length}` : ''})`)
  return server.url
}

interface TemporalPlace {
  readonly address: string
  readonly uiUrl: string | undefined
}

async function temporalServer(
  folder: DataFolder,
  keep: Keep,
  codecEndpoint: string,
  say: (line: string) => void,
): Promise<TemporalPlace> {
  const given = process.env['TEMPORAL_ADDRESS']
  if (given) {
    // With TLS or an API key only the processes that have those can tell; they say so at their start.
    const plain =
      !process.env['TEMPORAL_API_KEY'] && !Object.keys(process.env).some(name => name.startsWith('TEMPORAL_TLS'))
    if (plain && !(await answers(given, process.env['TEMPORAL_NAMESPACE']))) {
      throw new Refused(
        'The Temporal server of TEMPORAL_ADDRESS does not answer, or lacks the namespace: start it, or unset TEMPORAL_ADDRESS.',
      )
    }
    return { address: given, uiUrl: process.env['MKONO_TEMPORAL_UI_URL'] || undefined }
  }
  const engine = await findTemporal({ onProgress: say })
  const server = await keep('Temporal', () => startTemporalServer(folder, { executable: engine.path, codecEndpoint }))
  say(`Temporal is ready (${engine.version}, ${engine.source})`)
  return server
}

const DEFAULT_API_PORT = 8080

async function chooseApiPort(folder: DataFolder, wanted: number | 'usual'): Promise<number> {
  if (wanted !== 'usual' && wanted !== 0) {
    if (!(await isFree(wanted))) {
      throw new Refused(`Port ${wanted} is taken: stop what uses it, or choose another with --port.`)
    }
    folder.rememberPort('api', wanted)
    return wanted
  }
  if (wanted === 'usual' && folder.remembered('api') === undefined && (await isFree(DEFAULT_API_PORT)))
    folder.rememberPort('api', DEFAULT_API_PORT)
  return folder.port('api')
}

/** The master keys of this installation, made at first start; others may be given by the environment. */
function ownKeys(folder: DataFolder): Record<string, string> {
  if (process.env['MKONO_MASTER_KEYS'] || process.env['MKONO_KEYS_FILE']) return {}
  const file = path.join(folder.path, 'secrets', 'master-keys')
  createMasterKeysFile(file)
  return { MKONO_KEYS_FILE: file }
}

/** Carriers call back at the public address and sign for it; a simulated one reaches the API where it listens. */
const pointedAt = (sandbox: string, apiUrl: string): Record<string, string> => ({
  AFRICASTALKING_PAYMENTS_URL: sandbox,
  AFRICASTALKING_API_URL: sandbox,
  AFRICASTALKING_INSIGHTS_URL: sandbox,
  TWILIO_URL: sandbox,
  INTERSOLVE_URL: `${sandbox}/intersolve`,
  MKONO_SANDBOX: 'true',
  MKONO_PUBLIC_URL: process.env['MKONO_PUBLIC_URL'] || apiUrl,
})

/** Like Promise.all, but a failure waits for the others: what is still starting must not escape being stopped. */
async function together<T extends readonly unknown[]>(...works: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(works)
  return (await Promise.all(works)) as unknown as T
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}
