/**
 * Who is at the door. People sign in and have a session (staff/); programs have bearer tokens made by `mkono token`, of
 * which the database knows only keyed digests. Whoever is neither is slowed down by address, others by token or session.
 */
import { createHash } from 'node:crypto'
import type { House } from '../db/database.js'
import { grantsOf } from '../db/roles.js'
import { findToken } from '../db/tokens.js'
import type { By } from '../domain/people.js'
import { reachesNothing, reachOf, type Grant, type Reach } from '../domain/reach.js'
import { countedBy } from './addresses.js'
import { limit, type Limit } from './limits.js'
import type { ApiContext } from './mount.js'
import { isOpen, type Rule } from './permissions.js'
import { HttpProblem } from './problem.js'
import type { ApiSettings } from './settings.js'
import { openStaffDoor, type StaffDoor } from './staff/door.js'

export interface Doorkeeper {
  house: House
  settings: ApiSettings
  byToken: Limit
  byAddress: Limit
  staff: StaffDoor
}

export const doorkeeper = (house: House, settings: ApiSettings): Doorkeeper => ({
  house,
  settings,
  byToken: limit(settings.ratePerSecond, settings.rateBurst),
  byAddress: limit(settings.wrongTokensPerMinute / 60, settings.wrongTokensPerMinute),
  staff: openStaffDoor(house, settings),
})

/** Who asks, and how far their roles reach for what they ask. */
export interface Asker {
  readonly by: By
  readonly grants: readonly Grant[]
  readonly reach: Reach
}

/** Whoever uses an open route: what it answers depends on nobody's reach. */
const anybody: Asker = {
  by: { person: 'anybody', role: 'nobody' },
  grants: [],
  reach: { everywhere: false, whole: [], parts: [] },
}

/**
 * @param whole what is asked concerns everybody in a programme: a role for some of its people does not do
 * @throws HttpProblem 401 (no or wrong token), 403 (permission), 429 (too many)
 */
export async function authenticate(c: ApiContext, rule: Rule, door: Doorkeeper, whole = false): Promise<Asker> {
  if (isOpen(rule)) return anybody
  const { person, grants } =
    c.req.header('authorization') === undefined ? await bySession(c, door) : await byToken(c, door)
  const holding = grants.filter(each => each.permissions.includes(rule))
  const reaching = holding.find(each => !reachesNothing(reachOf([each], rule, whole)))
  const by = { person, role: (reaching ?? holding[0] ?? grants[0])?.role ?? 'nobody' }
  c.set('by', by)
  const reach = reachOf(grants, rule, whole)
  if (reachesNothing(reach)) {
    const where = holding.length > 0 ? ' for the whole programme' : ''
    throw new HttpProblem('forbidden', `This needs the permission ${rule}${where}, which none of your roles has.`)
  }
  return { by, grants, reach }
}

interface Known {
  person: string
  grants: readonly Grant[]
}

async function byToken(c: ApiContext, door: Doorkeeper): Promise<Known> {
  const token = /^Bearer ([A-Za-z0-9_.-]{10,200})$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const known = token === undefined ? null : await findToken(door.house, token)
  if (token === undefined || known === null) throw refuseStranger(c, door)
  refuseTooMany(door.byToken.take(createHash('sha256').update(token).digest('base64')))
  return known
}

async function bySession(c: ApiContext, door: Doorkeeper): Promise<Known> {
  const found = await door.staff.find(c)
  if (!found) throw refuseStranger(c, door)
  refuseTooMany(door.byToken.take(found.sessionId))
  const { handle, memberId } = found.member
  return { person: handle, grants: await grantsOf(door.house, { memberId }) }
}

function refuseStranger(c: ApiContext, door: Doorkeeper): HttpProblem {
  refuseTooMany(door.byAddress.take(countedBy(c, door.settings)))
  return new HttpProblem(
    'not_signed_in',
    'Sign in, or send “Authorization: Bearer …” with a token made by `mkono token`.',
    {
      headers: { 'www-authenticate': 'Bearer realm="mkono"' },
    },
  )
}

function refuseTooMany(waitMs: number): void {
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  throw new HttpProblem('too_many', `Wait ${seconds} s and go on more slowly.`, {
    headers: { 'retry-after': String(seconds) },
  })
}
