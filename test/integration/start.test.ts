import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identify } from '../../engines/process-identity.js'
import { until } from '../ground/patience.js'

const isiolo = fileURLToPath(new URL('../../demo/isiolo-350.csv', import.meta.url))
const mkono = fileURLToPath(new URL('../../bin/mkono.mjs', import.meta.url))
let root = ''
let data = ''
const begun: ChildProcess[] = []

beforeAll(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-start-')))
  fs.chmodSync(root, 0o711)
  data = path.join(root, 'data')
})
afterAll(async () => {
  for (const child of begun) if (child.exitCode === null) child.kill('SIGKILL')
  await until(partsAlive, alive => alive.length === 0)
  fs.rmSync(root, { recursive: true, force: true })
})

/** Before it a checkout whose sources were just changed says that it builds. */
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

/** The command as a user runs it, without what the machine of the tests may have set. */
function run(...args: string[]): { child: ChildProcess; said: () => string; code: Promise<number | null> } {
  const { DATABASE_URL: _database, TEMPORAL_ADDRESS: _temporal, ...env } = process.env
  const child = spawn(process.execPath, [mkono, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  begun.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)))
  const code = new Promise<number | null>(resolve => child.once('close', resolve))
  return { child, said: () => said, code }
}

async function start(): Promise<{
  child: ChildProcess
  said: () => string
  code: Promise<number | null>
  api: string
}> {
  const started = run('start', '--data', data, '--port', '0')
  await until(started.said, said => said.includes('Mkono runs.'))
  return { ...started, api: /API +(\S+)/.exec(started.said())?.[1] ?? '' }
}

const pidOf = (part: string): number => {
  const { pid } = JSON.parse(fs.readFileSync(path.join(data, 'run', `${part}.pid`), 'utf8')) as { pid: number }
  return pid
}
const parts = ['postgres', 'temporal', 'worker-1', 'api']
/** What was noted as running and still does. */
const partsAlive = (): string[] =>
  parts.filter(part => fs.existsSync(path.join(data, 'run', `${part}.pid`)) && identify(pidOf(part)) !== undefined)
async function makeProgramme(api: string, token: string): Promise<void> {
  const body = {
    name: 'Isiolo',
    currency: 'KES',
    country: 'KE',
    rounds: 2,
    baseMinor: '500000',
    membersIncluded: 5,
    perExtraMemberMinor: '50000',
    languages: ['sw', 'tuv', 'saq', 'en'],
  }
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': 'the-programme-of-isiolo',
  }
  const made = await fetch(`${api}/programmes`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(made.status).toBeLessThan(300)
}
/** By the link that the first start shows. */
async function enterFirst(api: string, token: string): Promise<void> {
  const headers = { origin: api, 'content-type': 'application/json' }
  const person = { handle: 'zawadi', name: 'Zawadi', email: 'zawadi@example.org' }
  const body = JSON.stringify({ token, password: 'a long enough password', first: person })
  const entered = await fetch(`${api}/links/use`, { method: 'POST', headers, body })
  expect(entered.status).toBe(200)
}
const ready = async (api: string): Promise<number> => (await fetch(`${api}/ready`)).status

test(
  'the system starts, takes a list, survives the kill of any part and of itself, and stops when asked',
  { timeout: 240_000 },
  async () => {
    const first = await start()
    expect(await ready(first.api)).toBe(200)
    await enterFirst(first.api, /\/welcome#(\S+)/.exec(first.said())?.[1] ?? '')

    const second = run('start', '--data', data, '--port', '0')
    expect(await second.code).toBe(1)
    expect(lastLine(second.said())).toMatch(
      /^The data folder .* is in use by process \d+: stop that one first, or choose another folder with --data\.$/,
    )

    const made = run('token', 'make', 'amina', '--role', 'programme_manager', '--data', data)
    expect(await made.code).toBe(0)
    const token = /^mk_\S+$/m.exec(made.said())?.[0] ?? ''
    const asked = async (api: string): Promise<number> =>
      (await fetch(`${api}/programmes`, { headers: { authorization: `Bearer ${token}` } })).status
    expect(await asked(first.api)).toBe(200)

    await makeProgramme(first.api, token)
    const list = run('import', isiolo, '--programme', 'Isiolo', '--data', data)
    expect(await list.code).toBe(0)
    expect(lastLine(list.said())).toBe('328 imported, 0 known already, 22 refused.')
    const found = run('find', 'ISI-0042', '--data', data)
    expect(await found.code).toBe(0)
    expect(found.said()).toMatch(
      /^ {2}ISI-0042: registered.*\n {2}http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/beneficiary%2F/m,
    )

    for (const part of parts) {
      const before = pidOf(part)
      process.kill(before, 'SIGKILL')
      await expect.poll(() => pidOf(part)).not.toBe(before)
    }
    await expect.poll(() => ready(first.api)).toBe(200)

    const were = parts.map(pidOf)
    first.child.kill('SIGKILL')
    await first.code
    await expect.poll(() => were.filter(pid => identify(pid) !== undefined)).toEqual([])

    const again = await start()
    expect(again.api).toBe(first.api)
    expect(await asked(again.api)).toBe(200)
    expect(again.said()).not.toContain('/welcome#')
    again.child.kill('SIGTERM')
    expect(await again.code).toBe(0)
    expect(again.said()).toContain('the next start goes on from here')
    expect(fs.readdirSync(path.join(data, 'run'))).toEqual([])

    const verified = run('verify', '--data', data, '--json')
    expect(await verified.code).toBe(0)
    expect(JSON.parse(verified.said())).toMatchObject({ ok: true })
  },
)

test('a busy port is one sentence and a non-zero exit', async () => {
  const squatter = net.createServer()
  await new Promise<void>(resolve => squatter.listen(0, '127.0.0.1', resolve))
  const { port } = squatter.address() as net.AddressInfo
  const refused = run('start', '--data', path.join(root, 'other'), '--port', String(port))
  expect(await refused.code).toBe(1)
  expect(lastLine(refused.said())).toBe(`Port ${port} is taken: stop what uses it, or choose another with --port.`)
  await new Promise(resolve => squatter.close(resolve))
})

test('a command on a folder where nothing has run says so', async () => {
  const refused = run('verify', '--data', path.join(root, 'nowhere'))
  expect(await refused.code).toBe(1)
  expect(lastLine(refused.said())).toMatch(
    /^No Mkono has run in \S+ yet: start it \(mkono start\), or name its folder with --data\.$/,
  )
})
