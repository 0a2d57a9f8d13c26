import { createHmac, randomUUID } from 'node:crypto'
import type { TwilioAccount } from './accounts.js'

/** Base64 of HMAC-SHA1 over the address and each parameter's name and value, names in order (facts/protocols.md 3.6). */
export function signatureOf(authToken: string, url: string, form: Readonly<Record<string, string>>): string {
  const names = Object.keys(form).sort()
  const signed = names.reduce((text, name) => text + name + (form[name] ?? ''), url)
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64')
}

export interface Addressed {
  /** Where it really goes. */
  url: string
  /** Further lines of the head, each with its end. */
  headers: string
}

/**
 * Signs a form for the address as the customer configured it, and finds where it goes: an account with a `publicUrl` has a
 * proxy in front, which here is a change of address and the two headers that proxies add. The fragment (retry rules of
 * this callback) is Twilio's own business: it is neither sent nor signed.
 */
export function addressed(
  account: TwilioAccount,
  configured: string,
  form: Readonly<Record<string, string>>,
  isForged: boolean,
): Addressed {
  const [signedUrl = configured] = configured.split('#', 1)
  const authToken = isForged || account.signatures === 'bad' ? `not ${account.authToken}` : account.authToken
  const lines = [`i-twilio-idempotency-token: ${randomUUID()}`, 'user-agent: TwilioProxy/1.1']
  if (account.signatures !== 'none') lines.push(`x-twilio-signature: ${signatureOf(authToken, signedUrl, form)}`)
  const behind = proxied(account, configured)
  if (behind !== undefined) {
    const { host, protocol } = new URL(configured)
    lines.push(`x-forwarded-host: ${host}`, `x-forwarded-proto: ${protocol.slice(0, -1)}`)
  }
  return { url: behind ?? configured, headers: lines.map(line => `${line}\r\n`).join('') }
}

/** Where an address below the account's public one is reached here; undefined: it is not below it. */
export function proxied({ publicUrl, behindPublicUrl }: TwilioAccount, url: string): string | undefined {
  if (publicUrl === null || behindPublicUrl === null || !url.startsWith(publicUrl)) return undefined
  return behindPublicUrl + url.slice(publicUrl.length)
}
