/** What the API says when it does not do something (RFC 9457), as an error that tells people what to do. */

/** A sentence of the API as a code with values (domain/problemSays.ts). */
export interface ProblemSays {
  readonly code: string
  readonly values: Readonly<Record<string, ProblemValue>>
}
export type ProblemValue = string | ProblemSays | readonly ProblemSays[]

export interface FieldProblem extends Partial<ProblemSays> {
  readonly where: string
  readonly says: string
}

export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(
    /** 0: nothing was answered at all */
    readonly status: number,
    /** `four-eyes` of `urn:mkono:problem:four-eyes`; `offline` where nothing was answered */
    readonly kind: string,
    /** a sentence that says what to do */
    readonly detail: string,
    readonly errors: readonly FieldProblem[] = [],
    /** names the request for support */
    readonly instance: string | null = null,
    /** `detail` as a code with values */
    readonly said: ProblemSays | null = null,
  ) {
    super(detail)
  }

  /** Nobody knows whether it was done: the same key asks again. */
  get isOpen(): boolean {
    return this.status === 0 || this.status >= 500 || this.kind === 'key-in-progress'
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const saysOf = ({ code, values }: Record<string, unknown>): ProblemSays | null =>
  typeof code === 'string' && isRecord(values) ? { code, values: values as ProblemSays['values'] } : null

export function problemOf(status: number, said: unknown): Problem {
  if (!isRecord(said) || typeof said['detail'] !== 'string') return new Problem(status, 'unreadable', '')
  const kind = String(said['type'] ?? '').replace(/^urn:mkono:problem:/, '')
  const errors = Array.isArray(said['errors']) ? (said['errors'] as FieldProblem[]) : []
  const instance = typeof said['instance'] === 'string' ? said['instance'].replace(/^urn:uuid:/, '') : null
  return new Problem(status, kind, said['detail'], errors, instance, saysOf(said))
}
