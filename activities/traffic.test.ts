import { expect, it } from 'vitest'
import { openTraffic } from './traffic.js'

it('is heavy while hundreds of payouts a second move, and light soon after the last', () => {
  let now = 1_000
  const traffic = openTraffic(() => now)
  expect(traffic.heavy()).toBe(false)
  for (let i = 0; i < 30; i++) {
    traffic.note(10)
    now += 50
  }
  expect(traffic.heavy()).toBe(true)
  now += 2_100
  expect(traffic.heavy()).toBe(false)
})

it('is light where a limit lets only a few leave in a second, however long that takes', () => {
  let now = 0
  const traffic = openTraffic(() => now)
  for (let i = 0; i < 3_600; i++) {
    traffic.note(10)
    now += 1_000
    expect(traffic.heavy()).toBe(false)
  }
})
