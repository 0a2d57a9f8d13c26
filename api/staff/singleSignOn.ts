/** Signing in where the organisation signs in: leaving for its provider and coming back. Off unless it is configured. */
import { APIError } from 'better-auth/api'
import { z } from '@hono/zod-openapi'
import { stepGoodForSeconds } from '../../db/signInSteps.js'
import { keepDeparture, recognise, takeDeparture, type Departure } from '../../db/singleSignOn.js'
import { countedBy } from '../addresses.js'
import { limit } from '../limits.js'
import { faceOf, type Log } from '../log.js'
import type { ApiContext } from '../mount.js'
import type { OpenRoute } from '../openRoute.js'
import { HttpProblem } from '../problem.js'
import { asking, refuseTooMany } from './asking.js'
import { dropSecret, giveSecret, secretOf } from './browserSecret.js'
import { nameHere } from './device.js'
import { giveCookies, refuseForeign, type StaffDoor } from './door.js'
import { notSignedOnPage, notSignedOnPath, sendToNotSignedOn } from './notSignedOn.js'
import { NotVouched, openProvider, ProviderAway, type Provider } from './provider.js'

const backPath = '/sign-in/single-sign-on/back'
/** Where somebody lands who did not say where they came from. */
const usualTo = '/account'

/**
 * A path of ours and nothing else: “//elsewhere.example” and “/\elsewhere.example” are addresses to a browser, and a tab
 * or line break within is left out by it.
 */
const pathOfOurs = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, 'a path of this site that begins with one /')

const leaveBody = z.strictObject({ to: pathOfOurs.optional() })

/** One answer to everything about a person, so that none tells whether there is an account. */
const notOpen = () =>
  new HttpProblem(
    'not_signed_in',
    'Single sign-on opened no account. Ask whoever invites people here whether yours is open for the e-mail address that your provider has verified.',
  )
const beginAgain = () =>
  new HttpProblem('state', 'This sign-in is used, too old or was begun in another window. Begin again.')
const away = () =>
  new HttpProblem('unavailable', 'The sign-in of your organisation does not answer. Try again in a minute.', {
    headers: { 'retry-after': '60' },
  })

export function singleSignOnRoutes(door: StaffDoor, log: Log): OpenRoute[] {
  const { house, settings } = door
  const { read, say, entered, count, wasRight } = asking(door)
  const open = { permission: 'staff.signIn' } as const
  const configured = settings.singleSignOn
  const opened = configured && openProvider(configured)
  /** Everybody who leaves costs a row and perhaps a question to the provider. An office may share an address. */
  const leaving = limit(1, 60)

  const provider = (): Provider => {
    if (opened) return opened
    throw new HttpProblem('not_found', 'Single sign-on is not set up here. Sign in with e-mail and password.')
  }
  const backHere = (): string => `${settings.publicUrl}${backPath}`
  return [
    {
      ...open,
      method: 'get',
      path: '/sign-in/ways',
      does: 'By which ways people sign in here: what a page needs to show',
      serve: c =>
        c.json({
          password: true,
          passkey: nameHere(settings.publicUrl) !== null,
          singleSignOn: configured && { name: configured.name },
        }),
    },
    {
      ...open,
      method: 'post',
      path: '/sign-in/single-sign-on',
      does: 'Begin to sign in where the organisation does: answers with the address to send the browser to',
      serve: async c => {
        const asked = provider()
        refuseForeign(c, settings)
        const { to = usualTo } = await read(c, leaveBody)
        const from = countedBy(c, settings)
        if (from !== '') refuseTooMany(leaving.take(from))
        const { address, departure } = await asked.leave(backHere()).catch(problem)
        const browser = giveSecret(c, settings, 'departure', stepGoodForSeconds)
        await keepDeparture(house, browser, { ...departure, to })
        return say(c, { address })
      },
    },
    {
      ...open,
      method: 'get',
      path: backPath,
      sendsOn: true,
      does: 'Where the provider sends the browser back to: signs in and goes on to where one came from',
      serve: c => back(c).catch((error: unknown) => sendToNotSignedOn(c, settings, log, error)),
    },
    { method: 'get', permission: 'open.read', path: notSignedOnPath, serve: notSignedOnPage },
  ]

  /** @throws HttpProblem for whoever is not let in */
  async function back(c: ApiContext): Promise<Response> {
    const asked = provider()
    c.header('cache-control', 'no-store')
    const departure = await departureOf(c)
    if (!departure) throw beginAgain()
    await count(c, null)
    const vouched = await asked.vouch(cameBack(c), departure).catch(async (error: unknown) => {
      if (error instanceof ProviderAway) await wasRight(c, null)
      return problem(error)
    })
    const member = await recognise(house, vouched)
    if (!member) throw notOpen()
    const { headers } = await door
      .auth()
      .api.admit({ body: member, headers: door.headersOf(c), returnHeaders: true })
      .catch((error: unknown) => {
        throw error instanceof APIError && error.statusCode < 500 ? notOpen() : error
      })
    await wasRight(c, null)
    giveCookies(c, headers)
    await entered(c, member.memberId, { by: 'single sign-on' })
    return c.redirect(`${settings.publicUrl}${departure.to}`, 303)
  }

  /** Of this browser and of this state, once. */
  async function departureOf(c: ApiContext): Promise<Departure | null> {
    const browser = secretOf(c, settings, 'departure')
    const state = c.req.query('state')
    if (browser === undefined || state === undefined) return null
    const departure = await takeDeparture(house, browser, state)
    if (departure) dropSecret(c, settings, 'departure')
    return departure
  }

  /** The address that we gave the provider, whatever a proxy made of it, with what the provider added. */
  function cameBack(c: ApiContext): URL {
    const url = new URL(backHere())
    url.search = new URL(c.req.url).search
    return url
  }

  /** Whoever runs the house sees in the log what was wrong; the person at the door only whether to wait. */
  function problem(error: unknown): never {
    log.warn(faceOf(error), 'single sign-on')
    throw error instanceof ProviderAway ? away() : error instanceof NotVouched ? notOpen() : error
  }
}
