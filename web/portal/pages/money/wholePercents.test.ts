import { describe, expect, it } from 'vitest'
import { wholePercents } from './wholePercents.ts'

describe('Parts of a budget in percent', () => {
  it('add up to a hundred', () => {
    expect(wholePercents([9_049n, 0n, 951n])).toEqual([90, 0, 10])
    expect(wholePercents([1n, 1n, 1n])).toEqual([34, 33, 33])
    expect(wholePercents([9_040n, 0n, 940n, 20n])).toEqual([90, 0, 9, 1])
  })

  it('are never nothing where there is something, nor all where something is left', () => {
    expect(wholePercents([99_999n, 1n])).toEqual([99, 1])
    expect(wholePercents([0n, 5n])).toEqual([0, 100])
    expect(wholePercents([1n, 1n, 1_000_000n])).toEqual([1, 1, 98])
  })

  it('are nothing of nothing', () => {
    expect(wholePercents([0n, 0n])).toEqual([0, 0])
  })
})
