import { hash, randomFillSync } from 'node:crypto'

/** Identifiers are truly random, never from the seed: two books must not use the same one for two things. */
const hex = (bytes = 16): string => random(bytes).toString('hex')

/** Asking the system for chance costs as much for a page of it as for one identifier. */
const page = Buffer.alloc(8_192)
let used = page.length

function random(bytes: number): Buffer {
  if (used + bytes > page.length) {
    randomFillSync(page)
    used = 0
  }
  used += bytes
  return page.subarray(used - bytes, used)
}

/** Begins with the moment, so that the book's index grows at its end; 80 bits of chance follow. */
export const newTransactionId = (): string => `ATPid_${Date.now().toString(16).padStart(12, '0')}${hex(10)}`
export const newSimSwapRequestId = (): string => `ATXSwid_${hex()}`
export const newMessageId = (): string => `ATXid_${hex()}`
export const newReference = (): string => hex()

/** Ten capitals and digits, as M-PESA's receipts are now (facts/protocols.md 5.1). */
export const newReceipt = (): string => random(6).readUIntBE(0, 6).toString(36).toUpperCase().padStart(10, '0')

/** SHA-256 in hex: the same text, the same hash. */
export const hashOf = (text: string): string => hash('sha256', text, 'hex')

/** Two capitals for the kind of thing and 32 hex digits, as Twilio names everything. */
export const newSid = (kind: 'SM' | 'MM' | 'HX'): string => `${kind}${hex()}`

/** So many digits by chance, of 48 bits at a time; the bias towards small ones is one in a million. */
const digits = (count: number): string =>
  count > 8 ? digits(8) + digits(count - 8) : String(random(6).readUIntBE(0, 6) % 10 ** count).padStart(count, '0')

/** Nineteen digits, as the voucher service numbers its cards (facts/protocols.md 4). */
export const newCardId = (): string => `70${digits(17)}`
/** Six digits, whose leading zeros count. */
export const newPin = (isLeadingZero: boolean): string => (isLeadingZero ? `00${digits(4)}` : digits(6))
export const newVoucherTransactionId = (): string => digits(12)
