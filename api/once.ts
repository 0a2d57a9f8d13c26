/**
 * The same key and body get the same answer; another body under the same key is refused. A `stores` route and its key
 * are one transaction, so that a crash leaves both or neither. An `acts` route is done by a life: its update's id is
 * made from the key, so that the life itself knows a repetition.
 */
import { createHash } from 'node:crypto'
import { recordAct } from '../db/audit.js'
import { inTransaction, type House } from '../db/database.js'
import { programmeOf } from '../db/reach.js'
import { abandon, begin, finish, type Begun } from '../db/idempotency.js'
import { mayNoLonger, reachNow } from '../db/stillMay.js'
import type { By } from '../domain/people.js'
import { reachesAllOf } from '../domain/reach.js'
import type { Asker } from './authenticate.js'
import { isOpen } from './permissions.js'
import type { Hidden } from './personal.js'
import { faceOf } from './log.js'
import { detailsOf, HttpProblem, refusedBy, statusOf } from './problem.js'
import type { Circumstances, Route, Unparsed } from './route.js'
import { sightOf } from './sight.js'
import type { Surroundings } from './surroundings.js'
import { canonical } from './wire.js'

export interface Said {
  status: number
  body: unknown
  repeated: boolean
}

interface Deed {
  around: Surroundings
  by: By
  asker: Asker
  hidden: Hidden
  /** what it is about */
  id: string | null
  key: string
  route: Route
  unparsed: Unparsed
  /** what the writer saw of what they replace */
  basis?: string | undefined
  handle: (around: Circumstances) => Promise<unknown>
}

/** @throws HttpProblem 400 when it is missing or can not be one */
export function keyOf(header: string | undefined): string {
  if (header !== undefined && /^[\x21-\x7e]{8,200}$/.test(header)) return header
  throw new HttpProblem(
    'key_missing',
    'Send “Idempotency-Key” with 8 to 200 visible ASCII characters, a new one for each new thing you ask for.',
  )
}

export async function once(deed: Deed): Promise<Said> {
  return deed.route.kind === 'stores' ? storedOnce(deed) : actedOnce(deed)
}

async function storedOnce(deed: Deed): Promise<Said> {
  const afterwards: (() => Promise<void>)[] = []
  let refusal: HttpProblem | null = null
  try {
    const said = await inTransaction(deed.around.house, async house => {
      // A retried transaction starts over, and so does what it wants done afterwards.
      afterwards.length = 0
      refusal = null
      const earlier = known(await begin(house, question(deed, house)))
      if (earlier) return earlier
      await refuseWhoLost(deed, house)
      const body = await deed.handle(circumstances(deed, house, work => afterwards.push(work))).catch(error => {
        if (error instanceof HttpProblem && statusOf(error.kind) < 500) refusal = error
        throw error
      })
      await finish(house, { ...name(deed), status: deed.route.status, answer: JSON.stringify(body) })
      return { status: deed.route.status, body, repeated: false }
    })
    await inOrder(deed, afterwards)
    return said
  } catch (error) {
    if (refusal !== null && error === refusal) await rememberRefusal(deed, refusal)
    throw error
  }
}

/**
 * Between the door and this transaction lies all that was sent, which may be a long file: whoever lost meanwhile some of
 * what they reached then is refused. What a life does is asked where the life does it (activities/persons.ts).
 * @throws HttpProblem 403
 */
async function refuseWhoLost({ by, asker, route }: Deed, house: House): Promise<void> {
  const { permission, whole } = route
  if (isOpen(permission)) return
  const reach = await reachNow(house, { by, permission, whole })
  if (reach && !reachesAllOf(reach, asker.reach)) throw new HttpProblem('four_eyes', mayNoLonger(permission).why)
}

