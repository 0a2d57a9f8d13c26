/** Whether a callback is Twilio's, by its own algorithm (facts 3.6): HMAC of the public address and the form. */
import { createRequire } from 'node:module'
import type { CarrierRequest } from '../contract.js'
import { fieldsOf, isJson, textOf } from '../form.js'

/** Only this part of the package: it is small, and callbacks arrive in processes that never send. */
const { validateRequest, validateRequestWithBody } = createRequire(import.meta.url)(
  'twilio/lib/webhooks/webhooks.js',
) as {
  validateRequest(token: string, signature: string, url: string, params: Record<string, string | string[]>): boolean
  validateRequestWithBody(token: string, signature: string, url: string, body: string): boolean
}

/** Never throws. `request.url` is the public address, also behind a proxy; with and without port counts as the same. */
export function isSigned(authToken: string, request: CarrierRequest): boolean {
  const signature = request.headers['x-twilio-signature'] ?? ''
  if (signature === '') return false
  try {
    if (isJson(request)) return validateRequestWithBody(authToken, signature, request.url, textOf(request))
    const fields = [...fieldsOf(request)].map(([name, [one = '', ...more]]): [string, string | string[]] => [
      name,
      more.length === 0 ? one : [one, ...more],
    ])
    return validateRequest(authToken, signature, request.url, Object.fromEntries(fields))
  } catch {
    // An address that is none.
    return false
  }
}
