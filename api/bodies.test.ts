import { describe, expect, it } from 'vitest'
import { jsonOf, refuseUnstorable } from './bodies.js'
import { HttpProblem } from './problem.js'

const read = (text: string): unknown => jsonOf(new TextEncoder().encode(text))
const kindOf = (work: () => unknown): string => {
  try {
    work()
    return 'read'
  } catch (error) {
    return error instanceof HttpProblem ? error.kind : 'broken'
  }
}

describe('a body', () => {
  it('that is no JSON, or not in UTF-8, can not be read', () => {
    expect(['', '{', '{"a":1}{"b":2}', 'undefined'].map(text => kindOf(() => read(text)))).toEqual(
      Array(4).fill('malformed'),
    )
    expect(kindOf(() => jsonOf(Uint8Array.of(0x22, 0xff, 0x22)))).toBe('malformed')
  })

  it('with a NUL or half a character in any text or name is not valid', () => {
    const texts = ['"a\\u0000"', '{"a":["\\u0000"]}', '{"\\u0000":1}', '"\\ud800"', '{"a":{"\\udfff":1}}']
    expect(texts.map(text => kindOf(() => read(text)))).toEqual(Array(5).fill('invalid'))
    expect(read('"Ĝis 💣"')).toBe('Ĝis 💣')
  })

  it('may be nested, but not without end', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect([20, 21, 100_000].map(depth => kindOf(() => read(nested(depth))))).toEqual(['read', 'invalid', 'invalid'])
  })

  it('leaves the bytes of files alone', () => {
    expect(kindOf(() => refuseUnstorable('body', { file: { bytes: new Uint8Array([0]) } }))).toBe('read')
  })
})
