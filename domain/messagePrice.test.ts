import { describe, expect, it } from 'vitest'
import { broadcastCosts, highestPriceIn, priceOf, wrongWithPrices, type PriceLine } from './messagePrice.js'

const line = (prefix: string, micros: bigint, more: Partial<PriceLine> = {}): PriceLine => ({
  channel: 'sms',
  prefix,
  currency: 'KES',
  micros,
  ...more,
})
const table = [line('', 4_000_000n), line('254', 800_000n), line('25473', 1_200_000n), line('255', 9_000_000n)]

describe('what a message will cost', () => {
  it.each([
    ['+254711000001', 800_000n],
    ['+254733000001', 1_200_000n],
    ['+31612345678', 4_000_000n],
  ])('to %s goes by the line that says most about the number', (number, micros) =>
    expect(priceOf(table, { channel: 'sms', number, segments: 1 })).toEqual({ micros, currency: 'KES' }),
  )

  it('is each segment of an SMS, and a WhatsApp message as a whole', () => {
    const both = [...table, line('254', 500n, { channel: 'whatsapp' })]
    const number = '+254711000001'
    expect(priceOf(both, { channel: 'sms', number, segments: 3 })?.micros).toBe(2_400_000n)
    expect(priceOf(both, { channel: 'whatsapp', number, segments: 3 })?.micros).toBe(500n)
  })

  it('is not known where no line names the number, or the way', () => {
    expect(priceOf([line('254', 1n)], { channel: 'sms', number: '+31612345678', segments: 1 })).toBeNull()
    expect(priceOf(table, { channel: 'whatsapp', number: '+254711000001', segments: 1 })).toBeNull()
    expect(priceOf(table, { channel: 'print', number: '+254711000001', segments: 1 })).toBeNull()
  })

  it('is at most what the dearest operator of a country costs', () => {
    const inKenya = { channel: 'sms', callingCode: '254', segments: 2 } as const
    expect(highestPriceIn(table, inKenya)).toEqual({ micros: 2_400_000n, currency: 'KES' })
    expect(highestPriceIn([line('', 7n), line('25473', 5n)], inKenya)?.micros).toBe(14n)
    expect(highestPriceIn([line('255', 7n)], inKenya)).toBeNull()
  })
})

describe('a table of prices', () => {
  it('has each prefix once for a way, and one currency', () => {
    expect(wrongWithPrices(table)).toEqual([])
    expect(wrongWithPrices([...table, line('254', 1n), line('', 1n, { currency: 'USD' })])).toEqual([
      'The price of sms to 254 is there twice.',
      'The price of sms to all other numbers is there twice.',
      'A carrier bills an account in one currency: the table has KES and USD.',
    ])
  })
})

describe('what telling many costs', () => {
  const ways = [
    { channel: 'whatsapp', carrierAccountId: 'one' },
    { channel: 'sms', carrierAccountId: 'one' },
    { channel: 'print', carrierAccountId: 'lists' },
  ] as const
  const groups = [
    { people: 10, segments: 1 },
    { people: 5, segments: 3 },
  ]
  const tables = new Map([['one', [line('254', 800_000n), line('254', 50n, { channel: 'whatsapp' })]]])

  it('goes by what its carrier has told lately, else by the table, each way by itself', () => {
    const told = [{ channel: 'sms', currency: 'USD', micros: 7_000n }]
    expect(broadcastCosts(groups, { ways, told, tables, callingCode: '254' })).toEqual([
      { channel: 'whatsapp', currency: 'KES', micros: 750n, by: 'table' },
      { channel: 'sms', currency: 'USD', micros: 175_000n, by: 'told' },
    ])
    expect(broadcastCosts(groups, { ways, told: [], tables, callingCode: '254' })[1]?.micros).toBe(20_000_000n)
    expect(broadcastCosts(groups, { ways, told: [], tables: new Map(), callingCode: '254' })).toEqual([])
  })
})
