import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fewestTold, fromMilli, toldAlone, toMilli } from './insight.js'

const of = (...people: number[]) => people.map((count, at) => ({ area: `area ${at}`, people: count }))
const counts = (areas: readonly { people: number }[]): number[] => areas.map(({ people }) => people)

describe('areas as they are told', () => {
  it('stand alone where enough people live there, the largest first', () => {
    expect(counts(toldAlone(of(5, 90, 12)).alone)).toEqual([90, 12, 5])
    expect(toldAlone(of(5, 90, 12)).together).toEqual([])
  })

  it('are told together where few people live there', () => {
    const { alone, together } = toldAlone(of(90, 4, 3))
    expect([counts(alone), counts(together)]).toEqual([[90], [4, 3]])
  })

  it('take the next smallest with them, so that one of two people can not be found by subtraction', () => {
    const { alone, together } = toldAlone(of(90, 2, 8))
    expect([counts(alone), counts(together)]).toEqual([[90], [8, 2]])
  })

  it('are never about fewer people than may be told, unless there are no more', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 20 }), people => {
        const { alone, together } = toldAlone(of(...people))
        expect(counts(alone).every(each => each >= fewestTold)).toBe(true)
        const sum = counts(together).reduce((a, b) => a + b, 0)
        expect(sum === 0 || sum >= fewestTold || alone.length === 0).toBe(true)
        expect([...counts(alone), ...counts(together)].sort()).toEqual([...people].sort())
      }),
    )
  })
})

describe('where an area lies', () => {
  it('is no more exact than an area is', () => {
    const kept = toMilli({ latitude: 0.354_712, longitude: -37.582_19 })
    expect(kept).toEqual({ latitudeMilli: 355, longitudeMilli: -37_582 })
    expect(fromMilli(kept)).toEqual({ latitude: 0.355, longitude: -37.582 })
  })
})
