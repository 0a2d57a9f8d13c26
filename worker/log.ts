/** The worker’s log: JSON lines on standard error. Ids, counts and kinds of errors; never payloads, names or numbers. */
import { DefaultLogger, Runtime, type LogEntry } from '@temporalio/worker'
import { pino, type Logger } from 'pino'
import { kindOf } from '../activities/log.js'

export const openLog = (level: string): Logger =>
  pino({ level, base: { process: 'worker' } }, pino.destination({ fd: 2, sync: true }))

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** Once a process, before the first worker. Signals are ours to handle: first what is under way, then the workers. */
export function installRuntime(log: Logger): void {
  const forward = ({ level, message, meta }: LogEntry): void => log[levels[level]](safe(meta), message)
  Runtime.install({
    logger: new DefaultLogger(log.level === 'debug' ? 'DEBUG' : 'WARN', forward),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  })
}

const named = ['workflowId', 'runId', 'workflowType', 'activityType', 'activityId', 'attempt', 'taskQueue']

/** Of what the engine’s client adds, only ids; of errors, only their kind (their words may be somebody’s). */
function safe(meta: Record<string | symbol, unknown> | undefined): object {
  if (!meta) return {}
  const ids = Object.fromEntries(named.flatMap(name => (meta[name] === undefined ? [] : [[name, meta[name]]])))
  return { ...ids, ...(meta['error'] === undefined ? {} : kindOf(meta['error'])) }
}
