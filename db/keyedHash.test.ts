import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyedHash } from './keyedHash.js'

describe('the keyed hash of a text', () => {
  it('is HMAC-SHA-256, whatever the text and however long it is', () => {
    const key = randomBytes(32)
    const keyed = new KeyedHash(key)
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.nat(6_000).map(length => 'é'.repeat(length)),
    )
    fc.assert(
      fc.property(text, text => {
        const right = createHmac('sha256', key).update(text).digest('hex')
        expect([keyed.of(text).toString('hex'), keyed.hexOf(text)]).toEqual([right, right])
      }),
      { numRuns: 500 },
    )
  })

  it('takes no key that would have to be shortened', () => {
    expect(() => new KeyedHash(randomBytes(65))).toThrow(RangeError)
  })
})
