/**
 * Does rounds of work on rows that arrive (callbacks, letters): woken by NOTIFY, and every few seconds by itself, because a
 * notification may be missed and what waits becomes due without one.
 */
import { kindOf, type Log } from '../activities/log.js'

export interface Pump {
  /** something may be waiting */
  nudge(): void
  /** finishes what is under way and stops */
  stop(): Promise<void>
}

export function startPump(options: {
  round: () => Promise<{ more: boolean }>
  /** what the log says when a round fails: the rows are safe where they are */
  failing: string
  log: Log
  sweepMs?: number
  /** how long rows gather after the first: a round costs about the same for one as for a hundred */
  gatherMs?: number
}): Pump {
  const sweepMs = options.sweepMs ?? 2_000
  const gatherMs = options.gatherMs ?? 150
  let stopped = false
  let waiting = true
  /** the last round took as many as it takes: the next begins at once */
  let full = true
  let wake: () => void = () => undefined

  const round = async (): Promise<void> => {
    try {
      const { more } = await options.round()
      full = more
      if (more) waiting = true
    } catch (error) {
      // PostgreSQL is away or a row is locked for long.
      options.log.warn(kindOf(error), options.failing)
    }
  }
  const rest = (): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, sweepMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    while (!stopped) {
      if (!waiting) await rest()
      if (waiting && !full && !stopped) await new Promise(resolve => setTimeout(resolve, gatherMs))
      waiting = false
      if (!stopped) await round()
    }
  }
  const running = run()
  return {
    nudge: () => {
      waiting = true
      wake()
    },
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }
}
