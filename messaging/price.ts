/** What a message cost, read from the carrier's own digits. In millionths of the currency's unit; no float is made. */
import type { Price } from './contract.js'

const places = 6

/**
 * Reads a decimal literal and a currency. The sign is dropped: Twilio writes what it takes as negative (`-0.00750`).
 * Digits past the millionth round up, so that a total is never too low. Undefined for what is not a price.
 */
export function readPrice(literal: string, currency: string): Price | undefined {
  const match = /^[-+]?(\d{1,12})(?:\.(\d{1,20}))?$/.exec(literal.trim())
  if (!match || !/^[A-Za-z]{3}$/.test(currency.trim())) return undefined
  const fraction = (match[2] ?? '').padEnd(places, '0')
  const more = /[1-9]/.test(fraction.slice(places)) ? 1n : 0n
  const micros = BigInt((match[1] ?? '0') + fraction.slice(0, places)) + more
  return { micros, currency: currency.trim().toUpperCase() }
}

/** Reads `KES 0.8000`: how Africa’s Talking writes costs (facts 1.5). */
export function readPriceText(text: string): Price | undefined {
  const [currency = '', literal = '', ...more] = text.trim().split(' ')
  return more.length === 0 ? readPrice(literal, currency) : undefined
}

/** The other way round, without zeros at the end: `0.8` for 800,000 millionths. */
export function writePrice(micros: bigint): string {
  const digits = micros.toString().padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`)
}
