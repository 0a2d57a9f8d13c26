import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DataFolder } from '../engines/data-folder.js'
import { type Child, ChildFailed, endOrphan, startChild, type StopPlan, untilReady } from '../engines/process.js'
import { Refused } from './failure.js'
import type { Running } from './keep-alive.js'

/** What each of our programs says when it is ready: one JSON line. */
const READY = '"ready":true'
const READY_DEADLINE_MS = 60_000
/** A worker waits for calls to providers that have left; longer than the longest of them. */
const WORKER_STOP: StopPlan = [{ signal: 'SIGTERM', waitMs: 60_000 }]
const API_STOP: StopPlan = [{ signal: 'SIGTERM', waitMs: 15_000 }]

export function startWorker(folder: DataFolder, name: string, env: NodeJS.ProcessEnv): Promise<Running> {
  // Its many threads would each keep memory of their own: with two pools of glibc it needs an eighth less (bench).
  const frugal = { MALLOC_ARENA_MAX: '2', ...env }
  return program(folder, name, 'worker/main.js', [], frugal, WORKER_STOP, child => child.hasSaid(READY))
}

export function startApi(folder: DataFolder, env: NodeJS.ProcessEnv, url: string): Promise<Running> {
  const healthy = (child: Child): Promise<boolean> | boolean => child.hasSaid(READY) && answersAt(`${url}/health`)
  return program(folder, 'api', 'api/main.js', [], env, API_STOP, healthy)
}

/** The providers' simulators, with their book in the data folder. */
export async function startSandboxProcess(folder: DataFolder): Promise<Running & { url: string }> {
  const port = await folder.port('sandbox')
  const url = `http://127.0.0.1:${port}`
  const args = ['--port', String(port), '--data', path.join(folder.path, 'sandbox.db')]
  const child = await program(folder, 'sandbox', 'sandbox/main.js', args, process.env, API_STOP, () =>
    answersAt(`${url}/sandbox/health`),
  )
  return { url, exited: child.exited, stop: () => child.stop() }
}

async function program(
  folder: DataFolder,
  name: string,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stop: StopPlan,
  isReady: (child: Child) => boolean | Promise<boolean>,
): Promise<Child> {
  const main = compiled(file)
  await endOrphan(folder.path, name, stop)
  const child = startChild({
    name,
    command: process.execPath,
    // The last argument is read by nobody but `endOrphan`, which knows our processes by the folder they name.
    args: ['--enable-source-maps', main, ...args, ...(args.length > 0 ? [] : [`--of=${folder.path}`])],
    env,
    cwd: folder.path,
    logFile: folder.logFile(name),
    dataFolder: folder.path,
    stop,
  })
  try {
    await untilReady(child, READY_DEADLINE_MS, async () => isReady(child))
  } catch (error) {
    await child.stop()
    throw error instanceof ChildFailed ? error : new Refused(`${name} did not start: see ${folder.logFile(name)}.`)
  }
  return child
}

/** This file runs compiled, from dist/cli; the other programs lie beside it. */
function compiled(file: string): string {
  const found = fileURLToPath(new URL(`../${file}`, import.meta.url))
  if (!fs.existsSync(found))
    throw new Refused(`This installation is incomplete (${file} is missing): build or install it again.`)
  return found
}

async function answersAt(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    // Not listening yet.
    return false
  }
}
