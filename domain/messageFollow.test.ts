import { expect, it } from 'vitest'
import { nextFollowMs } from './messageFollow.js'

const hour = 3_600_000
it.each([
  [0, hour],
  [hour, 5 * hour],
  [6.5 * hour, 17.5 * hour],
  [24 * hour, null],
  [90 * hour, null],
])('asked about %i ms after it left, it is asked about again in %s', (ageMs, inMs) =>
  expect(nextFollowMs(ageMs)).toBe(inMs),
)
