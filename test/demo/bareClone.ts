/** A clone of what is committed, with nothing of this checkout, and ways to see that nothing outlives it. */
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export interface BareClone {
  readonly folder: string
  /** the TMPDIR of everything that runs in it */
  readonly tmp: string
  /** Processes whose command line names the folder or its TMPDIR. */
  left(): string[]
  run(command: string, ...args: string[]): Ran
  remove(): void
}

export interface Ran {
  readonly child: ChildProcessWithoutNullStreams
  /** everything said so far, on both streams */
  said(): string
  /** resolves when the text was said; rejects if the process ends without */
  until(text: string): Promise<void>
  /** exit code; a signal counts as 128 */
  readonly ended: Promise<number>
}

const root = path.resolve(import.meta.dirname, '../..')

export function bareClone(): BareClone {
  const above = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-bare-clone-')))
  // The database refuses to run as root and then belongs to another user, who must be able to pass.
  fs.chmodSync(above, 0o755)
  const folder = path.join(above, 'clone')
  const tmp = path.join(above, 'tmp')
  fs.mkdirSync(tmp, { mode: 0o755 })
  fs.chmodSync(tmp, 0o755)
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder], { stdio: 'pipe' })
  return {
    folder,
    tmp,
    left: () =>
      execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
        .split('\n')
        .filter(line => line.includes(above)),
    run: (command, ...args) => runIn(folder, tmp, command, args),
    remove: () => fs.rmSync(above, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Packages may come from npm's cache: what is tried is our set-up, not the line to the registry. */
export function runIn(cwd: string, tmp: string, command: string, args: readonly string[]): Ran {
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: tmp, npm_config_prefer_offline: 'true' }
  // What the test run itself was given must not help, nor hinder, a newcomer's first start.
  for (const name of Object.keys(env)) {
    if (
      /^(DATABASE_URL|MKONO_|VITEST|NODE_ENV$|NODE_OPTIONS$|TEMPORAL_ADDRESS|AFRICASTALKING_|TWILIO_|INTERSOLVE_)/.test(
        name,
      )
    )
      delete env[name]
  }
  if (process.env['MKONO_CACHE'] !== undefined) env['MKONO_CACHE'] = process.env['MKONO_CACHE']
  const child = spawn(command, args, { cwd, env })
  child.stdin.end()
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      for (const listener of listeners) listener()
    })
  }
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve(code ?? 128))
  })
  const until = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (text.includes(wanted)) resolve()
      }
      listeners.add(look)
      look()
      ended.then(() => reject(new Error(`It ended without saying “${wanted}”:\n${text}`)), reject)
    })
  return { child, said: () => text, until, ended }
}
