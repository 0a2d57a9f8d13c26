/**
 * What the provider says of one transaction, read from an answer's entry, a found record or a notification. They share
 * their words (facts 1.3, 1.4), so they are read in one place.
 */
import { z } from 'zod'
import { money, parseMoneyText, type Currency, type Money } from '../../domain/money.js'
import type { TransactionFacts } from '../contract.js'
import { wireNumber } from './number.js'

/** Fields may be missing, null or of a kind we do not expect: then they are simply not there. */
const text = z.string().optional().catch(undefined)

/** A transaction's record as find, fetch and notifications write it; only what we use. */
export const transactionRecord = z.object({
  transactionId: z.string().trim().min(1).max(200),
  status: z.string(),
  category: text,
  destination: text,
  value: text,
  transactionFee: text,
  providerFee: text,
  providerRefId: text,
  description: text,
  requestMetadata: z.object({ attemptKey: text }).optional().catch(undefined),
  providerMetadata: z.object({ recipientName: text, recipientIsRegistered: text }).optional().catch(undefined),
})
export type ReadRecord = z.output<typeof transactionRecord>

/** What was read of an amount: there, absent, or written so that it can not be what we asked for. */
export type ReadAmount = { is: 'read'; amount: Money } | { is: 'absent' } | { is: 'contradiction'; why: string }

/** An amount: more digits than the currency has contradict us, since we never pay fractions (design section 6, "Units"). */
export function readAmount(value: string | undefined): ReadAmount {
  if (value === undefined || value.trim() === '') return { is: 'absent' }
  const parsed = parseMoneyText(value)
  if (parsed.ok) return { is: 'read', amount: parsed.money }
  return {
    is: 'contradiction',
    why: `the amount is ${parsed.why === 'inexact' ? 'a fraction of a minor unit' : 'unreadable'}`,
  }
}

/** Fees: what the provider and the operator took, together. One that can not be read is left out and remarked on. */
export function readFee(
  parts: readonly (string | undefined)[],
  currency: Currency,
): { fee?: Money; oddities: readonly string[] } {
  const written = parts.filter(part => part !== undefined && part.trim() !== '')
  const read = written.map(part => parseMoneyText(part ?? ''))
  const exact = read.flatMap(part => (part.ok && part.money.currency === currency ? [part.money.minor] : []))
  if (exact.length < written.length) {
    const inexact = read.some(part => !part.ok && part.why === 'inexact')
    return { oddities: [`the fee is ${inexact ? 'a fraction of a minor unit' : 'unreadable or in another currency'}`] }
  }
  if (exact.length === 0) return { oddities: [] }
  return {
    fee: money(
      exact.reduce((sum, part) => sum + part, 0n),
      currency,
    ),
    oddities: [],
  }
}

/** `254724XXXYYY - John Doe` is the name after the masked number; other texts are taken whole. */
export function readName(recipientName: string | undefined): string | undefined {
  const name = recipientName?.replace(/^\+?[\d*X-Zx-z]{6,15}\s+-\s+/, '').trim()
  return name === '' ? undefined : name
}

/** The facts of a record. A failed one has no fee (facts 1.4: amount and fee are refunded), receipt or name. */
export function factsOf(record: ReadRecord, currency: Currency, country: string): TransactionFacts {
  const amount = readAmount(record.value)
  const number = record.destination === undefined ? null : wireNumber(record.destination, country)
  const known: TransactionFacts = {
    transactionId: record.transactionId,
    ...(amount.is === 'read' && { amount: amount.amount }),
    ...(number !== null && { number }),
  }
  if (record.status !== 'Success') return known
  const { fee, oddities } = readFee([record.transactionFee, record.providerFee], currency)
  const receipt = record.providerRefId?.trim()
  const recipientName = readName(record.providerMetadata?.recipientName)
  return {
    ...known,
    ...(receipt && { receipt }),
    ...(recipientName !== undefined && { recipientName }),
    ...(fee && { fee }),
    ...(oddities.length > 0 && { oddities }),
  }
}

/** Why a transaction can not be the transfer of this number and amount; undefined where nothing speaks against it. */
export function mismatch(
  asked: { number: string; amount: Money },
  said: { number: string | null | undefined; amount: ReadAmount },
): string | undefined {
  if (said.number !== undefined && said.number !== asked.number) return 'the number is not the one that was asked for'
  if (said.amount.is === 'contradiction') return said.amount.why
  if (said.amount.is === 'absent') return undefined
  const { minor, currency } = said.amount.amount
  if (currency !== asked.amount.currency) return 'the currency is not the one that was asked for'
  return minor === asked.amount.minor ? undefined : 'the amount is not the one that was asked for'
}
