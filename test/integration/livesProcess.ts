/** Worker and API as processes of their own, compiled from the sources as they are, that can be killed and stopped. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformWithOxc } from 'vite'
import { workflowBundle } from '../ground/temporal.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const rooms = [
  'activities',
  'api',
  'db',
  'domain',
  'fsp',
  'mail',
  'messaging',
  'papers',
  'sheets',
  'temporal',
  'wire',
  'worker',
  'workflows',
]

export interface Compiled {
  /** what each process runs */
  main: { worker: string; api: string }
  remove(): void
}

/** Types are checked elsewhere; here each file is only translated, all of them in less than half a second. */
export async function compiledProcesses(): Promise<Compiled> {
  const folder = mkdtempSync(join(tmpdir(), 'mkono-worker-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const room of rooms) {
    for (const name of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
      const source = join(root, room, name)
      const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source, {
        target: 'es2022',
        tsconfig: false,
        typescript: { onlyRemoveTypeImports: true },
      })
      const file = join(folder, room, name.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, code)
    }
  }
  symlinkSync(workflowBundle().codePath, join(folder, 'workflow-bundle.js'))
  const main = { worker: join(folder, 'worker', 'main.js'), api: join(folder, 'api', 'main.js') }
  return { main, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface StartedProcess {
  child: ChildProcess
  /** how it ended: the signal or the exit code */
  ended: Promise<NodeJS.Signals | number>
  kill(signal: NodeJS.Signals): void
  said(): string
}

/** Resolves when it is ready. */
export async function startProcess(
  compiled: Compiled,
  env: Record<string, string>,
  what: keyof Compiled['main'] = 'worker',
): Promise<StartedProcess> {
  const child = spawn(process.execPath, [compiled.main[what]], {
    env: { PATH: process.env['PATH'] ?? '', MKONO_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const hear = (chunk: Buffer): void => {
    said += chunk.toString()
    if (process.env['MKONO_TEST_LOG'] !== undefined) process.stderr.write(chunk)
  }
  child.stderr.on('data', hear)
  const ended = new Promise<NodeJS.Signals | number>(resolve =>
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0)),
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      hear(chunk)
      if (said.includes('"ready":true')) resolve()
    })
    void ended.then(how => reject(new Error(`the ${what} ended (${how}) before it was ready: ${said}`)))
  })
  return { child, ended, kill: signal => child.kill(signal), said: () => said }
}
