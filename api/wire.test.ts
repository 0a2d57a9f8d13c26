import { describe, expect, it } from 'vitest'
import { canonical, plain } from './wire.js'

describe('the wire', () => {
  it('writes money as text and moments as ISO 8601, however deep they lie', () => {
    const told = plain({ amountMinor: 900719925474099312n, rows: [{ at: new Date(0), none: undefined, nil: null }] })
    expect(told).toEqual({ amountMinor: '900719925474099312', rows: [{ at: '1970-01-01T00:00:00.000Z', nil: null }] })
  })

  it('never lets bytes out', () => {
    expect(() => plain({ sealed: Buffer.from('secret') })).toThrow(/Bytes never leave/)
  })

  it('says the same for the same request, whatever the order of its fields', () => {
    expect(canonical({ b: [1, { d: 2, c: 'x' }], a: null })).toBe(canonical({ a: null, b: [1, { c: 'x', d: 2 }] }))
    expect(canonical({ a: 1 })).not.toBe(canonical({ a: '1' }))
    expect(canonical({ a: undefined })).toBe(canonical({}))
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]))
  })
})
