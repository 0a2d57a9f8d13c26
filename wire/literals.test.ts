import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseKeepingLiterals } from './literals.js'

describe('numbers in JSON keep their digits', () => {
  it.each([
    ['{"amount": 10.10}', { amount: '10.10' }],
    ['{"amount": 90071992547409.93}', { amount: '90071992547409.93' }],
    ['[-1, 0, 1e3]', ['-1', '0', '1e3']],
    ['{"text": "in 5 days \\"at 6\\"", "n": 7}', { text: 'in 5 days "at 6"', n: '7' }],
    ['{"yes": true, "no": null}', { yes: true, no: null }],
  ])('%s', (text, expected) => expect(parseKeepingLiterals(text)).toEqual(expected))

  it.each(['', '{', '{"amount": 010}', '{"amount": 1.}', 'NaN'])('%j is no JSON', text =>
    expect(parseKeepingLiterals(text)).toBeUndefined(),
  )

  it('changes nothing but numbers, whatever the document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), document => {
        const text = JSON.stringify(document)
        const expected: unknown = JSON.parse(text, (_, value: unknown) =>
          typeof value === 'number' ? JSON.stringify(value) : value,
        )
        expect(parseKeepingLiterals(text)).toEqual(expected)
      }),
    )
  })
})
