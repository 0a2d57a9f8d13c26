/** What activities log through: pino in the worker. Fields are ids and counts, never people, numbers or bodies. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The kind of an error: its message may repeat what somebody typed, so it stays out of logs. */
export const kindOf = (error: unknown): { error: string; code?: string } => ({
  error: error instanceof Error ? error.name : typeof error,
  ...(error instanceof Error && 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
})
