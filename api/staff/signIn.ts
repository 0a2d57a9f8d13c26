/** Signing in and out, links, and one’s own account: routes that nobody needs a token for. */
import { APIError } from 'better-auth/api'
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { noteCode } from '../../db/signInTries.js'
import { findLink, findMember, noteRefusal, setPassword, useLink } from '../../db/staff.js'
import { endSession, endSessionByToken, endSessions, listSessions } from '../../db/staffSessions.js'
import { inTransaction } from '../../db/database.js'
import type { OpenRoute } from '../openRoute.js'
import { themselves } from '../../domain/people.js'
import { HttpProblem, settled } from '../problem.js'
import { hashPassword, passwordLength } from './auth.js'
import { asking, isRefusal, refusal, toOut, wrong } from './asking.js'
import { giveCookies, refuseForeign, type StaffDoor } from './door.js'
import { openPage } from './open.js'
import { welcomePage } from './welcome.js'

const passwordIn = z.string().min(passwordLength.least).max(passwordLength.most)
const passwordGiven = z.string().min(1).max(passwordLength.most)
const codeIn = z.string().trim().min(6).max(40)

const signInBody = z.strictObject({ email: z.string().trim().min(3).max(254), password: passwordGiven })
const codeBody = z.strictObject({ code: codeIn })
const identity = z.strictObject({
  handle: z.string().max(64),
  name: z.string().max(200),
  email: z.string().max(254),
})
const linkBody = z.strictObject({ token: z.string().max(100), password: passwordIn, first: identity.optional() })
const passwordBody = z.strictObject({ current: passwordGiven, password: passwordIn })
const confirmBody = z.strictObject({ password: passwordGiven })

const linkIsOver = () => new HttpProblem('state', 'This link is used, replaced or too old: ask for a new one.')

