/** One call of up to ten payments as the provider wants it (facts 1.3). Pure: the same call always gives the same body. */
import { toDecimal, type Money } from '../../domain/money.js'
import type { Reason } from '../../domain/reason.js'
import type { AttemptToSend, Call } from '../contract.js'
import { bounds, payableStepMinor, type AfricasTalkingAccount } from './settings.js'
import type { PayoutMetadata } from './wire.js'

/** Documented, and refused beyond it by the provider's own clients. */
export const recipientsPerCall = 10

/**
 * The body's text. It is put together as text, because the amount must leave as a JSON number (facts 1.3) and no float
 * may ever hold it: the literal is made by integer arithmetic. Of a person it holds the number and nothing else.
 */
export function requestBody(account: AfricasTalkingAccount, call: Call): string {
  const recipients = call.attempts.map(attempt => recipient(account, attempt)).join(',')
  const head = JSON.stringify({ username: account.username, productName: account.productName })
  return `${head.slice(0, -1)},"recipients":[${recipients}]}`
}

function recipient(account: AfricasTalkingAccount, { key, payoutId, number, amount }: AttemptToSend): string {
  const metadata: PayoutMetadata = { payoutId, attemptKey: key }
  const { reason, providerChannel } = account
  const before = JSON.stringify({ phoneNumber: number, currencyCode: amount.currency })
  const after = JSON.stringify({ ...(reason && { reason }), ...(providerChannel && { providerChannel }), metadata })
  return `${before.slice(0, -1)},"amount":${amountLiteral(amount)},${after.slice(1)}`
}

/** `5000` for KES 5,000.00: a JSON number without needless digits. */
export function amountLiteral(amount: Money): string {
  const literal = toDecimal(amount)
  return literal.includes('.') ? literal.replace(/\.?0+$/, '') : literal
}

/**
 * What is wrong with a call that must not leave, for each attempt that is to blame; empty for a good call. These are
 * mistakes of ours that approval should have caught: nothing is sent, so that they stay harmless.
 */
export function faultsOf(account: AfricasTalkingAccount, call: Call): ReadonlyMap<AttemptToSend, Reason> {
  const tooMany = call.attempts.length > recipientsPerCall
  const faults = new Map<AttemptToSend, Reason>()
  for (const attempt of call.attempts) {
    const twice = call.attempts.some(other => other !== attempt && sameTarget(other, attempt))
    if (tooMany || twice || !/^\+[1-9]\d{7,14}$/.test(attempt.number)) faults.set(attempt, 'bad_request')
    else if (!isPayable(account, attempt.amount)) faults.set(attempt, 'amount_not_allowed')
  }
  return faults
}

/** Entries of an answer are told apart by number, transactions by key: neither may occur twice in a call. */
const sameTarget = (one: AttemptToSend, other: AttemptToSend): boolean =>
  one.number === other.number || one.key === other.key

function isPayable(account: AfricasTalkingAccount, { minor, currency }: Money): boolean {
  const { minAmount, maxAmount } = bounds(account)
  return (
    currency === account.currency &&
    minor > 0n &&
    minor % payableStepMinor(currency) === 0n &&
    (minAmount === undefined || minor >= minAmount.minor) &&
    (maxAmount === undefined || minor <= maxAmount.minor)
  )
}
