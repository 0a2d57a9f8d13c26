/**
 * Makes a checkout ready to run: packages, compiled code, and (while packages are being installed) the engine.
 * Does nothing in an installed package, which has no sources. Two processes that start at once do the work once.
 *   node scripts/setup.mjs
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { portalIsBuilt } from './portalStamp.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const inRoot = (...names) => path.join(root, ...names)
const installStamp = inRoot('node_modules', '.mkono-lock-hash')
const buildStamp = inRoot('dist', '.mkono-sources-hash')

/** What the build reads; a change in any of it makes dist/ stale. */
const SOURCES = [
  'workflows',
  'activities',
  'domain',
  'sheets',
  'papers',
  'fsp',
  'mail',
  'messaging',
  'wire',
  'db',
  'api',
  'temporal',
  'worker',
  'sandbox',
  'engines',
  'cli',
  'bench',
  'chaos',
]
const SOURCE_FILES = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/build.mjs']

/** Something that only the person at the keyboard can mend; the message is all there is to say. */
export class SetupFailed extends Error {}

/** Installs and builds what is missing or stale. Returns the seconds it took, 0 if nothing was to be done. */
export async function ready({ engines = ['temporal'] } = {}) {
  if (!fs.existsSync(inRoot('cli', 'main.ts'))) return 0
  if (isInstalled() && isBuilt() && portalIsBuilt()) return 0
  const began = Date.now()
  const { cacheFolder, withLock } = await import('../engines/fetch/cache.mjs')
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const lock = path.join(cacheFolder(), 'locks', `setup-${name}.lock`)
  await withLock(
    lock,
    () => install(engines).then(build),
    () => say('Another process is setting up, waiting for it …'),
  )
  return Math.round((Date.now() - began) / 100) / 10
}

/** Makes ready, then does the work; whatever fails is one sentence on stderr and exit code 1. */
export async function run(work) {
  // For those who ask how long it took from the first moment on.
  process.env.MKONO_STARTED_AT ??= String(Math.round(Date.now() - process.uptime() * 1000))
  try {
    const seconds = await ready()
    if (seconds > 0) process.env.MKONO_SETUP_SECONDS = String(seconds)
    await work()
  } catch (error) {
    process.stderr.write(`${process.env.MKONO_DEBUG === '1' ? error.stack : oneSentence(error)}\n`)
    process.exitCode = 1
  }
}

function oneSentence(error) {
  if (error.code === 'ENOSPC') return 'The disk is full: make room and try again.'
  if (error.code === 'EACCES' || error.code === 'EROFS')
    return `No permission to write ${error.path ?? 'here'}: run as its owner, or from a folder of your own.`
  return error.message
}

const say = line => process.stderr.write(`${line}\n`)

function isInstalled() {
  const lock = inRoot('package-lock.json')
  // npm writes this file last: without it an installation was interrupted.
  const kept = inRoot('node_modules', '.package-lock.json')
  if (!fs.existsSync(kept)) return false
  if (fs.existsSync(installStamp) && fs.readFileSync(installStamp, 'utf8') === hashOf([lock])) return true
  // Someone ran npm themselves; npm then wrote its own copy of the lock file after the lock file.
  return fs.statSync(kept).mtimeMs >= fs.statSync(lock).mtimeMs - 2_000
}

function isBuilt() {
  return fs.existsSync(buildStamp) && fs.readFileSync(buildStamp, 'utf8') === sourcesHash()
}

function sourcesHash() {
  const files = SOURCE_FILES.map(name => inRoot(name))
  for (const folder of SOURCES.filter(name => fs.existsSync(inRoot(name)))) {
    for (const name of fs.readdirSync(inRoot(folder), { recursive: true }).map(String)) {
      if (/\.(ts|mts|mjs)$/.test(name) && !name.endsWith('.test.ts')) files.push(inRoot(folder, name))
    }
  }
  return hashOf(files.sort())
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0')
  return hash.digest('hex')
}

async function install(engines) {
  if (isInstalled()) return
  say('Installing packages (the first start takes about a minute) …')
  const began = Date.now()
  // The engine comes over the same line, but unpacking here and there takes turns. A failure is told when it matters.
  const fetching = prefetch(engines)
  const { command, args } = npm()
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional']
  const { code, output } = await outputOf(command, [...args, ...options])
  if (code !== 0) {
    await fetching
    if (/ENOSPC|no space left/i.test(output)) throw new SetupFailed('The disk is full: make room and try again.')
    throw new SetupFailed(`Packages could not be installed (npm ci failed); its last words:\n${lastLines(output)}`)
  }
  fs.writeFileSync(installStamp, hashOf([inRoot('package-lock.json')]))
  await fetching
  say(`Packages installed in ${seconds(began)} s.`)
}

async function prefetch(engines) {
  const { findEngine } = await import('../engines/fetch/find.mjs')
  for (const name of process.env.TEMPORAL_ADDRESS ? [] : engines) await findEngine(name).catch(() => undefined)
}

/** The npm that runs us, if one does; else the one on PATH. */
function npm() {
  const running = process.env.npm_execpath
  if (running && /npm-cli\.c?js$/.test(running)) return { command: process.execPath, args: [running] }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }
}

async function build() {
  if (isBuilt() && portalIsBuilt()) return
  say('Building …')
  const began = Date.now()
  const hash = sourcesHash()
  // A changed server leaves the portal as it is, and the other way round.
  const script = isBuilt() ? ['portal.mjs'] : ['build.mjs', '--quick']
  const { code, output } = await outputOf(process.execPath, [inRoot('scripts', script[0]), ...script.slice(1)])
  if (code !== 0) throw new SetupFailed(output.trim())
  fs.writeFileSync(buildStamp, hash)
  say(`Built in ${seconds(began)} s.`)
}

const seconds = began => Math.round((Date.now() - began) / 1000)
const lastLines = output => output.trim().split('\n').slice(-8).join('\n')

function outputOf(command, args) {
  return new Promise(resolve => {
    const shell = command.endsWith('.cmd')
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell })
    let output = ''
    const take = chunk => {
      output = (output + chunk).slice(-20_000)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', error =>
      resolve({ code: 1, output: `${command} cannot be run (${error.code}): is npm installed?` }),
    )
    child.on('close', code => resolve({ code, output }))
  })
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await run(() => undefined)
}
