import { expect, test } from 'vitest'
import { differences } from './figures.js'
import { readPlan } from './plan.js'

const expected = readPlan().expected

test('figures that are all as expected differ nowhere', () => {
  expect(differences(structuredClone(expected), expected)).toEqual([])
})

test('every figure that differs is told with both values', () => {
  const found = { ...expected, paid: 322, sandbox: { ...expected.sandbox, paidTwice: 1 } }
  expect(differences(found, expected)).toEqual(['paid: 322, expected 323', 'sandbox.paidTwice: 1, expected 0'])
})

test('a cent too much is a difference', () => {
  const found = { ...expected, oursTotalMinor: (BigInt(expected.oursTotalMinor) + 1n).toString() }
  expect(differences(found, expected)).toHaveLength(1)
})
