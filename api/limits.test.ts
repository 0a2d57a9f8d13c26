import { describe, expect, it } from 'vitest'
import { limit } from './limits.js'

describe('a limit', () => {
  it('lets a burst through, then so many a second, and says how long to wait', () => {
    let now = 0
    const asked = limit(2, 3, () => now)
    expect([1, 2, 3].map(() => asked.take('amina'))).toEqual([0, 0, 0])
    expect(asked.take('amina')).toBe(500)
    now = 500
    expect(asked.take('amina')).toBe(0)
    expect(asked.take('amina')).toBeGreaterThan(0)
  })

  it('counts everybody apart', () => {
    const asked = limit(1, 1, () => 0)
    expect([asked.take('amina'), asked.take('boru'), asked.take('amina')]).toEqual([0, 0, 1000])
  })
})
