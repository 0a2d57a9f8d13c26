import { expect, it } from 'vitest'
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

it('waits grow while an FSP keeps saying “not now”, and begin again when it takes calls', () => {
  const lanes = new Lanes()
  expect([lanes.lull(), lanes.lull(), lanes.lull()]).toEqual([1_000, 2_000, 4_000])
  for (let i = 0; i < 10; i++) lanes.lull()
  expect(lanes.lull()).toBe(60_000)
  lanes.flows()
  expect(lanes.lull()).toBe(1_000)
})
