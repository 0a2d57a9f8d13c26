import { describe, expect, it } from 'vitest'
import { callbackState, isSilence, lasting, leastSilenceMs, silentAfterMs } from './callbackHealth.js'

describe('callbacks are missed', () => {
  it('after ten minutes at the earliest, and after three times what is usual', () => {
    expect(silentAfterMs(null)).toBe(leastSilenceMs)
    expect(silentAfterMs(4_000)).toBe(leastSilenceMs)
    expect(silentAfterMs(600_000)).toBe(1_800_000)
  })

  it('after two hours at the latest, however late they once were', () => {
    expect(silentAfterMs(6 * 3_600_000)).toBe(2 * 3_600_000)
  })
})

describe('silence', () => {
  it('is when the FSP says that one has ended of which no callback spoke, and none spoke of the others', () => {
    expect(isSilence({ due: 1, told: 0, endedUntold: 1 })).toBe(true)
  })

  it('takes five that wait where none has ended: a few may be slow at the FSP itself', () => {
    expect(isSilence({ due: 4, told: 0, endedUntold: 0 })).toBe(false)
    expect(isSilence({ due: 5, told: 0, endedUntold: 0 })).toBe(true)
  })

  it('is not a callback that was lost among others that came', () => {
    expect(isSilence({ due: 20, told: 1, endedUntold: 19 })).toBe(false)
  })

  it('is not when nothing was due', () => {
    expect(isSilence({ due: 0, told: 0, endedUntold: 0 })).toBe(false)
  })
})

it('an account is silent before all else, and late only where callbacks do come', () => {
  const lastAt = new Date()
  expect(callbackState({ silent: true, lastAt: null, late: 9 })).toBe('silent')
  expect(callbackState({ silent: false, lastAt: null, late: 0 })).toBe('never')
  expect(callbackState({ silent: false, lastAt, late: 2 })).toBe('late')
  expect(callbackState({ silent: false, lastAt, late: 0 })).toBe('ok')
})

it('a time is told in the unit that people would use', () => {
  expect([4_200, 90_000, 480_000, 10_800_000, 259_200_000].map(lasting)).toEqual([
    '4.2 s',
    '90 s',
    '8 min',
    '3 h',
    '3 days',
  ])
})
