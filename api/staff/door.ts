/** Who is signed in by a session cookie. Bearer tokens are `authenticate.ts`’s. */
import type { House } from '../../db/database.js'
import { findMember, type Member } from '../../db/staff.js'
import { addressOf } from '../addresses.js'
import type { ApiContext } from '../mount.js'
import { HttpProblem } from '../problem.js'
import type { ApiSettings } from '../settings.js'
import { openAuth, type StaffAuth } from './auth.js'

export interface SignedIn {
  readonly member: Member
  readonly sessionId: string
}

export interface StaffDoor {
  readonly house: House
  readonly settings: ApiSettings
  auth(): StaffAuth
  /** what the library is shown of a request: its cookies, its agent, and its address as we know it */
  headersOf(c: ApiContext): Headers
  /** null where no session cookie came, or none that is good */
  find(c: ApiContext): Promise<SignedIn | null>
}

export function openStaffDoor(house: House, settings: ApiSettings): StaffDoor {
  let opened: StaffAuth | undefined
  // Opened at first use: a process that listens on any free port learns its own address late.
  const auth = (): StaffAuth => (opened ??= openAuth(house, settings))
  const headersOf = (c: ApiContext): Headers => {
    const headers = new Headers()
    const cookie = c.req.header('cookie')
    const agent = c.req.header('user-agent')
    if (cookie !== undefined) headers.set('cookie', cookie)
    if (agent !== undefined) headers.set('user-agent', agent.slice(0, 300))
    const address = addressOf(c, settings)
    if (address !== '') headers.set('x-forwarded-for', address)
    return headers
  }
  return {
    house,
    settings,
    auth,
    headersOf,
    find: async c => {
      if (!hasSessionCookie(c)) return null
      const found = await auth().api.getSession({ headers: headersOf(c), returnHeaders: true })
      giveCookies(c, found.headers)
      const session = found.response
      const member = session && (await findMember(house, session.user.id))
      if (!session || member?.active !== true) return null
      refuseForeign(c, settings)
      refuseAnother(c, member)
      return { member, sessionId: session.session.id }
    },
  }
}

/** In which a page says whose it is. */
const whosePage = 'mkono-account'

/**
 * All tabs of a browser have one cookie, also those that were opened by somebody else: what such a tab asks is not done.
 * @throws HttpProblem 409
 */
function refuseAnother(c: ApiContext, member: Member): void {
  const whose = c.req.header(whosePage)
  if (whose !== undefined && whose !== member.memberId)
    throw new HttpProblem(
      'other_account',
      'Somebody else has signed in in this browser meanwhile. Nothing was done: open Mkono again.',
    )
}

/** Says nothing of whether it is good. */
export const hasSessionCookie = (c: ApiContext): boolean =>
  (c.req.header('cookie') ?? '').includes('mkono.session_token=')

export function giveCookies(c: ApiContext, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}

/**
 * A browser sends the cookie for whoever asks. Whatever changes something must therefore come from a page of ours: the
 * browser itself names the page’s origin.
 * @throws HttpProblem 403
 */
export function refuseForeign(c: ApiContext, { publicUrl }: ApiSettings): void {
  if (['GET', 'HEAD'].includes(c.req.method)) return
  const origin = c.req.header('origin')
  const ours =
    origin === undefined ? c.req.header('sec-fetch-site') === 'same-origin' : origin === new URL(publicUrl).origin
  if (!ours)
    throw new HttpProblem('forbidden', 'This came from a page that is not ours. Open Mkono itself and try there.')
}
