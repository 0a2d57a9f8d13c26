/**
 * How a route is written down. `route()` demands a permission and a kind; `mount.ts` does the rest (token, limits,
 * idempotency, reading, answering), so that a file in `routes/` says only what happens.
 */
import { z } from '@hono/zod-openapi'
import type { BeneficiaryFilter } from '../db/beneficiaryFilter.js'
import type { House } from '../db/database.js'
import type { About } from '../db/reach.js'
import type { By } from '../domain/people.js'
import type { Permission } from '../domain/permissions.js'
import type { Reach, Whereabouts } from '../domain/reach.js'
import type { Surroundings } from './surroundings.js'
import { basisOut, onBasis, type Replaced } from './basis.js'
import type { Rule } from './permissions.js'
import { maskOf, type Hidden } from './personal.js'
import { invalid } from './problem.js'
import type { TableFormat } from '../sheets/stream.js'
import { plain, type Wire } from './wire.js'

export type Noun =
  | 'programmes'
  | 'FSP accounts'
  | 'imports'
  | 'duplicates'
  | 'beneficiaries'
  | 'account checks'
  | 'corrections'
  | 'distributions'
  | 'payouts'
  | 'cases'
  | 'ledger'
  | 'statements'
  | 'messages'
  | 'invitations'
  | 'vouchers'
  | 'carriers'
  | 'callbacks'
  | 'codec'
  | 'system'
  | 'staff'

/**
 * - `reads`: changes nothing
 * - `stores`: changes rows; act and idempotency key are one transaction
 * - `acts`: a life does it (Temporal update); the update’s id is derived from the idempotency key
 * Both that change something need an `Idempotency-Key`.
 */
export type Kind = 'reads' | 'stores' | 'acts'

/** One request as a handler sees it: everything parsed, nobody anonymous. */
export interface Ask<Params, Query, Body> extends Surroundings {
  /** for `stores` routes: inside the transaction; for `reads` routes: with the eyes of whoever asks (db/reach.ts) */
  house: House
  by: By
  /** whom they mean, as far as they reach: who lies beyond is not among them */
  chosen(who: BeneficiaryFilter): Promise<BeneficiaryFilter>
  /** what of a person they may not see in the answer */
  hidden: Hidden
  /** how far their roles reach for this */
  reachFor(permission: Permission): Reach
  /** does one of their roles give them this for that person? */
  may(permission: Permission, person: Whereabouts): boolean
  params: Params
  query: Query
  body: Body
  /** id for a workflow update: the same for the same person, key and route */
  updateId: string
  /** what the writer saw of what they replace (basis.ts) */
  basis?: string | undefined
  /** done after the transaction was committed; must be repeatable, for the caretaker does it where this was lost */
  afterwards(work: () => Promise<void>): void
}

/** What may be sent: JSON, a file that is held whole, or one that goes into the house as it arrives (uploads.ts). */
export type Reads = 'json' | 'file' | 'upload'
export interface UploadedFile {
  /** what the client calls it, for people only */
  name: string
  bytes: Uint8Array
}

export interface Declared<Params, Query, Body, Answer> {
  method: 'get' | 'post' | 'put' | 'patch'
  path: `/${string}`
  noun: Noun
  permission: Rule
  /** what `{id}` in the path is an id of; for whoever does not reach it, it is not there */
  about?: About | 'house'
  /** concerns everybody in a programme: nothing for a role that reaches only some of its people */
  whole?: boolean
  /** a dry run reads as the house does, and chooses with `chosen` */
  eyes?: 'house'
  kind: Kind
  does: string
  more?: string
  params?: z.ZodType<Params>
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** `file`, `upload`: a raw CSV or multipart/form-data with `file`; its handler gets `{file, …fields}` parsed by `body` */
  reads?: Reads
  maxBytes?: number
  status?: 200 | 201 | 202
  /** of a `stores` route: what it replaces as a whole, so that nobody overwrites unseen what another one wrote */
  replaces?: (asked: { params: Params; body: Body }) => Replaced
  /** it may be the undo of another act: then the record says so */
  undoes?: true
  answer: z.ZodType<Answer>
  handle(ask: Ask<Params, Query, Body>): Promise<Wire<Answer>>
}

