import { expect, it } from 'vitest'
import type { CarrierAccountId } from '../../domain/ids.js'
import { laneOf, untilAllAreWritten, untilThereIsRoom, type Lanes } from './lanes.js'

/** A clock that only waiting moves. */
function aClock() {
  let nowMs = 0
  const sleepers: { atMs: number; wake: () => void }[] = []
  return {
    clock: () => nowMs,
    wait: (ms: number) => new Promise<void>(wake => sleepers.push({ atMs: nowMs + ms, wake })),
    untilNobodySleeps: async () => {
      for (;;) {
        // Whoever was woken goes on, and may sleep again.
        for (let turns = 0; turns < 20; turns++) await Promise.resolve()
        const [next] = sleepers.sort((a, b) => a.atMs - b.atMs)
        if (!next) return
        sleepers.shift()
        nowMs = next.atMs
        next.wake()
      }
    },
  }
}

it.each([1, 7, 200])(
  'a process that was held up lets no more leave than %i in any second, and all of them',
  async most => {
    const time = aClock()
    const lane = { leftMs: [] }
    const left: number[] = []
    const all = Array.from({ length: most * 3 + 1 }, async () => {
      await untilThereIsRoom(lane, most, time)
      left.push(time.clock())
    })
    await time.untilNobodySleeps()
    await Promise.all(all)
    const within = left.map(from => left.filter(at => at >= from && at < from + 1_000).length)
    expect(Math.max(...within)).toBe(most)
    expect(left.at(-1)).toBe(3_000)
    expect(lane.leftMs.length).toBeLessThanOrEqual(most)
  },
)

it('one account waits for none of another, and all are waited for in the end', async () => {
  const lanes: Lanes = new Map()
  const [one, other] = ['one', 'other'] as CarrierAccountId[] as [CarrierAccountId, CarrierAccountId]
  expect(laneOf(lanes, one)).toBe(laneOf(lanes, one))
  expect(laneOf(lanes, one)).not.toBe(laneOf(lanes, other))
  let written = 0
  for (const account of [one, other])
    laneOf(lanes, account).underWay.add(Promise.resolve().then(() => void (written += 1)))
  await untilAllAreWritten(lanes)
  expect(written).toBe(2)
})
