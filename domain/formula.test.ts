import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFormula, workOut } from './formula.js'
import { whole, type Fraction } from './fraction.js'

function value(text: string, fields: Record<string, bigint> = {}): Fraction {
  const read = readFormula(text)
  if (!read.ok) throw new Error(read.why)
  const worked = workOut(read.formula, new Map(Object.entries(fields).map(([key, each]) => [key, whole(each)])))
  if (!worked.ok) throw new Error(worked.why)
  return worked.value
}

describe('a formula', () => {
  it.each<[string, bigint]>([
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['10 - 2 - 3', 5n],
    ['100 / 10 / 5', 2n],
    ['-3 + 5', 2n],
    ['2 * -3', -6n],
    ['min(4, 2, 9)', 2n],
    ['max(4, 2, 9)', 9n],
    ['if(3 > 2, 10, 20)', 10n],
    ['if(3 <= 2, 10, if(1 <> 1, 5, 6))', 6n],
    ['min(size, 8) * 100', 600n],
  ])('%s', (text, result) => {
    expect(value(text, { size: 6n })).toEqual(whole(result))
  })

  it('knows what it asks for before it is asked', () => {
    expect(readFormula('b + a * b')).toMatchObject({ formula: { fields: ['a', 'b'] } })
  })

  it.each([
    ['', /empty/],
    ['1 +', /ends too early/],
    ['1 2', /At 3, “2” does not belong/],
    ['(1', /missing at the end/],
    ['min(1)', /two values or more/],
    ['if(1, 2, 3)', /comparison/],
    ['5 % 2', /At 3, “%” means nothing/],
    ['__proto__', /means nothing/],
    ['a.b', /means nothing/],
    ['1'.repeat(20), /too long/],
    [`${'('.repeat(40)}1${')'.repeat(40)}`, /brackets within/],
    ['1+'.repeat(300), /at most 400/],
  ])('%s is refused where it is wrong', (text, why) => {
    expect(readFormula(text)).toMatchObject({ ok: false, why: expect.stringMatching(why) })
  })

  it('gives no number where there is none', () => {
    const read = readFormula('100 / (size - 3)')
    if (!read.ok) throw new Error(read.why)
    expect(workOut(read.formula, new Map([['size', whole(3n)]]))).toMatchObject({ ok: false })
    expect(workOut(read.formula, new Map())).toMatchObject({ ok: false, why: 'the field size is not filled in' })
  })

  it('reckons like exact arithmetic does', () => {
    const number = fc.integer({ min: -9999, max: 9999 })
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const found = value('a * b - c + (a - c) * 2', { a: BigInt(a), b: BigInt(b), c: BigInt(c) })
        expect(found).toEqual(whole(BigInt(a) * BigInt(b) - BigInt(c) + (BigInt(a) - BigInt(c)) * 2n))
      }),
    )
  })

  it('whatever is typed, answers with a formula or a sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1(),+-*/<>= .minfx'.split('')), maxLength: 60 }), text => {
        const read = readFormula(text)
        if (read.ok) expect(workOut(read.formula, new Map())).toHaveProperty('ok')
        else expect(read.why).not.toBe('')
      }),
    )
  })
})
