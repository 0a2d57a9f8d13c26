/**
 * How patiently lives wait for a worker that may be dead, and how long their histories grow. A worker that is told
 * otherwise (worker/config.ts) writes it in front of the bundle; nothing here is a command, so replay does not care.
 */
import type { ActivityOptions, Duration } from '@temporalio/common'
import { msToNumber } from '@temporalio/common/lib/time.js'

export interface Pace {
  /** what a worker held that is silent for so long passes to another; milliseconds */
  takeOverMs?: number
  /** events in a history after which a life begins its next run */
  historyLimit?: number
}

/** The name under which a worker puts it before the bundle. */
export const paceName = '__mkonoPace'

export const pace: Pace = (globalThis as { [paceName]?: Pace })[paceName] ?? {}

/** Activities that beat are given up after one such time without a beat, the others after four. */
export function paced(options: ActivityOptions): ActivityOptions {
  const { takeOverMs } = pace
  if (takeOverMs === undefined) return options
  const { retry, heartbeatTimeout, startToCloseTimeout } = options
  const silentMs = 4 * takeOverMs
  return {
    ...options,
    ...(heartbeatTimeout === undefined
      ? { startToCloseTimeout: least(startToCloseTimeout, silentMs) }
      : { heartbeatTimeout: least(heartbeatTimeout, takeOverMs) }),
    ...(retry && { retry: { ...retry, maximumInterval: least(retry.maximumInterval, 2 * takeOverMs) } }),
  }
}

const least = (usual: Duration | undefined, ms: number): number =>
  usual === undefined ? ms : Math.min(msToNumber(usual), ms)
