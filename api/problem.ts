/**
 * Every error this API gives is problem details (RFC 9457, application/problem+json). What went wrong is told in a
 * sentence that says what to do; no value that a client sent is ever repeated in it, for it may be a person's.
 */
import type { About } from '../db/reach.js'
import type { ZodError } from 'zod'
import type { Done } from '../domain/done.js'
import { problemSays, type ProblemSays } from '../domain/problemSays.js'
import { fieldSays } from './fieldSays.js'

const kinds = {
  malformed: { status: 400, title: 'The request can not be read' },
  key_missing: { status: 400, title: 'An Idempotency-Key is needed' },
  not_signed_in: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'Your role may not do this' },
  four_eyes: { status: 403, title: 'Somebody else has to do this' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'This can not be done here' },
  state: { status: 409, title: 'This can not be done now' },
  conflict: { status: 409, title: 'This conflicts with what is there' },
  changed_since: { status: 409, title: 'It was changed since you looked at it' },
  insufficient_funds: { status: 409, title: 'There is too little money' },
  other_account: { status: 409, title: 'Somebody else is signed in' },
  key_reused: { status: 409, title: 'The Idempotency-Key was used for something else' },
  key_in_progress: { status: 409, title: 'The first request with this key is still being worked on' },
  too_large: { status: 413, title: 'The request is too large' },
  media_type: { status: 415, title: 'The content type is not supported' },
  invalid: { status: 422, title: 'Some of what was sent is not valid' },
  too_many: { status: 429, title: 'Too many requests' },
  broken: { status: 500, title: 'Something is broken on our side' },
  fsp: { status: 502, title: 'The financial service provider could not be asked' },
  unavailable: { status: 503, title: 'A part of the system does not answer' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemKind = keyof typeof kinds
export const problemKinds = Object.keys(kinds) as readonly ProblemKind[]
export const statusOf = (kind: ProblemKind): (typeof kinds)[ProblemKind]['status'] => kinds[kind].status
export const titleOf = (kind: ProblemKind): string => kinds[kind].title
const typeOf = (kind: ProblemKind): string => `urn:mkono:problem:${kind.replaceAll('_', '-')}`

/** One field that is wrong: where (`body.baseMinor`), in words, and as a code with values, where there is one. */
export interface FieldProblem {
  readonly where: string
  readonly says: string
  readonly code?: ProblemSays['code']
  readonly values?: ProblemSays['values']
}

export interface ProblemDetails {
  type: string
  title: string
  status: number
  detail: string
  /** of `detail`, to be told in any language; the kind of problem where its sentence has none */
  code: ProblemSays['code'] | ProblemKind
  values: ProblemSays['values']
  instance?: string
  errors?: readonly FieldProblem[]
}

/** Thrown inside a route to end it with a problem; the only exception a route throws on purpose. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly more: {
      errors?: readonly FieldProblem[]
      headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(detail)
  }
}

/** Shape of the body; `requestId` lets a person name the request to support without telling what was in it. */
export function detailsOf(problem: HttpProblem, requestId?: string): ProblemDetails {
  const said = problemSays(problem.detail)
  return {
    type: typeOf(problem.kind),
    title: titleOf(problem.kind),
    status: statusOf(problem.kind),
    detail: problem.detail,
    code: said?.code ?? problem.kind,
    values: said?.values ?? {},
    ...(requestId === undefined ? {} : { instance: `urn:uuid:${requestId}` }),
    ...(problem.more.errors === undefined ? {} : { errors: problem.more.errors.map(withCode) }),
  }
}

const withCode = (field: FieldProblem): FieldProblem =>
  field.code === undefined ? { ...field, ...problemSays(field.says) } : field

/** The answer itself: body text, status and headers. */
export const problemAnswer = (problem: HttpProblem, requestId?: string) => ({
  text: JSON.stringify(detailsOf(problem, requestId)),
  status: statusOf(problem.kind),
  headers: {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    ...problem.more.headers,
  },
})

/** Turns the value of an act into its result, or ends the route with the problem the act names. */
export function settled<T extends object>(done: Done<T>): { readonly ok: true } & T {
  if (done.ok) return done
  throw new HttpProblem(done.problem, done.why)
}

/** For what a query did not find. */
export function found<T>(thing: T | null | undefined, what: string): T {
  if (thing !== null && thing !== undefined) return thing
  throw new HttpProblem('not_found', `There is no such ${what}. Check its id.`)
}

const wordFor: Readonly<Record<About, string>> = {
  programme: 'programme',
  beneficiary: 'beneficiary',
  destination: 'correction',
  possible_duplicate: 'pair',
  beneficiary_import: 'import',
  programme_field: 'field',
  distribution: 'distribution',
  payout: 'payout',
  work_case: 'case',
  proposal: 'proposal',
  people_export: 'export',
  issued_list: 'issued list',
  field_link: 'field link',
  incoming_message: 'message',
  broadcast: 'broadcast',
  invitation: 'invitation',
}
/** For what is there, but not for whoever asks: the same words as for what never was. */
export const absent = (about: About): HttpProblem =>
  new HttpProblem('not_found', `There is no such ${wordFor[about]}. Check its id.`)

/** zod's messages name what was expected, never what was sent. At most 50, so that no answer outgrows its question. */
export function invalid(place: 'body' | 'query' | 'path' | 'header', error: ZodError): HttpProblem {
  const errors = error.issues.slice(0, 50).map(issue => ({
    where: [place, ...issue.path.map(String)].join('.').slice(0, 200),
    ...fieldSays(issue),
    says: issue.message.slice(0, 300),
  }))
  return new HttpProblem('invalid', 'Correct the fields named in “errors” and send the request again.', { errors })
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const textOf = (value: unknown, field: string): string => {
  const found = isRecord(value) ? value[field] : undefined
  return typeof found === 'string' ? found : ''
}

/** Node's and PostgreSQL's words for “not reachable just now”. */
const away = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|08...|57P0[1-4]|53...|3D000|28...)$/

/**
 * The last net under all routes: what the database refuses because of what a client sent is the client's to mend;
 * an unreachable part is 503; anything else is ours (500).
 */
export function refusedBy(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  const code = textOf(error, 'code')
  const constraint = textOf(error, 'constraint')
  if (constraint.endsWith('_four_eyes')) {
    return new HttpProblem('four_eyes', 'Who made this can not decide it. Ask a colleague with the other role.')
  }
  if (/^23(503|505|P01)$/.test(code)) {
    return new HttpProblem(
      'conflict',
      'Something like this exists already, or what it names does not. Look and try again.',
    )
  }
  if (/^(22|23)/.test(code)) {
    return new HttpProblem('invalid', 'A value is outside of what can be stored. Check lengths, numbers and dates.')
  }
  if (
    away.test(code) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(textOf(error, 'message'))
  ) {
    return new HttpProblem(
      'unavailable',
      'The database does not answer. Try again in a few seconds with the same key.',
      {
        headers: { 'retry-after': '5' },
      },
    )
  }
  return new HttpProblem('broken', 'This is our mistake. Tell support the “instance” of this answer.')
}
