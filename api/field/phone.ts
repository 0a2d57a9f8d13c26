/** The phone that holds a field link: its cookie, its forms, and whether they come from our page. */
import { getCookie, setCookie } from 'hono/cookie'
import { bytesOf, refuseUnstorable } from '../bodies.js'
import type { ApiContext } from '../mount.js'
import { HttpProblem } from '../problem.js'
import type { ApiSettings } from '../settings.js'

const cookieName = 'mkono.field'
const isSafe = ({ publicUrl }: ApiSettings): boolean => publicUrl.startsWith('https:')

/** Only for the pages of links, and only on requests that one of them made. */
export function giveCookie(c: ApiContext, settings: ApiSettings, secret: string, until: Date): void {
  setCookie(c, cookieName, secret, {
    path: `${new URL(settings.publicUrl).pathname.replace(/\/+$/, '')}/field`,
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSafe(settings),
    maxAge: Math.max(1, Math.floor((until.getTime() - Date.now()) / 1000)),
    ...(isSafe(settings) && { prefix: 'secure' as const }),
  })
}

export const cookieOf = (c: ApiContext, settings: ApiSettings): string | undefined =>
  getCookie(c, cookieName, isSafe(settings) ? 'secure' : undefined)

/** A name, a number, a result and a remark: no form of ours is longer. */
const longestForm = 8 * 1024

/**
 * The fields of a form that was sent.
 * @throws HttpProblem for what is no form of a browser
 */
export async function formOf(c: ApiContext): Promise<(name: string) => string> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') throw new HttpProblem('media_type', 'Send the form of the page.')
  const fields = new URLSearchParams(Buffer.from(await bytesOf(c, longestForm)).toString())
  refuseUnstorable('body', Object.fromEntries(fields))
  return name => (fields.get(name) ?? '').trim()
}

/**
 * Did another site make the browser send this? Its own word on where a request comes from counts, as far as it gives one;
 * pages without a referrer are of origin “null”.
 */
export function isForeign(c: ApiContext, { publicUrl }: ApiSettings): boolean {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const elsewhere = origin !== undefined && origin !== 'null' && origin !== new URL(publicUrl).origin
  return elsewhere || (site !== undefined && site !== 'same-origin' && site !== 'none')
}
