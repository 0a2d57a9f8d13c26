import { expect, it, vi } from 'vitest'
import { Lanes } from './lanes.js'

it('no more calls are under way than the FSP bears, whoever sends', async () => {
  const lanes = new Lanes()
  lanes.widen(3)
  expect(await lanes.take(8)).toBe(3)
  let second = 0
  const waits = lanes.take(8).then(got => (second = got))
  await Promise.resolve()
  expect(second).toBe(0)
  lanes.give(2)
  await waits
  expect(second).toBe(2)
})

it('calls leave together while there are many, and alone where the others are slow', async () => {
  vi.useFakeTimers()
  try {
    const lanes = new Lanes(25)
    lanes.widen(8)
    expect(await lanes.take(8)).toBe(8)
    let taken = 0
    const waits = lanes.take(8).then(got => (taken = got))
    lanes.give(3)
    await Promise.resolve()
    expect(taken).toBe(0)
    lanes.give(1)
    await waits
    expect(taken).toBe(4)
    const alone = lanes.take(8)
    lanes.give(1)
    await vi.advanceTimersByTimeAsync(25)
    expect(await alone).toBe(1)
  } finally {
    vi.useRealTimers()
  }
})

it('waits grow while an FSP keeps saying “not now”, and begin again when it takes calls', () => {
  const lanes = new Lanes()
  expect([lanes.lull(), lanes.lull(), lanes.lull()]).toEqual([1_000, 2_000, 4_000])
  for (let i = 0; i < 10; i++) lanes.lull()
  expect(lanes.lull()).toBe(60_000)
  lanes.flows()
  expect(lanes.lull()).toBe(1_000)
})
