import { describe, expect, it } from 'vitest'
import { wireNumber } from './number.js'
import { readPrice, readPriceText, writePrice } from './price.js'

describe('what a message cost, in millionths', () => {
  it.each([
    ['-0.00750', 7_500n],
    ['0.0075', 7_500n],
    ['-1', 1_000_000n],
    ['0.000001', 1n],
    ['0.0000011', 2n],
    ['0.1000000000', 100_000n],
    ['123456789012.123456', 123_456_789_012_123_456n],
  ])('%s is %s', (literal, micros) => expect(readPrice(literal, 'usd')).toEqual({ micros, currency: 'USD' }))

  it.each(['', 'free', '1,5', '1e-7', '.5', '1.', 'NaN'])('%j is no price', literal =>
    expect(readPrice(literal, 'USD')).toBeUndefined(),
  )
  it.each(['', 'US', 'DOLLARS', '€€€'])('%j is no currency', currency =>
    expect(readPrice('1', currency)).toBeUndefined(),
  )

  it.each([
    ['KES 0.8000', { micros: 800_000n, currency: 'KES' }],
    ['UGX 35', { micros: 35_000_000n, currency: 'UGX' }],
    ['0', undefined],
    ['KES', undefined],
    ['KES 1 000', undefined],
  ])('%j as Africa’s Talking writes it', (text, price) => expect(readPriceText(text)).toEqual(price))
})

it.each([
  ['+254711000001', '+254711000001'],
  ['254711000001', '+254711000001'],
  ['whatsapp:+31612345678', '+31612345678'],
  [' +254711000001 ', '+254711000001'],
  ['40404', null],
  ['MKONO', null],
  ['0711000001', null],
  ['whatsapp:', null],
  ['', null],
])('%j on the wire is the number %j', (text, number) => expect(wireNumber(text)).toBe(number))

it.each(['0', '0.8', '0.000001', '12', '123456789012.123456'])('%s is written as it was read', literal =>
  expect(writePrice(readPrice(literal, 'USD')?.micros ?? -1n)).toBe(literal),
)