/** The parts of a request before anybody believed them. */
export interface Unparsed {
  params: unknown
  query: unknown
  body: unknown
}
export type Circumstances = Omit<Ask<never, never, never>, 'params' | 'query' | 'body'>

/** A declared route, its types closed over: `parse` first (422), then `serve`. */
export interface Route {
  readonly method: Declared<unknown, unknown, unknown, unknown>['method']
  readonly path: string
  readonly noun: Noun
  readonly permission: Rule
  readonly about: About | 'house' | null
  readonly whole: boolean
  readonly eyes: 'own' | 'house'
  readonly kind: Kind
  readonly does: string
  readonly more?: string
  readonly reads: Reads | null
  readonly maxBytes: number
  readonly status: 200 | 201 | 202
  /** it replaces something: takes a basis, and tells the next */
  readonly replaces: boolean
  /** it may be the undo of another act */
  readonly undoes: boolean
  /** something in its answer identifies a person */
  readonly personal: boolean
  readonly schemas: { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType; answer: z.ZodType }
  /** a file instead of JSON: the media type of the answer */
  readonly file?: string
  /** its answer is a `TableFile` that is read while it is sent (tableFiles.ts) */
  readonly table?: TableFormat
  /** told anew whenever it changes (streams.ts), until it is over */
  readonly follows?: { over(answer: unknown): boolean }
  parse(unparsed: Unparsed): (around: Circumstances) => Promise<unknown>
}

/** 256 KiB of JSON is 5,000 corrections; larger things are files. */
const defaultMaxBytes = 256 * 1024

/**
 * Declares a route whose answer is JSON.
 * @example
 * route({ method: 'get', path: '/programmes/{id}', noun: 'programmes', permission: 'programmes.read', kind: 'reads',
 *   does: 'One programme', params: pathId<'programme'>(), answer: programme,
 *   handle: async ({ house, params }) => found(await getProgramme(house, params.id)) })
 */
export function route<Params = object, Query = object, Body = object, Answer = object>(
  declared: Declared<Params, Query, Body, Answer>,
): Route {
  const { handle, replaces } = declared
  const answer = answerOf(declared)
  const mask = maskOf(answer)
  return {
    ...descriptionOf(declared),
    personal: mask !== null,
    parse: unparsed => {
      const parsed = parse(declared, unparsed)
      return async around => {
        const act = (): Promise<object> => handle({ ...around, ...parsed }) as Promise<object>
        const said = plain(await (replaces ? onBasis(around.house, replaces(parsed), around.basis, act) : act()))
        // The answer's schema is what may leave: a column that nobody declared stays in the house (promise 6).
        const checked = answer.safeParse(said)
        if (checked.success) return mask ? mask(checked.data, around.hidden) : checked.data
        const where = checked.error.issues.map(issue => issue.path.map(String).join('.')).slice(0, 5)
        throw new AnswerDiffers(`${declared.method} ${declared.path}: ${where.join(', ')}`)
      }
    },
  }
}

/**
 * Declares a route whose answer goes on as server-sent events: the same that a `reads` route would answer, told anew
 * whenever it changes, until it is over. Whoever does not accept `text/event-stream` gets one event and the end.
 */
export function follow<Params = object, Answer = object>(
  declared: Omit<Declared<Params, object, object, Answer>, 'kind' | 'method' | 'query' | 'body'> & {
    over(answer: Answer): boolean
  },
): Route {
  const { over, ...rest } = declared
  const read = route<Params, object, object, Answer>({ ...rest, method: 'get', kind: 'reads' })
  // What is read once for many must not depend on what each of them may see of a person.
  if (read.personal) throw new Error(`${declared.path} can not be followed: something in it identifies a person.`)
  return { ...read, follows: { over: answer => over(answer as Answer) } }
}