export function signInRoutes(door: StaffDoor): OpenRoute[] {
  const { house } = door
  const open = { permission: 'staff.signIn', method: 'post' } as const
  const own = { permission: 'staff.ownAccount' } as const

  const { here, read, say, me, note, count, wasRight, wasWrong, proven, entered } = asking(door)

  return [
    {
      ...open,
      path: '/sign-in',
      does: 'Sign in with e-mail and password; where the account has a second factor, its code is asked for next',
      serve: async c => {
        const { email, password } = await read(c, signInBody)
        const who = email.toLowerCase()
        await count(c, who)
        const { headers, response } = await door
          .auth()
          .api.signInEmail({ body: { email: who, password }, headers: door.headersOf(c), returnHeaders: true })
          .catch(async (error: unknown) => {
            if (isRefusal(error)) await noteRefusal(here(c), who)
            return refusal(error)
          })
        await wasRight(c, who)
        giveCookies(c, headers)
        if ('twoFactorRedirect' in response) return say(c, { signedIn: false, secondFactor: true })
        return say(c, { signedIn: true, account: toOut(await entered(c, response.user.id)) })
      },
    },
    {
      ...open,
      path: '/sign-in/second-factor',
      does: 'The second step of a sign-in: a code of the authenticator app, or one of the backup codes',
      serve: async c => {
        const { code } = await read(c, codeBody)
        const headers = door.headersOf(c)
        const { api } = door.auth()
        const body = { code: code.replaceAll(' ', '') }
        const step = /^\d{6}$/.test(body.code) ? 'code' : 'backup code'
        // Asked before: after the last try the library forgets whom it waited for.
        const awaited = await api.awaited({ headers })
        const refused = async (error: unknown) => {
          if (isRefusal(error) && awaited.memberId !== null) await wasWrong(c, awaited.memberId, step)
          return refusal(error)
        }
        const verified = await (step === 'code' ? api.verifyTOTP : api.verifyBackupCode)({
          body,
          headers,
          returnHeaders: true,
        }).catch(refused)
        const memberId = verified.response.user.id
        if (!(await noteCode(house, memberId, body.code))) {
          // It had let a session in; nobody has been given its cookie.
          const { token } = verified.response
          if (token !== undefined) await endSessionByToken(house, token)
          await wasWrong(c, memberId, step)
          throw wrong()
        }
        giveCookies(c, verified.headers)
        return say(c, { signedIn: true, account: toOut(await entered(c, memberId)) })
      },
    },
    {
      ...open,
      path: '/sign-out',
      does: 'End this session',
      serve: async c => {
        const found = await door.find(c)
        const { headers } = await door.auth().api.signOut({ headers: door.headersOf(c), returnHeaders: true })
        giveCookies(c, headers)
        if (found) await note(c, found.member, 'signed out')
        return say(c, { done: true })
      },
    },
    {
      ...open,
      path: '/links/look',
      does: 'What a one-time link is for, as long as it is good',
      serve: async c => {
        const { token } = await read(c, z.strictObject({ token: z.string().max(100) }))
        const found = await findLink(house, token)
        if (!found) throw linkIsOver()
        const member = found.memberId === null ? null : await findMember(house, found.memberId)
        return say(c, { kind: found.kind, ...(member && { handle: member.handle, name: member.name }) })
      },
    },
    {
      ...open,
      path: '/links/use',
      does: 'Use a one-time link: set the password; the first administrator also says who they are',
      serve: async c => {
        refuseForeign(c, door.settings)
        const { token, password, first } = await read(c, linkBody)
        // Looked at before the password is hashed: that costs us much and a stranger nothing.
        if (!(await findLink(house, token))) throw linkIsOver()
        const used = settled(await useLink(house, { token, passwordHash: await hashPassword(password), first }))
        return say(c, { done: true, handle: used.handle })
      },
    },
    { method: 'get', permission: 'open.read', path: '/welcome', serve: welcomePage },
    { method: 'get', permission: 'open.read', path: '/open', serve: openPage },
    {
      ...own,
      method: 'get',
      path: '/account',
      does: 'Who is signed in, and where else',
      serve: async c => {
        const { member, sessionId } = await me(c)
        const sessions = await listSessions(house, member.memberId)
        return say(c, {
          account: toOut(member),
          sessions: sessions.map(each => ({ ...each, here: each.sessionId === sessionId })),
        })
      },
    },
    {
      ...own,
      method: 'post',
      path: '/account/password',
      does: 'Change one’s own password; every other session ends',
      serve: async c => {
        const { member, sessionId } = await me(c)
        const { current, password } = await read(c, passwordBody)
        await proven(c, member, current)
        const passwordHash = await hashPassword(password)
        await inTransaction(here(c), async house => {
          await setPassword(house, { memberId: member.memberId, passwordHash, but: sessionId })
          await recordAct(house, {
            by: themselves(member.handle),
            act: 'password changed',
            subject: ['staff', member.memberId],
          })
        })
        return say(c, { done: true })
      },
    },
    {
      ...own,
      method: 'post',
      path: '/account/second-factor',
      does: 'Begin a second factor: the address for the authenticator app and backup codes, shown this one time',
      serve: async c => {
        const { member } = await me(c)
        const { password } = await read(c, confirmBody)
        await proven(c, member, password)
        const begun = await door
          .auth()
          .api.enableTwoFactor({ body: { password, method: 'totp' }, headers: door.headersOf(c) })
          .catch((error: unknown) => {
            if (error instanceof APIError && error.statusCode === 400)
              throw new HttpProblem('state', 'This account has a second factor already.')
            throw error
          })
        if (begun.method !== 'totp') throw new Error('The second factor is not by time.')
        return say(c, { uri: begun.totpURI, backupCodes: begun.backupCodes })
      },
    },
    {
      ...own,
      method: 'post',
      path: '/account/second-factor/confirm',
      does: 'Confirm it with a code of the app: from then on every sign-in asks for one',
      serve: async c => {
        const { member } = await me(c)
        const { code } = await read(c, codeBody)
        const confirmed = await door
          .auth()
          .api.verifyTOTP({ body: { code }, headers: door.headersOf(c), returnHeaders: true })
          .catch(async (error: unknown) => {
            if (isRefusal(error)) await wasWrong(c, member.memberId, 'code')
            return refusal(error)
          })
        await noteCode(house, member.memberId, code)
        giveCookies(c, confirmed.headers)
        await note(c, member, 'second factor set')
        return say(c, { done: true })
      },
    },
    {
      ...own,
      method: 'post',
      path: '/account/sessions/end',
      does: 'End one of one’s own sessions, or all but this one',
      serve: async c => {
        const { member, sessionId } = await me(c)
        const given = await read(c, z.strictObject({ sessionId: z.uuid().optional() }))
        if (given.sessionId === undefined) await endSessions(house, member.memberId, sessionId)
        else if (!(await endSession(house, { memberId: member.memberId, sessionId: given.sessionId })))
          throw new HttpProblem('not_found', 'There is no such session of yours.')
        await note(c, member, 'sessions ended')
        return say(c, { done: true })
      },
    },
  ]
}
