import type { Context, MiddlewareHandler } from 'hono'
import { letFaultsHaveIt } from '../entrance.js'
import type { Point } from '../fault-kinds.js'
import type { Subject } from '../faults.js'
import type { Voice } from '../spoil.js'
import type { SandboxEnv, World } from '../world.js'
import { codes, type Code } from './codes.js'
import type { ErrorDocument } from './wire.js'

type SubjectOf = (c: Context<SandboxEnv>, form: URLSearchParams) => Pick<Subject, 'key' | 'numbers' | 'ageMs'>

/** Twilio's answer to what it does not do. */
export function sayNo(c: Context<SandboxEnv>, code: Code): Response {
  const { status, says } = codes[code]
  const document: ErrorDocument = {
    code,
    message: says,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  }
  return c.json(document, status as 400)
}

const voice: Voice = {
  unauthorised: c => sayNo(c, 20003),
  tooMany: c => sayNo(c, 20429),
  broken: c => c.text('Internal Server Error', 500),
  half: '{"account_sid":"AC',
}

/**
 * What each of Twilio's interfaces does first: checks who asks (the account's SID and token by Basic authentication, and
 * the same account in the address), how fast, and lets armed faults have it. Handlers find account and form in the context.
 */
export function twilioEntrance(world: World, point: Point, subjectOf: SubjectOf): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const form = c.req.method === 'POST' ? new URLSearchParams(await c.req.text()) : new URLSearchParams()
    const account = whoAsks(c, world)
    if (!account) {
      world.notes.refusedCalls += 1
      return sayNo(c, 20003)
    }
    if (!world.twilio.pace.mayPass(account)) return sayNo(c, 20429)
    c.set('twilioAccount', account)
    c.set('form', form)
    const subject = (): Subject => ({ ...subjectOf(c, form), username: account.accountSid, amounts: [] })
    return letFaultsHaveIt(c, world, { point, subject, voice }, next)
  }
}

function whoAsks(c: Context<SandboxEnv>, world: World) {
  const basic = /^Basic (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (basic === undefined) return undefined
  const [sid = '', ...token] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  const account = world.twilio.accounts.find(sid)
  const named = c.req.param('account')
  const isRight = account?.authToken === token.join(':') && (named === undefined || named === sid)
  return isRight ? account : undefined
}