/** Declares a route that answers with a file, e.g. refused rows as CSV; the last part of its path names the file. */
export function download<Params = object, Query = object>(
  declared: Omit<Declared<Params, Query, object, string>, 'answer' | 'body' | 'kind' | 'method'> & { file: string },
): Route {
  const whole = { ...declared, answer: z.string(), kind: 'reads', method: 'get' } as const
  return { ...route<Params, Query, object, string>(whole), file: declared.file }
}

/**
 * The same for what is no text: a PDF, a workbook. `post` where making it is written down: the file is made anew each time and
 * kept under no key, for it may hold what opens doors.
 */
export function downloadBytes<Params = object, Query = object>(
  declared: Omit<Declared<Params, Query, object, string>, 'answer' | 'body' | 'kind' | 'method' | 'handle'> & {
    file: string
    method?: 'get' | 'post'
    handle(ask: Ask<Params, Query, object>): Promise<Uint8Array>
  },
): Route {
  const { handle, file, ...rest } = declared
  const whole = { method: 'get', ...rest, answer: z.string().openapi({ format: 'binary' }), kind: 'reads' } as const
  return {
    ...descriptionOf<Params, Query, object, string>(whole),
    personal: false,
    file,
    parse: unparsed => {
      const parsed = parse<Params, Query, object, string>(whole, unparsed)
      return around => handle({ ...around, ...parsed })
    },
  }
}

/** What replaces something tells the basis of what stands there then. */
function answerOf<P, Q, B, A>(declared: Omit<Declared<P, Q, B, A>, 'handle'>): z.ZodType<A> {
  const { replaces, kind, path, answer } = declared
  if (replaces === undefined) return answer
  if (kind !== 'stores' || !(answer instanceof z.ZodObject))
    throw new Error(`${path} replaces something: it stores, and answers with an object.`)
  return answer.extend({ basis: basisOut }) as unknown as z.ZodType<A>
}

/** A route’s answer is not what it declares: a mistake of ours; the message names fields only. */
export class AnswerDiffers extends Error {
  override readonly name = 'AnswerDiffers'
}

export function descriptionOf<P, Q, B, A>(
  declared: Omit<Declared<P, Q, B, A>, 'handle'>,
): Omit<Route, 'parse' | 'personal'> {
  const { method, path, noun, permission, kind, does, more, params, query, body } = declared
  return {
    method,
    path,
    noun,
    permission,
    about: aboutOf(declared),
    whole: declared.whole ?? false,
    eyes: kind === 'reads' ? (declared.eyes ?? 'own') : 'house',
    kind,
    does,
    ...(more === undefined ? {} : { more }),
    reads: body === undefined ? null : (declared.reads ?? 'json'),
    maxBytes: declared.maxBytes ?? defaultMaxBytes,
    status: declared.status ?? 200,
    replaces: declared.replaces !== undefined,
    undoes: declared.undoes ?? false,
    schemas: {
      ...(params && { params }),
      ...(query && { query }),
      ...(body && { body }),
      answer: answerOf(declared),
    },
  }
}

/** A path with an id says what it is an id of, or the process does not start. */
function aboutOf({ path, about }: { path: string; about?: About | 'house' }): About | 'house' | null {
  if (path.includes('{id}') !== (about !== undefined)) throw new Error(`${path} needs a rule: what is it about?`)
  return about ?? null
}

export function parse<P, Q, B, A>(
  declared: Omit<Declared<P, Q, B, A>, 'handle'>,
  unparsed: Unparsed,
): { params: P; query: Q; body: B } {
  return {
    params: read('path', declared.params, unparsed.params),
    query: read('query', declared.query, unparsed.query),
    body: read('body', declared.body, unparsed.body),
  }
}

/** Where nothing is declared nothing is looked at: the handler’s type is then `object`. */
function read<T>(place: 'path' | 'query' | 'body', schema: z.ZodType<T> | undefined, value: unknown): T {
  if (schema === undefined) return {} as T
  const result = schema.safeParse(value)
  if (!result.success) throw invalid(place, result.error)
  return result.data
}