/** What was refused was rolled back as a whole; only its answer is kept, so that the same key says the same again. */
async function rememberRefusal(deed: Deed, refusal: HttpProblem): Promise<void> {
  await inTransaction(deed.around.house, async house => {
    const begun = await begin(house, question(deed, house))
    if (begun.is !== 'new') return
    await finish(house, { ...name(deed), status: statusOf(refusal.kind), answer: JSON.stringify(detailsOf(refusal)) })
  })
}

/** What comes after the commit is the caretaker's too: failing here loses nothing and is no reason to say “not done”. */
async function inOrder(deed: Deed, afterwards: readonly (() => Promise<void>)[]): Promise<void> {
  for (const work of afterwards) {
    try {
      await work()
    } catch (error) {
      deed.around.log.warn({ route: deed.route.path, ...faceOf(error) }, 'left to the caretaker')
    }
  }
}

async function actedOnce(deed: Deed): Promise<Said> {
  const { house } = deed.around
  const earlier = known(await begin(house, question(deed, house)))
  if (earlier) return earlier
  try {
    await noteAsking(deed)
    const body = await deed.handle(circumstances(deed, house, () => undefined))
    await house.hooks.at('acted')
    await finish(house, { ...name(deed), status: deed.route.status, answer: JSON.stringify(body) })
    return { status: deed.route.status, body, repeated: false }
  } catch (error) {
    const problem = refusedBy(error)
    if (statusOf(problem.kind) < 500) {
      await finish(house, { ...name(deed), status: statusOf(problem.kind), answer: JSON.stringify(detailsOf(problem)) })
    } else {
      // Nobody knows yet what became of it: the same key asks again and finds the same update.
      await abandon(house, name(deed)).catch(failure => deed.around.log.warn(faceOf(failure), 'key not given back'))
    }
    throw error
  }
}

/** A life does it, elsewhere and perhaps later; who asked for it from where is known only here. */
async function noteAsking({ around: { house }, by, route, id }: Deed): Promise<void> {
  const about = route.about === 'house' ? null : route.about
  await recordAct(house, {
    by,
    act: 'asked',
    programmeId: about && id ? await programmeOf(house, about, id.toLowerCase()) : null,
    subject: [route.about ?? 'house', id?.toLowerCase() ?? ''],
    details: { for: `${route.method} ${route.path}` },
  })
}

const name = (deed: Deed) => ({ person: deed.by.person, key: deed.key })

const question = (deed: Deed, house: House) => ({
  ...name(deed),
  route: `${deed.route.method} ${deed.route.path}`,
  bodyDigest: house.sealing.lookup('body', fingerprint(deed)),
})

/** Files count by their content, not by what the client calls them. */
const fingerprint = ({ unparsed: { params, query, body }, basis }: Deed): string =>
  canonical({ params, query, body: withoutBytes(body), basis })

function withoutBytes(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => {
      if (!(value instanceof Object)) return [field, value]
      if ('uploadId' in value && 'digest' in value) return [field, value.digest]
      const bytes: unknown = 'bytes' in value ? value.bytes : undefined
      return [field, bytes instanceof Uint8Array ? createHash('sha256').update(bytes).digest('hex') : value]
    }),
  )
}

function circumstances(deed: Deed, house: House, afterwards: Circumstances['afterwards']): Circumstances {
  const { by, key, route, basis } = deed
  const updateId = createHash('sha256').update(`${by.person}\n${route.path}\n${key}`).digest('hex').slice(0, 40)
  return { ...deed.around, house, by, ...sightOf(house, deed.asker, deed.hidden), updateId, basis, afterwards }
}

function known(begun: Begun): Said | null {
  switch (begun.is) {
    case 'new':
      return null
    case 'answered':
      return { status: begun.status, body: JSON.parse(begun.answer) as unknown, repeated: true }
    case 'other_body':
      throw new HttpProblem('key_reused', 'This key was used for another request. Use a new key for a new thing.')
    case 'in_progress':
      throw new HttpProblem('key_in_progress', 'Ask again in a few seconds with the same key to get its answer.', {
        headers: { 'retry-after': '2' },
      })
  }
}
