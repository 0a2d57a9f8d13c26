import { randomBytes, randomInt } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { identify, type ProcessIdentity, stillRuns } from './process-identity.js'

/** The folder of one installation: database, Temporal's file, ports, secrets, logs. One running system at a time. */
export interface DataFolder {
  readonly path: string
  /** The port remembered under this name if it is still free, else a free one, which is remembered. */
  port(name: string): Promise<number>
  /** The port remembered under this name, free or not. */
  remembered(name: string): number | undefined
  /** Remembers a port that was chosen elsewhere. */
  rememberPort(name: string, port: number): void
  /** A random secret made at first use and kept in a file that only its owner reads (0600). Hexadecimal, 32 bytes. */
  secret(name: string): string
  /** Absolute path of a log file in the folder; one that grew beyond 10 MB is set aside first. */
  logFile(name: string): string
  /** Gives the folder back. */
  close(): void
}

/** What a running system left readable for other commands of the same person. */
export interface RunningSystem {
  readonly pid: number
  readonly ports: Readonly<Record<string, number>>
  /** Undefined if there is none of that name. */
  secret(name: string): string | undefined
}

/** The system that runs on the folder at this moment, or undefined. */
export function runningOn(folder: string): RunningSystem | undefined {
  const holder = readIdentity(path.join(folder, 'mkono.lock'))
  if (holder === undefined || !stillRuns(holder)) return undefined
  const secret = (name: string): string | undefined => {
    const file = path.join(folder, 'secrets', name)
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined
  }
  return { pid: holder.pid, ports: readPorts(folder), secret }
}

/** Someone else runs on this folder; the message says what to do. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse'
}

const LOG_SET_ASIDE_BYTES = 10 * 1024 * 1024

/**
 * Opens the folder, makes it if it is missing, and locks it for this process.
 * Throws `DataFolderInUse` while another living process holds it; the lock of one that was killed is taken over.
 */
export function openDataFolder(folder: string): DataFolder {
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 })
  const root = fs.realpathSync(folder)
  for (const room of ['logs', 'run', 'secrets']) fs.mkdirSync(path.join(root, room), { recursive: true, mode: 0o700 })
  const release = lock(root)
  return {
    path: root,
    port: name => rememberedPort(root, name),
    remembered: name => readPorts(root)[name],
    rememberPort: (name, port) => writePorts(root, { ...readPorts(root), [name]: port }),
    secret: name => keptSecret(path.join(root, 'secrets', name)),
    logFile: name => logFile(path.join(root, 'logs', `${name}.log`)),
    close: release,
  }
}

function lock(root: string): () => void {
  const file = path.join(root, 'mkono.lock')
  const mine = `${file}.${process.pid}`
  const identity = identify(process.pid) ?? { pid: process.pid, began: '' }
  writeAtomically(mine, JSON.stringify(identity))
  try {
    // At most two rounds: a dead holder's lock is set aside once, after that whoever holds it lives.
    for (let round = 0; ; round++) {
      try {
        fs.linkSync(mine, file)
        return () => fs.rmSync(file, { force: true })
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error
        const holder = readIdentity(file)
        if (round > 0 || (holder !== undefined && stillRuns(holder))) {
          const who = holder === undefined ? 'another process' : `process ${holder.pid}`
          throw new DataFolderInUse(
            `The data folder ${root} is in use by ${who}: stop that one first, or choose another folder with --data.`,
          )
        }
        bury(file, holder)
      }
    }
  } finally {
    fs.rmSync(mine, { force: true })
  }
}

/** Two may see the same dead holder: a rename succeeds once, and a lock that is fresh by then is put back. */
function bury(file: string, dead: ProcessIdentity | undefined): void {
  const grave = `${file}.dead.${process.pid}`
  try {
    fs.renameSync(file, grave)
    const buried = readIdentity(grave)
    if (buried !== undefined && buried.pid !== dead?.pid && stillRuns(buried)) fs.linkSync(grave, file)
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error
  } finally {
    fs.rmSync(grave, { force: true })
  }
}

export function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
    if (typeof read !== 'object' || read === null || !('pid' in read) || !('began' in read)) return undefined
    return typeof read.pid === 'number' && typeof read.began === 'string'
      ? { pid: read.pid, began: read.began }
      : undefined
  } catch {
    // Missing or cut off by a crash: nobody is written down.
    return undefined
  }
}

async function rememberedPort(root: string, name: string): Promise<number> {
  const ports = readPorts(root)
  const known = ports[name]
  if (known !== undefined && (await isFree(known))) return known
  const taken = new Set(Object.values(ports))
  let port = await freePort()
  while (taken.has(port)) port = await freePort()
  writePorts(root, { ...readPorts(root), [name]: port })
  return port
}

function readPorts(root: string): Record<string, number> {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(path.join(root, 'ports.json'), 'utf8'))
    if (typeof read !== 'object' || read === null) return {}
    return Object.fromEntries(Object.entries(read).filter(([, port]) => Number.isInteger(port)))
  } catch {
    // None remembered yet: every port is chosen anew.
    return {}
  }
}

function writePorts(root: string, ports: Record<string, number>): void {
  writeAtomically(path.join(root, 'ports.json'), `${JSON.stringify(ports, null, 2)}\n`)
}

/** Below the ports from which systems take the near end of outgoing connections, so that none of those is in the way later. */
const ownPorts = { from: 15_000, to: 32_000 } as const
const portTries = 200

/** A port of the loopback interface that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  for (let i = 0; i < portTries; i++) {
    const port = randomInt(ownPorts.from, ownPorts.to)
    if (await isFree(port)) return port
  }
  throw new Error(`No port between ${ownPorts.from} and ${ownPorts.to} is free on 127.0.0.1.`)
}

/** True if this process could listen on the port now. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = net.createServer()
  return new Promise(resolve => {
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}

function keptSecret(file: string): string {
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8').trim()
  const secret = randomBytes(32).toString('hex')
  writeAtomically(file, `${secret}\n`)
  return secret
}

function logFile(file: string): string {
  if (fs.existsSync(file) && fs.statSync(file).size > LOG_SET_ASIDE_BYTES) fs.renameSync(file, `${file}.1`)
  return file
}

/** A crash leaves the old content or the new one, never half of it. */
function writeAtomically(file: string, content: string): void {
  const part = `${file}.${process.pid}.part`
  fs.writeFileSync(part, content, { mode: 0o600 })
  fs.renameSync(part, file)
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
