import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import typescript from 'typescript'
import { afterAll, expect, test, vi } from 'vitest'
import { type Child, endOrphan, startChild, untilReady } from './process.js'
import { identify } from './process-identity.js'

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-process-')))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

function start(name: string, script: string, stop?: { signal: NodeJS.Signals; waitMs: number }[]): Child {
  return startChild({
    name,
    command: process.execPath,
    args: ['-e', script, '--', root],
    logFile: path.join(root, `${name}.log`),
    dataFolder: root,
    ...(stop === undefined ? {} : { stop }),
  })
}

const forEver = 'setInterval(() => {}, 1000)'
const gone = (pid: number): Promise<void> =>
  vi.waitFor(() => expect(identify(pid)).toBeUndefined(), { timeout: 60_000 })

test('a child that ends is reported with its code and its last words', async () => {
  const child = start('ends', 'console.error("the port is taken"); process.exit(3)')
  expect(await child.exited).toEqual({ code: 3, signal: null })
  expect(child.tail()).toBe('the port is taken')
})

test('a child that ends while it should become ready is told with its last words', async () => {
  const child = start('early', 'console.error("the port is taken"); process.exit(3)')
  await expect(untilReady(child, 10_000, () => Promise.resolve(false))).rejects.toThrow(
    'early ended while starting: the port is taken',
  )
})

test('a program that is not there is reported, not thrown', async () => {
  const child = startChild({
    name: 'none',
    command: path.join(root, 'none'),
    args: [],
    logFile: path.join(root, 'none.log'),
    dataFolder: root,
  })
  expect((await child.exited).code).toBe(-1)
})

test('a child that ignores the polite signal is killed after its deadline', async () => {
  const child = start('deaf', `process.on('SIGTERM', () => {}); console.log('ready'); ${forEver}`, [
    { signal: 'SIGTERM', waitMs: 100 },
  ])
  await untilReady(child, 10_000, () => Promise.resolve(child.tail().includes('ready')))
  await child.stop()
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' })
})

/** A parent of its own needs the compiled supervisor: transpiled into the test's folder. */
function compiledSupervisor(): string {
  const folder = path.join(root, 'compiled')
  fs.cpSync(fileURLToPath(new URL('./fetch', import.meta.url)), path.join(folder, 'fetch'), { recursive: true })
  for (const name of ['process', 'process-identity', 'data-folder']) {
    const source = fs.readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8')
    const compilerOptions = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 }
    fs.writeFileSync(
      path.join(folder, `${name}.js`),
      typescript.transpileModule(source, { compilerOptions }).outputText,
    )
  }
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}')
  return path.join(folder, 'process.js')
}

test('when we are killed our children are ended', async () => {
  const plan = {
    name: 'left',
    command: process.execPath,
    args: ['-e', forEver, '--', root],
    logFile: path.join(root, 'left.log'),
    dataFolder: root,
  }
  const script = `
    const { startChild } = await import(${JSON.stringify(compiledSupervisor())})
    process.send(startChild(${JSON.stringify(plan)}).pid)
    ${forEver}`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const pid = await new Promise<number>(resolve => parent.once('message', message => resolve(Number(message))))
  expect(identify(pid)).toBeDefined()
  parent.kill('SIGKILL')
  await gone(pid)
})

test('an orphan of ours is ended at the next start, a stranger with its pid is left alone', async () => {
  const orphan = spawn(process.execPath, ['-e', forEver, '--', root], { stdio: 'ignore', detached: true })
  const stranger = spawn(process.execPath, ['-e', forEver], { stdio: 'ignore', detached: true })
  const note = (name: string, pid = 0): void => {
    fs.writeFileSync(path.join(root, 'run', `${name}.pid`), JSON.stringify(identify(pid)))
  }
  fs.mkdirSync(path.join(root, 'run'), { recursive: true })
  note('orphan', orphan.pid)
  note('stranger', stranger.pid)
  await endOrphan(root, 'orphan')
  await endOrphan(root, 'stranger')
  await gone(orphan.pid ?? 0)
  expect(identify(stranger.pid ?? 0)).toBeDefined()
  stranger.kill('SIGKILL')
})
