import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type DataFolder, hasCode, type RunningSystem } from './data-folder.js'
import { postgresBinaries, type PostgresBinaries, type RunAs, runAs } from './postgres-binaries.js'
import { type Child, endOrphan, endStranger, startChild, type StopPlan, untilReady } from './process.js'
import { commandLine, identify } from './process-identity.js'

const run = promisify(execFile)

export interface PostgresServer {
  /** Connection string of the database `mkono`, password included: never to be logged. */
  readonly url: string
  readonly source: 'DATABASE_URL' | 'embedded'
  /** Resolves if the server ends by itself; never for one that is not ours. */
  readonly exited: Promise<unknown>
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** A database someone else runs (the caller's DATABASE_URL); nothing is started then. */
  readonly databaseUrl?: string | undefined
}

const ROLE = 'mkono'
const DATABASE = 'mkono'
/** After a kill the server first replays its log, which takes as long as there is log. */
const READY_DEADLINE_MS = 120_000
/** Fast shutdown: sessions are ended, everything is written. Then immediate: the next start recovers. */
const STOP: StopPlan = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
]

/**
 * The database of this installation: the one given, else our own PostgreSQL 18 in the data folder, on the
 * loopback interface, made at first start. Survives the kill of any process: the next start ends or outlives what is
 * left and recovers.
 */
export async function startPostgres(folder: DataFolder, options: PostgresOptions = {}): Promise<PostgresServer> {
  if (options.databaseUrl) return external(options.databaseUrl)
  const cluster = path.join(folder.path, 'postgres')
  const binaries = postgresBinaries()
  const as = runAs([path.dirname(binaries.postgres), folder.path])
  const password = folder.secret('postgres-password')
  if (!fs.existsSync(cluster)) await initialise(folder, cluster, binaries, as, password)
  checkVersion(cluster)
  await endLeftovers(folder, cluster)
  const { child, port } = await launch(folder, cluster, binaries, as)
  const own = urlOf(password, port, 'postgres')
  try {
    await untilReady(child, READY_DEADLINE_MS, () => answers(own))
    await ensureDatabase(own)
  } catch (error) {
    await child.stop()
    throw error
  }
  return { url: urlOf(password, port, DATABASE), source: 'embedded', exited: child.exited, stop: () => child.stop() }
}

/** The address of the embedded database of a running system; undefined if it has none (it was given DATABASE_URL). */
export function urlOfRunning({ ports, secret }: RunningSystem): string | undefined {
  const port = ports['postgres']
  const password = secret('postgres-password')
  return port === undefined || password === undefined ? undefined : urlOf(password, port, DATABASE)
}

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`

async function external(url: string): Promise<PostgresServer> {
  if (!(await answers(url))) {
    throw new Error(
      'The database of DATABASE_URL cannot be reached or refuses us: check its address, name and password.',
    )
  }
  return { url, source: 'DATABASE_URL', exited: new Promise(() => undefined), stop: () => Promise.resolve() }
}

/** initdb works beside the final place and is moved there when complete, so a kill leaves no half-made cluster. */
async function initialise(
  folder: DataFolder,
  cluster: string,
  binaries: PostgresBinaries,
  as: RunAs,
  password: string,
): Promise<void> {
  const making = `${cluster}.new`
  const passwordFile = path.join(making, 'password')
  const made = path.join(making, 'cluster')
  fs.rmSync(making, { recursive: true, force: true })
  fs.mkdirSync(making, { mode: 0o700 })
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  for (const each of [making, passwordFile]) if (as.uid !== undefined) fs.chownSync(each, as.uid, as.gid ?? as.uid)
  const args = ['--pgdata', made, '--username', ROLE, '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  // The builtin provider sorts alike on every machine and needs no locale of the operating system.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const [program, ...rest] = [...as.prefix, binaries.initdb, ...args, ...locale]
  try {
    await run(program ?? binaries.initdb, rest, { ...identityOf(as), cwd: folder.path, env: plainEnv() })
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
    if (/No space left|free disk space/i.test(output)) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    throw new Error(
      `PostgreSQL could not be set up in ${folder.path}: ${output.trim().split('\n').at(-1) ?? 'initdb failed'}`,
    )
  }
  fs.renameSync(made, cluster)
  fs.rmSync(making, { recursive: true, force: true })
}

/** With a prefix it is `setpriv` that changes the user, and must itself still be root. */
const identityOf = (as: RunAs): { uid?: number; gid?: number } =>
  as.prefix.length > 0 || as.uid === undefined ? {} : { uid: as.uid, ...(as.gid === undefined ? {} : { gid: as.gid }) }

/** PostgreSQL takes settings from PG* variables too; ours come from the command line alone. */
function plainEnv(): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))), LC_ALL: 'C' }
}

function checkVersion(cluster: string): void {
  const version = fs.readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (version !== '18') {
    throw new Error(
      `The data folder holds a PostgreSQL ${version} cluster and this mkono carries 18: dump it with the old one and restore it, or set DATABASE_URL.`,
    )
  }
}

/** A postmaster that outlived its run is stopped cleanly; a pid file of a dead one is removed before it can mislead. */
async function endLeftovers(folder: DataFolder, cluster: string): Promise<void> {
  await endOrphan(folder.path, 'postgres', STOP)
  const file = path.join(cluster, 'postmaster.pid')
  if (!fs.existsSync(file)) return
  const pid = Number.parseInt(fs.readFileSync(file, 'utf8'), 10)
  const living = Number.isInteger(pid) ? identify(pid) : undefined
  if (living !== undefined && commandLine(pid).includes(cluster)) await endStranger(living, STOP)
  fs.rmSync(file, { force: true })
}

/** Starts the server on its remembered port. */
async function launch(
  folder: DataFolder,
  cluster: string,
  binaries: PostgresBinaries,
  as: RunAs,
): Promise<{ child: Child; port: number }> {
  const port = await folder.port('postgres')
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    // Money rows that were answered for must survive a power cut: never off, in tests neither.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // A list of 100,000 writes a gigabyte of log; each checkpoint in between would write whole pages once more.
    max_wal_size: '2GB',
    shared_buffers: '256MB',
    timezone: 'UTC',
    log_min_messages: 'warning',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [program, ...args] = [...as.prefix, binaries.postgres, '-D', cluster, ...flags]
  const child = startChild({
    name: 'postgres',
    command: program ?? binaries.postgres,
    args,
    ...identityOf(as),
    cwd: folder.path,
    env: plainEnv(),
    logFile: folder.logFile('postgres'),
    dataFolder: folder.path,
    stop: STOP,
  })
  return { child, port }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // A connection cut by the server's own start-up arrives as an event as well.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    if (hasCode(error, '28P01'))
      throw new Error('PostgreSQL refuses the password kept in the data folder: restore secrets/postgres-password.')
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}
