/**
 * What the log may hold: which route, how it ended, how long it took, whose token. Never a path with its ids, a query
 * string, a header, a body or an error's message: any of them can carry a name, a number or a token (promise 6).
 */
import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Logger

export interface RequestLine {
  /** the route as declared, e.g. `/payouts/{id}` */
  route: string
  method: string
  status: number
  ms: number
  requestId: string
  person?: string
  role?: string
}

/** JSON lines on `to` (default: standard error, so that standard output stays for the ready line). */
export const openLog = (level: string, to?: DestinationStream): Log =>
  pino({ level, base: { room: 'api' }, timestamp: pino.stdTimeFunctions.isoTime }, to ?? pino.destination(2))

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w .:-]{1,80}$/.test(value) ? value : undefined

/** What can be told of an error without its message: PostgreSQL repeats values in messages and details. */
export function faceOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const fields = error as Error & Record<string, unknown>
  return {
    error: error.name,
    code: text(fields['code']),
    constraint: text(fields['constraint']),
    table: text(fields['table']),
    // Frames only. The first lines of a stack are the message.
    frames: (error.stack ?? '')
      .split('\n')
      .filter(line => /^\s+at /.test(line))
      .slice(0, 8)
      .map(line => line.trim()),
    ...(error.name === 'AnswerDiffers' ? { differs: error.message } : {}),
    ...(error.cause instanceof Error ? { cause: faceOf(error.cause) } : {}),
  }
}
