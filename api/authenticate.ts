/**
 * Who is at the door. Bearer tokens made by `mkono token`; the database knows only their keyed digests. Wrong tokens
 * are slowed down by address, right ones by token.
 */
import { createHash } from 'node:crypto'
import type { House } from '../db/database.js'
import { findToken } from '../db/tokens.js'
import type { By } from '../domain/people.js'
import { callerAddress } from './addresses.js'
import { limit, type Limit } from './limits.js'
import type { ApiContext } from './mount.js'
import { isOpen, may, permissions, type Permission } from './permissions.js'
import { HttpProblem } from './problem.js'
import type { ApiSettings } from './settings.js'

export interface Doorkeeper {
  house: House
  settings: ApiSettings
  byToken: Limit
  byAddress: Limit
}

export const doorkeeper = (house: House, settings: ApiSettings): Doorkeeper => ({
  house,
  settings,
  byToken: limit(settings.ratePerSecond, settings.rateBurst),
  byAddress: limit(settings.wrongTokensPerMinute / 60, settings.wrongTokensPerMinute),
})

/** Whoever uses an open route. It never acts: open routes only read. */
const anybody: By = { person: 'anybody', role: 'auditor' }

/** @throws HttpProblem 401 (no or wrong token), 403 (role), 429 (too many) */
export async function authenticate(c: ApiContext, permission: Permission, door: Doorkeeper): Promise<By> {
  if (isOpen(permission)) return anybody
  const token = /^Bearer ([A-Za-z0-9_.-]{10,200})$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const known = token === undefined ? null : await findToken(door.house, token)
  if (token === undefined || known === null) throw refuseStranger(c, door)
  refuseTooMany(door.byToken.take(createHash('sha256').update(token).digest('base64')))
  const by: By = { person: known.person, role: known.role }
  c.set('by', by)
  if (!may(by.role, permission)) {
    const roles = permissions[permission]
    const who = typeof roles === 'string' ? roles : roles.join(' or ')
    throw new HttpProblem('forbidden', `This needs the role ${who}; this token has the role ${by.role}.`)
  }
  return by
}

function refuseStranger(c: ApiContext, door: Doorkeeper): HttpProblem {
  refuseTooMany(door.byAddress.take(addressOf(c, door.settings)))
  return new HttpProblem('not_signed_in', 'Send “Authorization: Bearer …” with a token made by `mkono token`.', {
    headers: { 'www-authenticate': 'Bearer realm="mkono"' },
  })
}

function refuseTooMany(waitMs: number): void {
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  throw new HttpProblem('too_many', `Wait ${seconds} s and go on more slowly.`, {
    headers: { 'retry-after': String(seconds) },
  })
}

/** The caller's address; empty where there is no socket (requests made inside the process). */
export const addressOf = (c: ApiContext, settings: ApiSettings): string =>
  callerAddress(c.env?.incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for'), settings.trustedProxies)
