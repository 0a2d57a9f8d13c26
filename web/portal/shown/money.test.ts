import { describe, expect, it } from 'vitest'
import { formatMoney, parseMoney, plainMoney } from './money.ts'

const digits = { KES: 2, UGX: 0 }
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

describe('money as people read it', () => {
  it('is grouped, with the code of its currency', () => {
    expect(plain(formatMoney('500000', 'KES', digits, 'en'))).toBe('KES 5,000.00')
    expect(plain(formatMoney('500000', 'UGX', digits, 'en'))).toBe('UGX 500,000')
  })

  it('keeps every digit of a sum that no float holds', () => {
    expect(plain(formatMoney('9007199254740993', 'KES', digits, 'en'))).toBe('KES 90,071,992,547,409.93')
  })

  it('keeps the sign of less than one', () => {
    expect(plain(formatMoney('-5', 'KES', digits, 'en'))).toBe('-KES 0.05')
  })

  it('is written as each language writes it', () => {
    expect(plain(formatMoney('123456', 'EUR', { EUR: 2 }, 'nl'))).toBe('EUR 1.234,56')
    expect(plain(formatMoney('123456', 'EUR', { EUR: 2 }, 'fr'))).toBe('1 234,56 EUR')
  })

  it('is read from what people type, exactly or not at all', () => {
    expect(parseMoney('5000', 'KES', digits)).toBe('500000')
    expect(parseMoney('5 000,5', 'KES', digits)).toBe('500050')
    expect(parseMoney('5000.001', 'KES', digits)).toBeNull()
    expect(parseMoney('12.5', 'UGX', digits)).toBeNull()
    expect(parseMoney('0', 'KES', digits)).toBeNull()
    expect(parseMoney('1e5', 'KES', digits)).toBeNull()
  })

  it('is put back as somebody would have typed it', () => {
    expect(plainMoney('500050', 'KES', digits)).toBe('5000.50')
    expect(plainMoney('500000', 'KES', digits)).toBe('5000')
    expect(plainMoney('5', 'KES', digits)).toBe('0.05')
    expect(plainMoney('500000', 'UGX', digits)).toBe('500000')
  })
})
