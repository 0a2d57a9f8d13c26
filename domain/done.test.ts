import { expect, it } from 'vitest'
import { done, refused } from './done.js'

it('an act ends well with its result, or is refused with a kind and a sentence', () => {
  expect(done()).toEqual({ ok: true })
  expect(done({ number: 4 })).toEqual({ ok: true, number: 4 })
  expect(refused('four_eyes', 'Ask somebody else.')).toEqual({
    ok: false,
    problem: 'four_eyes',
    why: 'Ask somebody else.',
  })
})
