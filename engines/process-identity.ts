import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { isAlive } from './fetch/cache.mjs'

/**
 * A pid alone may have been given to another program since it was written down; together with the moment the process
 * began it is unmistakable until the next boot.
 */
export interface ProcessIdentity {
  readonly pid: number
  /** Opaque; equal for the same process only. Empty where the system does not tell. */
  readonly began: string
}

/** The identity of a living process, or undefined if there is none of that id (a zombie counts as gone). */
export function identify(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') return identifyOnLinux(pid)
  if (!isAlive(pid)) return undefined
  if (process.platform === 'win32') return { pid, began: '' }
  const began = ps('lstart', pid)
  return began === undefined ? undefined : { pid, began }
}

function identifyOnLinux(pid: number): ProcessIdentity | undefined {
  const stat = readProc(pid, 'stat')
  if (stat === undefined) return undefined
  // proc(5): the name in brackets may hold anything; after it come state (field 3) and, as field 22, the start time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return { pid, began: fields[19] ?? '' }
}

/** True while the very process that was written down lives. */
export function stillRuns(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid)
  return now !== undefined && now.began === identity.began
}

/** The command line of a process, or an empty string where the system does not tell. */
export function commandLine(pid: number): string {
  if (process.platform === 'linux') return (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ')
  if (process.platform === 'win32') return ''
  return ps('command', pid) ?? ''
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // The process ended between two looks: that it is gone is the answer.
    return undefined
  }
}

function ps(column: string, pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    // ps ends with 1 when there is no such process.
    return undefined
  }
}
