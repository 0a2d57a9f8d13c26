import { expect, it } from 'vitest'
import { shortMinor } from './float.js'

it('what is missing counts what goes before it through the same account', () => {
  expect(shortMinor({ heldMinor: 100n, neededMinor: 60n, beforeMinor: 0n })).toBe(0n)
  expect(shortMinor({ heldMinor: 100n, neededMinor: 60n, beforeMinor: 50n })).toBe(10n)
  expect(shortMinor({ heldMinor: 100n, neededMinor: 60n, beforeMinor: 40n })).toBe(0n)
})

it('an overdrawn account is short by that as well', () => {
  expect(shortMinor({ heldMinor: -5n, neededMinor: 60n, beforeMinor: 0n })).toBe(65n)
})
