/**
 * What each process of the system used: processor time and memory, read from /proc (Linux only; elsewhere there are no
 * such figures). PostgreSQL is a tree: its backends come and go, and the time of one that ended is its parent's.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readIdentity } from '../engines/data-folder.js'
import { rounded } from './figures.js'

export interface Used {
  /** user and system time of the process and all it started */
  readonly cpuSeconds: number
  readonly peakRssMb: number
}

export interface ProcessWatch {
  /** ends the watch; by process name */
  end(): Record<string, Used>
}

/** The only one that works in processes of its own making. (This process has children too: all the others.) */
const tree = 'postgres'

/** Linux counts in ticks of 10 ms on every machine that Node runs on (sysconf(_SC_CLK_TCK) = 100). */
const ticksPerSecond = 100
const sampleMs = 1_000
const kbPerMb = 1_024

/** The processes that a running system wrote down in its data folder, by name: postgres, temporal, worker-1, api … */
export function processesOf(dataFolder: string): Record<string, number> {
  const run = path.join(dataFolder, 'run')
  const found: Record<string, number> = {}
  for (const file of readdirSync(run).filter(each => each.endsWith('.pid'))) {
    const identity = readIdentity(path.join(run, file))
    if (identity) found[file.slice(0, -'.pid'.length)] = identity.pid
  }
  return found
}

/** Counts from now on. What this very process uses is told as `bench`. */
export function watchProcesses(pids: Readonly<Record<string, number>>): ProcessWatch | null {
  if (process.platform !== 'linux') return null
  const all: Record<string, number> = { ...pids, bench: process.pid }
  const names = Object.keys(all)
  const pidOf = (name: string): number => all[name] ?? -1
  const ticks = (name: string): number => (name === tree ? ticksOfTree(pidOf(name)) : ticksOf(pidOf(name)))
  const memory = (name: string): number =>
    name === tree ? memoryOfTree(pidOf(name)) : (statusOf(pidOf(name))['VmHWM'] ?? 0)
  const before = new Map(names.map(name => [name, ticks(name)]))
  const peaks = new Map<string, number>()
  for (const name of names) forgetPeak(pidOf(name))
  const sample = (): void => {
    for (const name of names) peaks.set(name, Math.max(peaks.get(name) ?? 0, memory(name)))
  }
  sample()
  const timer = setInterval(sample, sampleMs)
  return {
    end: () => {
      clearInterval(timer)
      sample()
      return Object.fromEntries(
        names.map(name => {
          const used = Math.max(0, ticks(name) - (before.get(name) ?? 0))
          return [name, { cpuSeconds: used / ticksPerSecond, peakRssMb: rounded((peaks.get(name) ?? 0) / kbPerMb, 4) }]
        }),
      )
    },
  }
}

/** utime and stime (fields 14 and 15 of proc(5)); for a parent also those of children that ended (16 and 17). */
const ticksOf = (pid: number, withEnded = false): number =>
  statOf(pid)
    .slice(11, withEnded ? 15 : 13)
    .reduce((sum, ticks) => sum + Number(ticks), 0)

const ticksOfTree = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, each) => sum + ticksOf(each, true), 0)

/** Memory of each that is its own, and once what they share; in kB. */
function memoryOfTree(pid: number): number {
  const all = [pid, ...childrenOf(pid)].map(statusOf)
  const sum = (field: string): number => all.reduce((total, each) => total + (each[field] ?? 0), 0)
  const largest = (field: string): number => Math.max(...all.map(each => each[field] ?? 0))
  return sum('RssAnon') + largest('RssShmem') + largest('RssFile')
}

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`)
  return text.split(' ').flatMap(each => (each.trim() === '' ? [] : [Number(each)]))
}

/** The fields after the name, which may hold anything and ends with the last bracket; the first is field 3. */
function statOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function statusOf(pid: number): Record<string, number> {
  const lines = read(`/proc/${pid}/status`).matchAll(/^(VmHWM|RssAnon|RssFile|RssShmem):\s+(\d+) kB$/gm)
  return Object.fromEntries([...lines].map(([, name, kb]) => [name, Number(kb)]))
}

/** Memory that was needed only to start is not what we ask about. */
function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Not ours to reset: the peak since its start is told then.
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It ended between two looks.
    return ''
  }
}
