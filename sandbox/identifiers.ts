import { randomBytes, randomInt } from 'node:crypto'

/** Identifiers are truly random, never from the seed: two books must not use the same one for two things. */
const hex = (): string => randomBytes(16).toString('hex')

/** Begins with the moment, so that the book's index grows at its end; 80 bits of chance follow. */
export const newTransactionId = (): string =>
  `ATPid_${Date.now().toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`
export const newSimSwapRequestId = (): string => `ATXSwid_${hex()}`
export const newMessageId = (): string => `ATXid_${hex()}`
export const newReference = (): string => hex()

const receiptLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Ten capitals and digits, as M-PESA's receipts are now (facts/protocols.md 5.1). */
export function newReceipt(): string {
  return Array.from({ length: 10 }, () => receiptLetters[randomInt(receiptLetters.length)]).join('')
}
