import { describe, expect, it } from 'vitest'
import { everySoMany, heightFor, project, roundKilometres, roundSteps } from './scale.ts'

describe('an axis', () => {
  it('has few and round steps, and reaches what is shown', () => {
    expect(roundSteps(323)).toEqual([0, 100, 200, 300, 400])
    expect(roundSteps(131_072)).toEqual([0, 50_000, 100_000, 150_000])
    expect(roundSteps(3)).toEqual([0, 1, 2, 3])
    expect(roundSteps(0)).toEqual([0, 1])
  })

  it('names only as many as have room', () => {
    expect(everySoMany(12, 600, 50)).toBe(1)
    expect(everySoMany(52, 300, 60)).toBe(11)
  })
})

describe('a map', () => {
  const sheet = { width: 400, height: 200, edge: 20 }
  const isiolo = { latitude: 0.354, longitude: 37.582 }
  const merti = { latitude: 1.063, longitude: 38.667 }

  it('has north above and east to the right, and everything on the sheet', () => {
    const { at } = project([isiolo, merti], sheet)
    expect(at(merti).x).toBeGreaterThan(at(isiolo).x)
    expect(at(merti).y).toBeLessThan(at(isiolo).y)
    for (const { x, y } of [at(isiolo), at(merti)]) {
      expect(x).toBeGreaterThanOrEqual(19.9)
      expect(x).toBeLessThanOrEqual(380.1)
      expect(y).toBeGreaterThanOrEqual(19.9)
      expect(y).toBeLessThanOrEqual(180.1)
    }
  })

  it('is as high as its places need', () => {
    const room = { width: 1_000, edge: 40, least: 200, most: 380 }
    expect(heightFor([isiolo, { latitude: 0.36, longitude: 38.6 }], room)).toBe(200)
    expect(heightFor([isiolo, merti], room)).toBe(380)
  })

  it('shows a single place in the middle, and tells how long a kilometre is', () => {
    const { at, kilometre } = project([isiolo], sheet)
    expect(at(isiolo)).toEqual({ x: 200, y: 100 })
    expect(kilometre).toBe(40)
    expect(roundKilometres(kilometre, 120)).toBe(2)
  })
})
