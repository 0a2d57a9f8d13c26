/**
 * Every word of the provider that proves something, as tables. What is not in them proves nothing: it is `unknown`.
 * Sources: facts 1.3, 1.4 and, for HTTP, RFC 9110 and RFC 6585. Tested row by row.
 */
import type { Reason } from '../../domain/reason.js'
import type { Outcome } from '../contract.js'

/** A word's row. Words come from outside, so that a table must not answer for what every object has (`constructor`). */
export function tabled<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}

/**
 * Statuses of the whole answer by which the server says that it did not let the request in. No 5xx and no 3xx is here:
 * either may come from something between us and a payment that was taken. 408 is not here: part of it may have arrived.
 */
export const notTakenByStatus: Readonly<Record<number, Reason>> = {
  // "The supplied authentication is invalid", before any handler runs (facts 1.3)
  401: 'credentials',
  // RFC 9110 15.5.4: understood, and refused to fulfil
  403: 'not_permitted',
  // RFC 9110 15.5.5, 15.5.6: nothing at this address takes payments; the address is configured wrongly
  404: 'not_permitted',
  405: 'not_permitted',
  // RFC 9110 15.5.14, 15.5.16: the content was refused as such
  413: 'bad_request',
  415: 'bad_request',
  // RFC 6585 4: too many requests
  429: 'throttled',
}

/**
 * Beginnings of the plain texts of a 400 by which the framework in front of the provider's code rejects a request it
 * could not read. Any other 400 may be the code's own, said after it had begun to pay: unknown.
 */
export const notTakenBy400: readonly string[] = [
  'the request content was malformed',
  'request is missing required form field',
  'request is missing required query parameter',
  'request entity expected but not supplied',
]

/** What the status of a whole answer proves. Undefined: nothing, and the body must speak (2xx) or the call is unknown. */
export function notTakenReason(status: number, contentType: string, body: string): Reason | undefined {
  if (status !== 400) return notTakenByStatus[status]
  const text = body.trim().toLowerCase()
  const rejected = /^text\/plain\b/i.test(contentType) && notTakenBy400.some(beginning => text.startsWith(beginning))
  return rejected ? 'bad_request' : undefined
}

/** An entry's statuses that, with an `errorMessage` and without a transaction id, mean that nothing was paid for it. */
export const failureStatuses: Readonly<Record<string, Reason>> = {
  InvalidRequest: 'refused_unlisted',
  InvalidPhoneNumber: 'invalid_number',
  NotSupported: 'wrong_operator',
  Failed: 'refused_unlisted',
}

/** An entry's statuses that say something, though no outcome. */
export const silentStatuses: Readonly<Record<string, Reason>> = {
  // taken before, perhaps under this very key: says nothing about how that ended
  DuplicateRequest: 'already_submitted',
}

/** What a transaction's own status says when it is asked for (find, fetch) or notified. */
export const transactionStatuses: Readonly<Record<string, 'accepted' | 'paid' | 'refused'>> = {
  Queued: 'accepted',
  PendingConfirmation: 'accepted',
  PendingValidation: 'accepted',
  Success: 'paid',
  Failed: 'refused',
}

/**
 * Words in which refusals are explained. The provider publishes no list, so these are looked for anywhere in the text,
 * in this order, whatever its case; the first that occurs counts. They choose who acts; whether money moved is never
 * decided by them.
 */
export const explanations: readonly (readonly [words: string, reason: Reason])[] = [
  ['not validated', 'not_taken'],
  ['validation failed', 'not_taken'],
  ['insufficient', 'insufficient_funds'],
  ['not enough', 'insufficient_funds'],
  ['not registered', 'not_registered'],
  ['unregistered', 'not_registered'],
  ['not a registered', 'not_registered'],
  ['does not have an m-pesa', 'not_registered'],
  ['blocked', 'recipient_blocked'],
  ['suspended', 'recipient_blocked'],
  ['barred', 'recipient_blocked'],
  ['frozen', 'recipient_blocked'],
  ['dormant', 'recipient_blocked'],
  ['limit of the recipient', 'recipient_limit'],
  ['recipient limit', 'recipient_limit'],
  ['limit reached', 'recipient_limit'],
  ['daily limit', 'recipient_limit'],
  ['maximum balance', 'recipient_limit'],
  ['invalid amount', 'amount_not_allowed'],
  ['amount is invalid', 'amount_not_allowed'],
  ['minimum', 'amount_not_allowed'],
  ['maximum', 'amount_not_allowed'],
  ['currency is not supported', 'not_permitted'],
  ['product does not exist', 'not_permitted'],
  ['provider channel', 'not_permitted'],
  ['other operator', 'wrong_operator'],
  ['unsupported network', 'wrong_operator'],
  ['network is not supported', 'wrong_operator'],
  ['phone number is invalid', 'invalid_number'],
  ['invalid phone number', 'invalid_number'],
  ['phone number is not valid', 'invalid_number'],
  ['invalid msisdn', 'invalid_number'],
]

/** The reason that a text gives, or `otherwise`. */
export function explained(text: string, otherwise: Reason): Reason {
  const lower = text.toLowerCase()
  return explanations.find(([words]) => lower.includes(words))?.[1] ?? otherwise
}

/** Reasons on our side of the matter: the same payment can leave again once they are mended. */
const oursToMend: readonly Reason[] = ['insufficient_funds', 'not_permitted', 'not_taken']

/** An entry that failed before it became a transaction: given back when we are to blame, refused when the recipient is. */
export function failedEntry(status: string, errorMessage: string): Outcome | undefined {
  const byStatus = tabled(failureStatuses, status)
  if (byStatus === undefined) return undefined
  const reason = explained(errorMessage, byStatus)
  return oursToMend.includes(reason) ? { is: 'notTaken', reason } : { is: 'refused', reason }
}

/** The outcome that a transaction's status and description amount to. */
export function transactionOutcome(status: string, description: string): Outcome {
  const says = tabled(transactionStatuses, status)
  switch (says) {
    case 'accepted':
    case 'paid':
      return { is: says }
    case 'refused':
      return { is: 'refused', reason: explained(description, 'refused_unlisted') }
    case undefined:
      return { is: 'unknown', reason: 'unclear_answer' }
  }
}

/** Network codes (facts 1.5) and names (facts 7) of operators; those of the account's country that pay by M-PESA. */
export const networks: Readonly<Record<string, string>> = {
  '63902': 'Safaricom',
  '63903': 'Airtel',
  '63907': 'Telkom',
  '63999': 'Equitel',
  '64002': 'Tigo',
  '64004': 'Vodacom',
  '64005': 'Airtel',
  '64101': 'Airtel',
  '64110': 'MTN',
  '63510': 'MTN',
  '63601': 'Ethio Telecom',
  '99999': 'Athena',
}
export const otherOperatorNames: readonly string[] = ['Finserve', 'Jamii', 'Faiba', 'Infura', 'Homeland']
export const ownNetworks: Readonly<Record<string, readonly string[]>> = { KE: ['63902'] }
