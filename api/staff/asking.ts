/** What the routes of staff have in common: reading what was sent, knowing who is there, counting tries, writing it down. */
import { APIError } from 'better-auth/api'
import type { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { countTry, forgetTries, noteWrong, takeTryBack, type Step } from '../../db/signInTries.js'
import type { House } from '../../db/database.js'
import { browserKnownForSeconds, findBrowser, knowBrowser } from '../../db/knownBrowsers.js'
import { findMember, type Member } from '../../db/staff.js'
import type { ActName } from '../../domain/acts.js'
import { themselves } from '../../domain/people.js'
import { addressOf, countedBy } from '../addresses.js'
import { bodyOf } from '../bodies.js'
import type { ApiContext } from '../mount.js'
import { HttpProblem, invalid } from '../problem.js'
import { giveSecret, secretOf } from './browserSecret.js'
import type { SignedIn, StaffDoor } from './door.js'

const usualBody = 4_096
/** By which a browser is known again, for whom of those who signed in there. */
const browserCookie = 'browser'

export const wrong = () => new HttpProblem('not_signed_in', 'E-mail, password or code is wrong.')

/** The library says no; everything else is ours to mend. */
export const isRefusal = (error: unknown): boolean => error instanceof APIError && error.statusCode < 500
/** Whatever the library has against it is one answer, so that none tells what was right. */
export function refusal(error: unknown): never {
  if (isRefusal(error)) throw wrong()
  throw error
}

export const toOut = ({ memberId, handle, name, roles, secondFactor }: Member) => ({
  id: memberId,
  handle,
  name,
  roles,
  secondFactor,
})

export function refuseTooMany(waitMs: number): void {
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  throw new HttpProblem('too_many', `Too many tries. Wait ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  })
}

export function asking(door: StaffDoor) {
  const { house, settings } = door

  /** The house, told from where it is asked. */
  const here = (c: ApiContext): House => ({ ...house, from: addressOf(c, settings) })
  const read = async <T>(c: ApiContext, schema: z.ZodType<T>, longest = usualBody): Promise<T> => {
    const result = schema.safeParse(await bodyOf(c, 'json', longest))
    if (!result.success) throw invalid('body', result.error)
    return result.data
  }
  const say = (c: ApiContext, body: object): Response => {
    c.header('cache-control', 'no-store')
    return c.json(body)
  }
  const me = async (c: ApiContext): Promise<SignedIn> => {
    const found = await door.find(c)
    if (!found) throw new HttpProblem('not_signed_in', 'Sign in first.')
    c.set('by', themselves(found.member.handle))
    return found
  }
  const note = (
    c: ApiContext,
    member: Pick<Member, 'memberId' | 'handle'>,
    act: ActName,
    details: Readonly<Record<string, unknown>> = {},
  ): Promise<void> =>
    recordAct(here(c), { by: themselves(member.handle), act, subject: ['staff', member.memberId], details })
  /** Somebody has a session now: written down, and told to the log. */
  const entered = async (c: ApiContext, memberId: string, details?: Readonly<Record<string, unknown>>) => {
    const member = await findMember(house, memberId)
    if (!member?.active) throw wrong()
    c.set('by', themselves(member.handle))
    const before = secretOf(c, settings, browserCookie)
    const secret = giveSecret(c, settings, browserCookie, browserKnownForSeconds)
    await knowBrowser(house, { memberId, secret, before })
    await note(c, member, 'signed in', details)
    return member
  }
  /** What tries at this account are counted by: this browser where its owner has signed in here before. */
  const countOf = async (c: ApiContext, email: string): Promise<['account' | 'browser', string]> => {
    const secret = secretOf(c, settings, browserCookie)
    const known = secret === undefined ? null : await findBrowser(house, { secret, email })
    return known === null ? ['account', email] : ['browser', known]
  }
  /** @param email null where nobody says who they are: the address alone is counted */
  const count = async (c: ApiContext, email: string | null): Promise<void> => {
    const from = countedBy(c, settings)
    const waits = [
      email === null ? 0 : await countTry(house, ...(await countOf(c, email))),
      from === '' ? 0 : await countTry(house, 'address', from),
    ]
    refuseTooMany(Math.max(...waits))
  }
  const wasRight = async (c: ApiContext, email: string | null): Promise<void> => {
    if (email !== null) await forgetTries(house, ...(await countOf(c, email)))
    await takeTryBack(house, 'address', countedBy(c, settings))
  }
  /** @param memberId whose account it was tried at; null: nobody’s */
  const wasWrong = (c: ApiContext, memberId: string | null, step: Step): Promise<void> =>
    noteWrong(here(c), memberId, step)
  /** Whoever sits down at an open laptop does not know the password. */
  const proven = async (c: ApiContext, member: Member, password: string): Promise<void> => {
    await count(c, member.email)
    await door
      .auth()
      .api.verifyPassword({ body: { password }, headers: door.headersOf(c) })
      .catch(async (error: unknown) => {
        if (isRefusal(error)) await wasWrong(c, member.memberId, 'password')
        return refusal(error)
      })
    await wasRight(c, member.email)
  }
  return { here, read, say, me, note, entered, count, wasRight, wasWrong, proven }
}
