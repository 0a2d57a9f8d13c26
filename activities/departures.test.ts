import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Departures, everyMsOf, type Clock } from './departures.js'

/** One database clock, many processes whose clocks and delays differ. */
function aWorld(
  everyMs: number,
  asks: readonly { atMs: number; roundTripMs: number; lateMs: number; skewMs: number }[],
) {
  let nextAt = 0
  const left: number[] = []
  const run = async ({ atMs, roundTripMs, lateMs, skewMs }: (typeof asks)[number]): Promise<void> => {
    let now = atMs
    let late = lateMs
    const clock: Clock = {
      nowMs: () => now + skewMs,
      sleep: async ms => {
        now += ms + late
        late = 0
      },
    }
    const departures = new Departures(async (_byMs, leadMs) => {
      const slot = { atMs: Math.max(nextAt, now + leadMs), nowMs: now }
      nextAt = slot.atMs + everyMs
      now += roundTripMs
      return slot
    }, clock)
    if (await departures.mayLeave(Number.MAX_SAFE_INTEGER)) left.push(now)
  }
  return { run, left }
}

it('never lets more leave within any second than the limit says, whoever asks, late or with a clock of its own', async () => {
  const ask = fc.record({
    atMs: fc.integer({ min: 0, max: 3_000 }),
    roundTripMs: fc.integer({ min: 0, max: 60 }),
    lateMs: fc.integer({ min: 0, max: 200 }),
    skewMs: fc.integer({ min: -5_000, max: 5_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.array(ask, { maxLength: 150 }), async (limit, asks) => {
      const { run, left } = aWorld(everyMsOf(limit), asks)
      for (const each of [...asks].sort((one, other) => one.atMs - other.atMs)) await run(each)
      left.sort((one, other) => one - other)
      for (const [i, at] of left.entries()) {
        const within = left.slice(i).filter(other => other < at + 1_000).length
        expect(within).toBeLessThanOrEqual(limit)
      }
      expect(left).toHaveLength(asks.length)
    }),
  )
})

it('uses at least 95 % of the limit where nobody is late', () => {
  for (const limit of [1, 7, 20, 100]) expect(1_000 / everyMsOf(limit) / limit).toBeGreaterThanOrEqual(0.95)
})

it('says no where no slot is left in time', async () => {
  expect(await new Departures(async () => null).mayLeave(1)).toBe(false)
})
