/**
 * Who is at the door. People sign in and have a session (staff/); programs have bearer tokens made by `mkono token`, of
 * which the database knows only keyed digests. Whoever is neither is slowed down by address, others by token or session.
 */
import { createHash } from 'node:crypto'
import type { House } from '../db/database.js'
import { findToken } from '../db/tokens.js'
import type { By } from '../domain/people.js'
import { addressOf } from './addresses.js'
import { limit, type Limit } from './limits.js'
import type { ApiContext } from './mount.js'
import { isOpen, may, permissions, type Permission } from './permissions.js'
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

/** Whoever uses an open route. It never acts: open routes only read. */
const anybody: By = { person: 'anybody', role: 'auditor' }

/** @throws HttpProblem 401 (no or wrong token), 403 (role), 429 (too many) */
export async function authenticate(c: ApiContext, permission: Permission, door: Doorkeeper): Promise<By> {
  if (isOpen(permission)) return anybody
  const by = c.req.header('authorization') === undefined ? await bySession(c, door) : await byToken(c, door)
  c.set('by', by)
  if (!may(by.role, permission)) {
    const roles = permissions[permission]
    const who = typeof roles === 'string' ? roles : roles.join(' or ')
    throw new HttpProblem('forbidden', `This needs the role ${who}; you have the role ${by.role}.`)
  }
  return by
}

async function byToken(c: ApiContext, door: Doorkeeper): Promise<By> {
  const token = /^Bearer ([A-Za-z0-9_.-]{10,200})$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const known = token === undefined ? null : await findToken(door.house, token)
  if (token === undefined || known === null) throw refuseStranger(c, door)
  refuseTooMany(door.byToken.take(createHash('sha256').update(token).digest('base64')))
  return { person: known.person, role: known.role }
}

async function bySession(c: ApiContext, door: Doorkeeper): Promise<By> {
  const found = await door.staff.find(c)
  if (!found) throw refuseStranger(c, door)
  refuseTooMany(door.byToken.take(found.sessionId))
  return { person: found.member.handle, role: found.member.role }
}

function refuseStranger(c: ApiContext, door: Doorkeeper): HttpProblem {
  refuseTooMany(door.byAddress.take(addressOf(c, door.settings)))
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
