/** Single sign-on as the environment says: everything that can be wrong by itself is told at the start. */
import { readFileSync } from 'node:fs'
import { isSafeAddress } from './addresses.js'
import type { SingleSignOn } from './settings.js'
import { WrongSetting } from './wrongSetting.js'

const names = ['CLIENT_ID', 'CLIENT_SECRET', 'CLIENT_SECRET_FILE', 'NAME'] as const

/**
 * @param publicUrl where people come back to; empty: the loopback address that is listened on
 * @throws WrongSetting
 */
export function singleSignOnOf(
  env: Readonly<Record<string, string | undefined>>,
  publicUrl: string,
): SingleSignOn | null {
  const issuer = env['MKONO_OIDC_ISSUER'] || ''
  if (issuer === '') {
    const set = names.find(name => env[`MKONO_OIDC_${name}`])
    if (set === undefined) return null
    throw new WrongSetting(`MKONO_OIDC_${set} is set, but single sign-on also needs MKONO_OIDC_ISSUER.`)
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : null
  if (url === null || !isSafeAddress(url) || /[?#]/.test(issuer) || url.username !== '' || url.password !== '')
    throw new WrongSetting('MKONO_OIDC_ISSUER must be an https address such as https://login.example.org.')
  if (publicUrl !== '' && !isSafeAddress(new URL(publicUrl)))
    throw new WrongSetting('MKONO_PUBLIC_URL must be an https address where MKONO_OIDC_ISSUER is set.')
  return {
    issuer,
    clientId: short(env, 'MKONO_OIDC_CLIENT_ID'),
    clientSecret: secretOf(env),
    name: env['MKONO_OIDC_NAME'] ? short(env, 'MKONO_OIDC_NAME') : 'Single sign-on',
  }
}

function short(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const text = (env[name] ?? '').trim()
  if (text !== '' && text.length <= 200) return text
  throw new WrongSetting(`${name} must be 1 to 200 letters where MKONO_OIDC_ISSUER is set.`)
}

function secretOf(env: Readonly<Record<string, string | undefined>>): string {
  const file = env['MKONO_OIDC_CLIENT_SECRET_FILE']
  const secret = file ? readSecret(file) : (env['MKONO_OIDC_CLIENT_SECRET'] ?? '').trim()
  if (secret !== '') return secret
  throw new WrongSetting(
    'MKONO_OIDC_CLIENT_SECRET must be set where MKONO_OIDC_ISSUER is, or MKONO_OIDC_CLIENT_SECRET_FILE name a file with it.',
  )
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new WrongSetting('MKONO_OIDC_CLIENT_SECRET_FILE names a file that can not be read.')
  }
}
