/** `@temporalio/activity` for activities/: as much of it as they use. */
import { ApplicationFailure } from '@temporalio/common'
import { clock } from '../clock.js'
import type { Execution } from '../engine.js'
import { where } from '../where.js'

export { ApplicationFailure }

function execution(): Execution {
  const { execution } = where()
  if (!execution) throw new Error('This is no activity.')
  return execution
}

export const activityInfo = (): { heartbeatTimeoutMs: number | undefined } => ({
  heartbeatTimeoutMs: execution().heartbeatMs,
})

export const cancellationSignal = (): AbortSignal => execution().cancel.signal

/** A beat of one that was given up comes back as its cancellation. */
export function heartbeat(_details?: unknown): void {
  const one = execution()
  if (one.over) clock.set(() => one.cancel.abort(), 50)
  else one.beatAt = clock.now
}

/** The older way to the same. */
export const Context = {
  current: () => ({ heartbeat, cancellationSignal: cancellationSignal(), info: activityInfo() }),
}
