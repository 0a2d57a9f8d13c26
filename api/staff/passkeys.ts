/** Passkeys: adding and removing one’s own, and signing in with one. */
import { APIError } from 'better-auth/api'
import { z } from '@hono/zod-openapi'
import {
  addPasskey,
  credentialsOf,
  findCredential,
  listPasskeys,
  removePasskey,
  usePasskey,
  type Credential,
} from '../../db/passkeys.js'
import { keepStep, stepGoodForSeconds, takeStep } from '../../db/signInSteps.js'
import { hasPassword } from '../../db/staff.js'
import { listSessions } from '../../db/staffSessions.js'
import { countedBy } from '../addresses.js'
import { limit } from '../limits.js'
import type { ApiContext } from '../mount.js'
import type { OpenRoute } from '../openRoute.js'
import { themselves } from '../../domain/people.js'
import { HttpProblem, settled } from '../problem.js'
import { asking, refuseTooMany, toOut } from './asking.js'
import { passwordLength } from './auth.js'
import { dropSecret, giveSecret, secretOf } from './browserSecret.js'
import * as device from './device.js'
import { giveCookies, refuseForeign, type SignedIn, type StaffDoor } from './door.js'

const longestAnswer = 32_768
/** So long after signing in nobody else sits there yet; for those who have no password to prove it. */
const freshForMs = 15 * 60_000

const beginBody = z.strictObject({ password: z.string().min(1).max(passwordLength.most).optional() })
const addBody = z.strictObject({ name: z.string().trim().min(1).max(100), response: device.registered })
const enterBody = z.strictObject({ response: device.asserted })

interface Challenge {
  readonly challenge: string
}

/** One answer to everything, so that none tells what was right. */
const opensNothing = () =>
  new HttpProblem('not_signed_in', 'This passkey opened no account. Begin again, or sign in in another way.')
const notAdded = () => new HttpProblem('state', 'This passkey was not added. Begin again.')

