import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { readIdentity } from './data-folder.js'
import { commandLine, identify, type ProcessIdentity, stillRuns } from './process-identity.js'

/** What to try, in this order, to end a process; the last resort after all of them is SIGKILL. */
export type StopPlan = readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[]

export interface ChildPlan {
  /** Short and fixed: names the log and the pid file. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
  /** Output goes here, appended; error messages quote its end. */
  readonly logFile: string
  /** The folder that the command line names, so that an orphan is known by it; its `run/` keeps the pid file. */
  readonly dataFolder: string
  readonly stop?: StopPlan
}

export interface ExitReport {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Child {
  readonly name: string
  readonly pid: number
  /** Resolves when the process has ended, however it ended. */
  readonly exited: Promise<ExitReport>
  hasExited(): boolean
  /** The last lines it wrote since this start. */
  tail(): string
  /** True once a line with this text was written since this start (looks at the first megabyte). */
  hasSaid(text: string): boolean
  /** Ends it by its stop plan; at once if it has ended already. */
  stop(): Promise<void>
}

const DEFAULT_STOP: StopPlan = [{ signal: 'SIGTERM', waitMs: 10_000 }]

/**
 * Starts a process of its own session: Ctrl-C reaches only us, and we stop our children in order. Should this process
 * be killed, a watchdog ends the child; should the watchdog be killed too, `endOrphan` finds it at the next start.
 */
export function startChild(plan: ChildPlan): Child {
  fs.mkdirSync(path.dirname(plan.logFile), { recursive: true })
  const log = fs.openSync(plan.logFile, 'a', 0o600)
  const from = fs.fstatSync(log).size
  const child = spawn(plan.command, [...plan.args], {
    env: plan.env ?? process.env,
    cwd: plan.cwd,
    uid: plan.uid,
    gid: plan.gid,
    detached: true,
    stdio: ['ignore', log, log],
  })
  fs.closeSync(log)
  const exit = new Promise<ExitReport>(resolve => {
    child.once('error', error => {
      fs.appendFileSync(plan.logFile, `${plan.name} could not be started: ${error.message}\n`)
      resolve({ code: -1, signal: null })
    })
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const pid = child.pid ?? -1
  const pidFile = pidFileOf(plan.dataFolder, plan.name)
  if (pid > 0) writePidFile(pidFile, pid)
  const release = pid > 0 ? watch(pid, plan.stop ?? DEFAULT_STOP) : () => undefined
  let ended = false
  const exited = exit.then(report => {
    ended = true
    release()
    fs.rmSync(pidFile, { force: true })
    return report
  })
  return {
    name: plan.name,
    pid,
    exited,
    hasExited: () => ended,
    tail: () => tailOf(plan.logFile, from),
    hasSaid: said => readLog(plan.logFile, from, 1 << 20).includes(said),
    stop: () => (ended ? Promise.resolve() : endByPlan(child, exited, plan.stop ?? DEFAULT_STOP)),
  }
}

async function endByPlan(child: ChildProcess, exited: Promise<ExitReport>, plan: StopPlan): Promise<void> {
  for (const { signal, waitMs } of plan) {
    child.kill(signal)
    if (await within(exited, waitMs)) return
  }
  child.kill('SIGKILL')
  await exited
}

/** True if the promise settles in time. */
async function within(promise: Promise<unknown>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), waitMs)
  })
  const intime = await Promise.race([promise.then(() => true as const), late])
  clearTimeout(timer)
  return intime
}

/**
 * A shell that reads from a pipe whose other end we hold. We say `done` when the child has ended; the pipe simply
 * closing means that we died, and then the child is ended too. Not on Windows, which has no such shell.
 */
function watch(pid: number, plan: StopPlan): () => void {
  if (process.platform === 'win32') return () => undefined
  const signal = (plan[0]?.signal ?? 'SIGTERM').replace('SIG', '')
  const script =
    'read -r word; [ "$word" = done ] && exit 0; kill -s "$2" "$1" 2>/dev/null; n=0; ' +
    'while kill -0 "$1" 2>/dev/null && [ $n -lt 200 ]; do n=$((n+1)); sleep 0.1; done; kill -s KILL "$1" 2>/dev/null'
  const guard = spawn('/bin/sh', ['-c', script, 'mkono-watchdog', String(pid), signal], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell there is no watchdog; the pid file still leads the next start to an orphan.
  guard.on('error', () => undefined)
  guard.stdin.on('error', () => undefined)
  guard.unref()
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref()
  return () => guard.stdin.end('done\n')
}

const pidFileOf = (dataFolder: string, name: string): string => path.join(dataFolder, 'run', `${name}.pid`)

function writePidFile(file: string, pid: number): void {
  const identity: ProcessIdentity = identify(pid) ?? { pid, began: '' }
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, JSON.stringify(identity), { mode: 0o600 })
}

/**
 * Ends what a killed run left behind under this name: only the very process that was written down, and only if its
 * command line names our data folder.
 */
export async function endOrphan(dataFolder: string, name: string, plan: StopPlan = DEFAULT_STOP): Promise<void> {
  const file = pidFileOf(dataFolder, name)
  const orphan = readIdentity(file)
  if (orphan !== undefined && stillRuns(orphan) && commandLine(orphan.pid).includes(dataFolder)) {
    await endStranger(orphan, plan)
  }
  fs.rmSync(file, { force: true })
}

/** Ends a process that is not our child; a stranger's end can only be seen by looking. */
export async function endStranger(stranger: ProcessIdentity, plan: StopPlan): Promise<void> {
  for (const { signal, waitMs } of [...plan, { signal: 'SIGKILL' as const, waitMs: 10_000 }]) {
    try {
      process.kill(stranger.pid, signal)
    } catch {
      // It ended meanwhile.
      return
    }
    const until = Date.now() + waitMs
    while (Date.now() < until) {
      if (!stillRuns(stranger)) return
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}

const TAIL_BYTES = 2_000

function tailOf(file: string, from: number): string {
  return readLog(file, Math.max(from, fs.statSync(file).size - TAIL_BYTES), TAIL_BYTES).trim()
}

function readLog(file: string, start: number, mostBytes: number): string {
  const handle = fs.openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(Math.max(0, Math.min(fs.fstatSync(handle).size - start, mostBytes)))
    return buffer.toString('utf8', 0, fs.readSync(handle, buffer, 0, buffer.length, start))
  } finally {
    fs.closeSync(handle)
  }
}

/** Asks again and again until the answer is yes; throws if the child ends first or time runs out. */
export async function untilReady(child: Child, deadlineMs: number, ask: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + deadlineMs
  while (!(await ask())) {
    if (child.hasExited()) throw new ChildFailed(child, 'ended while starting')
    if (Date.now() > until) throw new ChildFailed(child, `was not ready after ${Math.round(deadlineMs / 1000)} s`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** A child that could not be brought up. `output` is the end of its log, for diagnosis. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed'
  readonly output: string
  constructor(child: Child, what: string) {
    super(`${child.name} ${what}: ${lastLine(child.tail())}`)
    this.output = child.tail()
  }
}

const lastLine = (text: string): string => text.split('\n').at(-1)?.trim() || 'it said nothing'
