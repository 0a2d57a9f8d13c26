/** What the provider sends us by itself, translated (facts 1.4). Pure. Nothing here is signed: others decide what to believe. */
import { z } from 'zod'
import { isCurrency, parseDecimal } from '../../domain/money.js'
import type { ParsedNotice, ParsedValidation } from '../contract.js'
import { parseJson, parseKeepingLiterals } from '../../wire/literals.js'
import { simSwapFinding, simSwapNotice } from './carrier.js'
import { transactionOutcome } from './codes.js'
import { wireNumber } from './number.js'
import type { AfricasTalkingAccount } from './settings.js'
import { factsOf, readAmount, transactionRecord, type ReadRecord } from './transaction.js'

const malformed = (why: string): { kind: 'malformed'; why: string } => ({ kind: 'malformed', why })

/** Money that comes in to us. */
const incoming: readonly string[] = ['MobileC2B', 'MobileCheckout', 'CardCheckout', 'BankCheckout']

type Account = Pick<AfricasTalkingAccount, 'currency' | 'country' | 'acceptedNetworks'>

/**
 * Reads a notification. One that does not say to whom and how much was paid proves nothing about a payment of ours, so
 * it is malformed; the same holds for amounts that no payment of ours can have.
 */
export function parseNotice(account: Account, raw: string, contentType: string): ParsedNotice {
  if (!/^application\/json\s*(;|$)/i.test(contentType.trim()))
    return malformed('the content type is not application/json')
  const document = parseJson(raw)
  if (document === undefined) return malformed('the body is not JSON')
  const check = simSwapNotice.safeParse(document)
  if (check.success) {
    const finding = simSwapFinding(account, check.data)
    return { kind: 'accountCheck', direction: 'none', checkId: check.data.requestId, finding }
  }
  const record = transactionRecord.safeParse(document)
  if (!record.success) return malformed('it names no transaction and status')
  return ofRecord(account, record.data)
}

function ofRecord(account: Account, record: ReadRecord): ParsedNotice {
  const attemptKey = record.requestMetadata?.attemptKey
  const category = record.category ?? (attemptKey === undefined ? '' : 'MobileB2C')
  const amount = readAmount(record.value)
  if (amount.is === 'contradiction') return malformed(amount.why)
  if (incoming.includes(category)) {
    const paid = amount.is === 'read' ? { amount: amount.amount } : {}
    return { kind: 'incoming', direction: 'in', transactionId: record.transactionId, ...paid }
  }
  if (category !== 'MobileB2C') return malformed('its category is none that this account uses')
  const facts = factsOf(record, account.currency, account.country)
  if (!facts.number || !facts.amount) return malformed('it does not say to whom and how much')
  const outcome = transactionOutcome(record.status, record.description ?? '')
  return { kind: 'outcome', direction: 'out', outcome, ...facts, ...(attemptKey !== undefined && { attemptKey }) }
}

const validation = z.object({
  transactionId: z.string().trim().min(1).max(200),
  phoneNumber: z.string(),
  currencyCode: z.string(),
  amount: z.string(),
  metadata: z
    .object({ attemptKey: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
})

/** Reads the question whether a payment is ours (B2C validation). Its amount is taken from the literal, never a float. */
export function parseValidation(account: Pick<Account, 'country'>, raw: string): ParsedValidation {
  const question = validation.safeParse(parseKeepingLiterals(raw))
  if (!question.success) return malformed('it names no transaction, number, currency and amount')
  const { transactionId, phoneNumber, currencyCode, amount, metadata } = question.data
  if (!isCurrency(currencyCode)) return malformed('its currency is none that we pay in')
  const read = parseDecimal(amount, currencyCode)
  if (!read.ok) return malformed(`its amount is ${read.why}`)
  const number = wireNumber(phoneNumber, account.country)
  if (number === null) return malformed('its number is not a phone number')
  const attemptKey = metadata?.attemptKey
  return { kind: 'ask', transactionId, number, amount: read.money, ...(attemptKey !== undefined && { attemptKey }) }
}

/** The two words the provider understands; both with HTTP 200, as any other status is no answer to it. */
export function validationReply(valid: boolean): { status: number; body: unknown } {
  return { status: 200, body: { status: valid ? 'Validated' : 'Failed' } }
}
