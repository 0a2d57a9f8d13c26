import path from 'node:path'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { type DataFolder } from './data-folder.js'
import { endOrphan, startChild, untilReady } from './process.js'

export interface TemporalServer {
  /** host:port of its gRPC interface, on the loopback interface. */
  readonly address: string
  readonly namespace: string
  readonly uiUrl: string | undefined
  /** Resolves if the server ends by itself. */
  readonly exited: Promise<unknown>
  stop(): Promise<void>
}

export interface TemporalServerOptions {
  /** Path of the Temporal CLI. */
  readonly executable: string
  /** False: nothing is kept, for tests. Default: a database file in the data folder. */
  readonly keep?: boolean
  /** A port for the user interface, or false for none. Default: a free one, remembered. */
  readonly uiPort?: number | false
  /** Where the user interface has payloads decrypted. */
  readonly codecEndpoint?: string
}

const NAMESPACE = 'default'
/**
 * How long closed workflows keep their id and history. The dev server forgets after 24 hours (facts/temporal 0.1);
 * a year lets an auditor read the story of any round.
 */
const RETENTION_HOURS = 8_760
const READY_DEADLINE_MS = 60_000

/** Settings of the server, see facts/temporal 5.4; ids are kept in columns of 255 characters. */
const DYNAMIC_CONFIG = {
  'limit.maxIDLength': '255',
  'frontend.namespaceRPS.visibility': '100',
  'frontend.namespaceRPS': '10000',
  'frontend.rps': '10000',
  'history.rps': '20000',
  'matching.rps': '20000',
}

/** Temporal's embedded server, its state in `temporal.db` of the data folder: stopping and starting loses nothing. */
export async function startTemporalServer(folder: DataFolder, options: TemporalServerOptions): Promise<TemporalServer> {
  await endOrphan(folder.path, 'temporal')
  const port = await folder.port('temporal')
  const uiPort = options.uiPort === false ? undefined : (options.uiPort ?? (await folder.port('temporal-ui')))
  const address = `127.0.0.1:${port}`
  const child = startChild({
    name: 'temporal',
    command: options.executable,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
      ...['--http-port', String(await folder.port('temporal-http'))],
      ...['--metrics-port', String(await folder.port('temporal-metrics'))],
      ...['--namespace', NAMESPACE, '--log-level', 'warn'],
      ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
      ...(options.codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', options.codecEndpoint]),
      ...(options.keep === false ? [] : storage(path.join(folder.path, 'temporal.db'))),
      ...Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    ],
    cwd: folder.path,
    logFile: folder.logFile('temporal'),
    dataFolder: folder.path,
  })
  try {
    await untilReady(child, READY_DEADLINE_MS, () => answers(address))
    await keepLong(address)
  } catch (error) {
    await child.stop()
    throw error
  }
  return {
    address,
    namespace: NAMESPACE,
    uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`,
    exited: child.exited,
    stop: () => child.stop(),
  }
}

/** The defaults (journal_mode=delete, synchronous=FULL) are less than half as fast (facts/temporal 0.13). */
const storage = (file: string): string[] => [
  ...['--db-filename', file],
  ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1'],
]

/** True when the server answers and its namespace is there. */
export async function answers(address: string, namespace = NAMESPACE): Promise<boolean> {
  let connection: Connection | undefined
  try {
    connection = await Connection.connect({ address, connectTimeout: 3_000 })
    await connection.workflowService.getSystemInfo({})
    await connection.workflowService.describeNamespace({ namespace })
    return true
  } catch {
    // Not yet listening, or the namespace not yet made: asked again.
    return false
  } finally {
    await connection?.close()
  }
}

async function keepLong(address: string): Promise<void> {
  const connection = await Connection.connect({ address })
  try {
    await connection.workflowService.updateNamespace({
      namespace: NAMESPACE,
      config: { workflowExecutionRetentionTtl: msToTs(RETENTION_HOURS * 3_600_000) },
    })
  } finally {
    await connection.close()
  }
}
