/** Accounts, attempts and calls for the tests of connectors. Numbers are invented. */
import { randomUUID } from 'node:crypto'
import { attemptKey, type PayoutId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import { readAccount, urlsFor, type AfricasTalkingAccount } from '../../fsp/africastalking/settings.js'
import type { AttemptToAsk, AttemptToSend, Call, ConnectorAccount } from '../../fsp/contract.js'

export function anAccount(change: Partial<ConnectorAccount> = {}): ConnectorAccount {
  return {
    fspName: 'africastalking',
    currency: 'KES',
    country: 'KE',
    credentials: { username: 'isiolo', apiKey: 'a-key-for-tests' },
    settings: { productName: 'Isiolo' },
    ...change,
  }
}

/** An account as the parts of the Africa's Talking connector see it, with every service at `url`. */
export function aReadAccount(settings: Readonly<Record<string, string>> = {}, url?: string): AfricasTalkingAccount {
  const given = anAccount({ settings: { productName: 'Isiolo', ...settings } })
  return readAccount(given, urlsFor('isiolo', url === undefined ? {} : everywhere(url)))
}

export const everywhere = (url: string) => ({
  AFRICASTALKING_PAYMENTS_URL: url,
  AFRICASTALKING_API_URL: url,
  AFRICASTALKING_INSIGHTS_URL: url,
})

let numbered = 0

/** A first attempt of a new payout, to a number of its own. */
export function anAttempt(change: Partial<AttemptToSend> = {}): AttemptToSend {
  const payoutId = randomUUID()
  numbered += 1
  return {
    key: attemptKey(payoutId as PayoutId, 1),
    payoutId,
    number: `+2547110${String(numbered).padStart(5, '0')}`,
    amount: money(550_000n, 'KES'),
    ...change,
  }
}

export function aCall(attempts: number | readonly AttemptToSend[] = 3, change: Partial<Call> = {}): Call {
  const list = typeof attempts === 'number' ? Array.from({ length: attempts }, () => anAttempt()) : attempts
  return { key: `call-${randomUUID()}`, attempts: list, sendByMs: Date.now() + 30_000, ...change }
}

export function asked(attempt: AttemptToSend, change: Partial<AttemptToAsk> = {}): AttemptToAsk {
  return { ...attempt, transactionIds: [], leftAtMs: Date.now(), ...change }
}
