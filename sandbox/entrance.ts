import type { Context, MiddlewareHandler, Next } from 'hono'
import type { Account } from './accounts.js'
import { parseExactly } from './exact-json.js'
import type { Point } from './fault-kinds.js'
import type { Hit, Subject } from './faults.js'
import { spoilAfter, spoilBefore, type Voice } from './spoil.js'
import { words } from './words.js'
import type { SandboxEnv, World } from './world.js'

type Fields = Record<string, unknown>
type SubjectOf = (fields: Fields, account: Account, c: Context<SandboxEnv>) => Omit<Subject, 'username'>

/**
 * What every simulated interface does first: reads the request, checks who asks, and lets armed faults have it. The
 * handler finds account, fields and hits in its context.
 */
export function entrance(world: World, point: Point, subjectOf: SubjectOf): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const fields = await readFields(c)
    if (!fields) return refuse(c, world, words.malformed)
    const username = fields['username']
    if (username === undefined) return refuse(c, world, words.missingField('username'))
    const account = typeof username === 'string' ? world.accounts.find(username) : undefined
    if (!account || c.req.header('apikey') !== account.apiKey) {
      world.notes.refusedCalls += 1
      return c.text(words.invalidAuthentication, 401)
    }

    c.set('account', account)
    c.set('fields', fields)
    const subject = (): Subject => ({ ...subjectOf(fields, account, c), username: account.username })
    return letFaultsHaveIt(c, world, { point, subject, voice }, next)
  }
}

export interface Stricken {
  point: Point
  subject: () => Subject
  /** How this provider says what a fault makes it say. */
  voice: Voice
}

/** Lets armed faults have the request, its answer, or both; in between it is answered by `next`. */
export async function letFaultsHaveIt(
  c: Context<SandboxEnv>,
  world: World,
  { point, subject, voice: speaking }: Stricken,
  next: Next,
): Promise<Response | undefined> {
  const hits = strike(c, world, point, subject)
  const spoilt = await spoilBefore(c, hits, world, speaking)
  if (spoilt) return spoilt
  if (world.stopping.signal.aborted) return c.text('The sandbox is stopping', 503)
  c.set('hits', hits)
  await next()
  // Without a fault the answer is not looked at: Hono then writes it as it is.
  if (hits.length === 0) return undefined
  const after = await spoilAfter(c, c.res, hits, world, speaking)
  if (after) {
    // Hono merges the headers of the answer it already has into one that is set; there must be none.
    c.res = undefined
    c.res = after
  }
  return undefined
}

const voice: Voice = {
  unauthorised: c => c.text(words.invalidAuthentication, 401),
  tooMany: c => c.text('Too many requests', 429, { 'retry-after': '1' }),
  broken: c => c.text('There was an internal server error.', 500),
  half: '{"numQueued":1,"entries":[{"phoneNu',
}

const listings: readonly Point[] = ['fetch', 'twilio-list']

/** A redirect that was followed is counted and struck by nothing more, so that following ends somewhere. */
function strike(c: Context<SandboxEnv>, world: World, point: Point, subject: () => Subject): readonly Hit[] {
  if (c.req.query('redirected') === undefined) {
    // A listing hides single transactions, each struck by itself when it is listed.
    return world.faults.strike(point, subject, kind => !listings.includes(point) || kind !== 'not-found-first')
  }
  world.notes.redirectsFollowed += 1
  return []
}

export function refuse(c: Context<SandboxEnv>, world: World, text: string): Response {
  world.notes.refusedCalls += 1
  return c.text(text, 400)
}

/** Queries come by GET or as POSTed JSON (the old SDK), SMS as a form; undefined if it cannot be read. */
async function readFields(c: Context<SandboxEnv>): Promise<Fields | undefined> {
  if (c.req.method === 'GET') return c.req.query()
  const type = c.req.header('content-type') ?? ''
  const text = await c.req.text()
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  if (!type.startsWith('application/json')) return undefined
  try {
    const document = parseExactly(text)
    return isFields(document) ? document : undefined
  } catch {
    return undefined
  }
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A whole number given as text or as a JSON number. */
export function wholeNumber(value: unknown): number | undefined {
  const text = isFields(value) ? value['literal'] : value
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
