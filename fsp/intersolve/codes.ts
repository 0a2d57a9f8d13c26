/**
 * Every word of Intersolve that proves something, as tables by operation. What is not in them proves nothing: it is
 * `unknown`. Sources: facts 4 for result codes, RFC 9110 and RFC 6585 for HTTP. Tested row by row.
 */
import type { Reason } from '../../domain/reason.js'
import type { BalanceOutcome, CancelOutcome, IssueOutcome } from '../voucherContract.js'

/** The names of all result codes that are known (facts 4). */
export const resultCodes = {
  '0': 'Ok',
  '3': 'AuthorizationFailed',
  '5': 'InvalidParameters',
  '9': 'InvalidOrUnknownRetailer',
  '18': 'UnableToCancel',
  '19': 'CannotCancel',
  '101': 'CardOrCustomerDoesNotExist',
  '102': 'CardExpired',
  '103': 'CardBlocked',
  '119': 'CardInactive',
  '120': 'IncorrectActivationOrPurchaseValue',
  '127': 'CardUnavailable',
  '211': 'PINInvalid',
  '212': 'EANInvalid',
} as const
export type ResultCode = keyof typeof resultCodes

/** A code's row. Codes come from outside, so that a table must not answer for what every object has (`constructor`). */
export function tabled<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined
}

const unclear = { is: 'unknown', reason: 'unclear_answer' } as const
const notTaken = (reason: Reason) => ({ is: 'notTaken', reason }) as const

/**
 * What a code says of an issue; 0 is not here, for then the card must speak. Only codes by which the service turns the
 * order itself away are proof that there is no card. One that speaks of a card (101 … 119, 211) or of cancelling makes
 * no sense here, so that nobody knows what happened.
 */
export const issueByCode: Readonly<Record<string, IssueOutcome>> = {
  '3': notTaken('credentials'),
  '5': notTaken('bad_request'),
  '9': notTaken('not_permitted'),
  '18': unclear,
  '19': unclear,
  '101': unclear,
  '102': unclear,
  '103': unclear,
  '119': unclear,
  '120': { is: 'refused', reason: 'amount_not_allowed' },
  // No card of this product is left to be issued: no fault of the voucher, so it may be issued later.
  '127': notTaken('not_permitted'),
  '211': unclear,
  '212': notTaken('not_permitted'),
}

/**
 * What a code says of cancelling, by RefPos or card; 0 is not here, for then the amount is told with it. 18 is said of
 * issues that were cancelled before, that never were, and that can not be cancelled now, so it proves nothing; 19 is said of
 * a card of which something was spent. Both are settled by the balance.
 */
export const cancelByCode: Readonly<Record<string, CancelOutcome>> = {
  '3': notTaken('credentials'),
  '5': notTaken('bad_request'),
  '9': notTaken('not_permitted'),
  '18': { is: 'unable' },
  '19': { is: 'alreadyUsed' },
  '101': { is: 'notFound' },
  '102': unclear,
  '103': unclear,
  '119': unclear,
  '120': unclear,
  '127': unclear,
  '211': unclear,
  '212': notTaken('not_permitted'),
}

/** What a code says when a balance is asked for; 0 is not here, for then the balance speaks. */
export const balanceByCode: Readonly<Record<string, BalanceOutcome>> = {
  '3': { is: 'unknown', reason: 'credentials' },
  '5': { is: 'unknown', reason: 'bad_request' },
  '9': { is: 'unknown', reason: 'not_permitted' },
  '18': unclear,
  '19': unclear,
  '101': { is: 'notFound' },
  '102': { is: 'balance', amount: null, usable: false, why: 'expired' },
  '103': { is: 'balance', amount: null, usable: false, why: 'blocked' },
  '119': { is: 'balance', amount: null, usable: false, why: 'inactive' },
  '120': unclear,
  '127': unclear,
  '211': { is: 'wrongPin' },
  '212': { is: 'unknown', reason: 'not_permitted' },
}

/**
 * Statuses of the whole answer by which the server says that it did not let the request in. No 5xx and no 3xx is here:
 * either may come from something between us and a card that was issued. Neither is 400 (it may be the service's own word,
 * said halfway) nor 408.
 */
export const notTakenByStatus: Readonly<Record<string, Reason>> = {
  // RFC 9110 15.5.2, 15.5.4: no valid credentials; understood, and refused to fulfil
  '401': 'credentials',
  '403': 'not_permitted',
  // RFC 9110 15.5.5, 15.5.6: nothing at this address takes requests: INTERSOLVE_URL is wrong
  '404': 'not_permitted',
  '405': 'not_permitted',
  // RFC 9110 15.5.14, 15.5.16: the content was refused as such
  '413': 'bad_request',
  '415': 'bad_request',
  // RFC 6585 4: too many requests
  '429': 'throttled',
}