export function passkeyRoutes(door: StaffDoor): OpenRoute[] {
  const { house, settings } = door
  const { read, say, me, entered, count, wasRight, wasWrong, proven } = asking(door)
  const open = { permission: 'staff.signIn', method: 'post' } as const
  const own = { permission: 'staff.ownAccount' } as const

  /** A page may begin at every visit, and an office may share an address: beginning is no try. */
  const beginning = limit(1, 60)

  const here = (): string => {
    const name = device.nameHere(settings.publicUrl)
    if (name !== null) return name
    throw new HttpProblem('state', 'Passkeys need an address with a name: set MKONO_PUBLIC_URL.')
  }
  const expected = ({ challenge }: Challenge) => ({ here: here(), publicUrl: settings.publicUrl, challenge })
  const stepOf = ({ sessionId }: SignedIn): string => `passkey to add ${sessionId}`

  return [
    {
      ...own,
      method: 'get',
      path: '/account/passkeys',
      does: 'One’s own passkeys',
      serve: async c => say(c, { passkeys: await listPasskeys(house, (await me(c)).member.memberId) }),
    },
    {
      ...own,
      method: 'post',
      path: '/account/passkeys/begin',
      does: 'Begin to add a passkey: what the browser asks its device for; needs the password where there is one',
      serve: async c => {
        const who = await me(c)
        const name = here()
        const { password } = await read(c, beginBody)
        await sure(c, who, password)
        const options = await device.registrationFor(name, who.member, await credentialsOf(house, who.member.memberId))
        await keepStep(house, stepOf(who), { challenge: options.challenge } satisfies Challenge)
        return say(c, { options })
      },
    },
    {
      ...own,
      method: 'post',
      path: '/account/passkeys',
      does: 'Add a passkey: what the device answered, and a name to know it by',
      serve: async c => {
        const who = await me(c)
        const { name, response } = await read(c, addBody, longestAnswer)
        const step = await takeStep<Challenge>(house, stepOf(who))
        if (!step) throw notAdded()
        const credential = await device.readRegistration(response, expected(step)).catch(unbelieved(notAdded))
        const { memberId, handle } = who.member
        const by = themselves(handle)
        const added = settled(await addPasskey(house, { ...credential, memberId, name, by }))
        return say(c, { passkeyId: added.passkeyId })
      },
    },
    {
      ...own,
      method: 'post',
      path: '/account/passkeys/remove',
      does: 'Remove a passkey: it opens nothing any more',
      serve: async c => {
        const { member } = await me(c)
        const { passkeyId } = await read(c, z.strictObject({ passkeyId: z.uuid() }))
        const by = themselves(member.handle)
        if (!(await removePasskey(house, { memberId: member.memberId, passkeyId, by })))
          throw new HttpProblem('not_found', 'There is no such passkey of yours.')
        return say(c, { done: true })
      },
    },
    {
      ...open,
      path: '/sign-in/passkey/begin',
      does: 'Begin to sign in with a passkey: what the browser asks its device for',
      serve: async c => {
        refuseForeign(c, settings)
        const options = await device.assertionFor(here())
        const from = countedBy(c, settings)
        if (from !== '') refuseTooMany(beginning.take(from))
        const browser = giveSecret(c, settings, 'passkey', stepGoodForSeconds)
        await keepStep(house, `passkey ${browser}`, { challenge: options.challenge } satisfies Challenge)
        return say(c, { options })
      },
    },
    {
      ...open,
      path: '/sign-in/passkey',
      does: 'Sign in with a passkey, which counts as both factors: its device has made sure who holds it',
      serve: async c => {
        refuseForeign(c, settings)
        const { response } = await read(c, enterBody, longestAnswer)
        const browser = secretOf(c, settings, 'passkey')
        const step = browser === undefined ? null : await takeStep<Challenge>(house, `passkey ${browser}`)
        if (!step) throw opensNothing()
        dropSecret(c, settings, 'passkey')
        await count(c, null)
        const credential = await findCredential(house, response.id)
        if (!credential) {
          await wasWrong(c, null, 'passkey')
          throw opensNothing()
        }
        const { memberId } = credential
        await used(response, credential, step).catch(async (error: unknown) => {
          if (error instanceof HttpProblem) await wasWrong(c, memberId, 'passkey')
          throw error
        })
        const { headers } = await door
          .auth()
          .api.admit({ body: { memberId }, headers: door.headersOf(c), returnHeaders: true })
          .catch((error: unknown) => {
            throw error instanceof APIError && error.statusCode < 500 ? opensNothing() : error
          })
        await wasRight(c, null)
        giveCookies(c, headers)
        return say(c, { signedIn: true, account: toOut(await entered(c, memberId, { by: 'passkey' })) })
      },
    },
  ]

  /** Whoever sits down at an open laptop must not leave a key of their own there. */
  async function sure(c: ApiContext, { member, sessionId }: SignedIn, password: string | undefined): Promise<void> {
    if (await hasPassword(house, member.memberId)) {
      if (password === undefined) throw new HttpProblem('not_signed_in', 'Give your password.')
      return proven(c, member, password)
    }
    if (!(await isFresh(sessionId, member.memberId)))
      throw new HttpProblem('not_signed_in', 'Sign in once more: that was longer than 15 minutes ago.')
  }

  async function isFresh(sessionId: string, memberId: string): Promise<boolean> {
    const session = (await listSessions(house, memberId)).find(each => each.sessionId === sessionId)
    return session !== undefined && Date.now() - session.createdAt.getTime() < freshForMs
  }

  async function used(response: device.Asserted, credential: Credential, step: Challenge): Promise<Credential> {
    const counter = await device.readAssertion(response, credential, expected(step)).catch(unbelieved(opensNothing))
    if (!(await usePasskey(house, { ...credential, counter }))) throw opensNothing()
    return credential
  }
}

const unbelieved =
  (problem: () => HttpProblem) =>
  (error: unknown): never => {
    throw error instanceof device.NotBelieved ? problem() : error
  }
