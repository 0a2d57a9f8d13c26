/** What names an issue and a card. All of them are texts: leading zeros count, and nineteen digits fit no number. */
import { randomBytes } from 'node:crypto'

/** Forty bits of chance (facts 4), never zero. Among a million of them two are probably the same: stored, it must be unique. */
export function newRefPos(): string {
  const number = randomBytes(5).readUIntBE(0, 5)
  return number === 0 ? newRefPos() : String(number)
}

export const isRefPos = (text: string): boolean => /^[1-9]\d{0,12}$/.test(text)
/** Nineteen digits and six for the brand that is known (facts 4); others may have others. */
export const isCardId = (text: string): boolean => /^\d{8,32}$/.test(text)
export const isPin = (text: string): boolean => /^\d{4,12}$/.test(text)
