import { expect, test } from 'vitest'
import { figuresOf, untilTold } from './messages.js'
import type { Stage } from './stage.js'

const totals = (...counts: [kind: string, state: string, count: number][]) => ({
  counts: counts.map(([kind, state, count]) => ({ kind, state, count })),
  languages: [
    { language: 'sw', theirs: 'sw', count: 5 },
    { language: 'sw', theirs: 'tuv', count: 4 },
    { language: 'en', theirs: 'en', count: 1 },
  ],
})

test('what households were told is counted by how far it came, and what was not in their own language apart', () => {
  const told = totals(['included', 'delivered', 6], ['included', 'to_print', 2], ['registered', 'read', 1])
  told.counts.push({ kind: 'registered', state: 'failed', count: 1 })
  expect(figuresOf(told)).toEqual({ told: 10, delivered: 7, toReadOut: 2, fellBack: 4, failed: 1 })
})

test('it is waited for until nothing more becomes of it, of the kinds that are asked about', async () => {
  const answers = [
    totals(['correct_number', 'queued', 1], ['included', 'sent', 1]),
    totals(['correct_number', 'accepted', 1], ['included', 'sent', 1]),
    totals(['correct_number', 'delivered', 1], ['included', 'sent', 1]),
    totals(['correct_number', 'delivered', 1], ['included', 'to_print', 1]),
  ]
  const get = () => Promise.resolve(answers.length > 1 ? answers.shift() : answers[0])
  const stage = { maker: { get } } as unknown as Stage
  const asked = await untilTold(stage, 'isiolo', ['correct_number'])
  expect(asked.counts.map(({ state }) => state)).toEqual(['delivered', 'sent'])
  expect((await untilTold(stage, 'isiolo')).counts.map(({ state }) => state)).toEqual(['delivered', 'to_print'])
})
