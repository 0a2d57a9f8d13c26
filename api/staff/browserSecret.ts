/** A secret that only this browser knows: what was begun elsewhere does not end here, and whoever signed in here is known again. */
import { randomBytes } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { ApiContext } from '../mount.js'
import type { ApiSettings } from '../settings.js'

const secure = ({ publicUrl }: ApiSettings): boolean => publicUrl.startsWith('https:')
const cookie = (settings: ApiSettings) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: secure(settings),
    ...(secure(settings) && { prefix: 'host' as const }),
  }) as const

/** A new one each time: nobody else can have chosen it. */
export function giveSecret(c: ApiContext, settings: ApiSettings, name: string, goodForSeconds: number): string {
  const secret = randomBytes(32).toString('base64url')
  setCookie(c, `mkono.${name}`, secret, { ...cookie(settings), maxAge: goodForSeconds })
  return secret
}

export const secretOf = (c: ApiContext, settings: ApiSettings, name: string): string | undefined =>
  getCookie(c, `mkono.${name}`, secure(settings) ? 'host' : undefined)

export const dropSecret = (c: ApiContext, settings: ApiSettings, name: string): void =>
  void deleteCookie(c, `mkono.${name}`, cookie(settings))
