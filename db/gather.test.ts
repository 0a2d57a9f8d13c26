import { expect, it, vi } from 'vitest'
import { gatherer } from './gather.js'

it('answers the first at once and everything that came meanwhile together, each with its own answer', async () => {
  const rounds: number[][] = []
  const ask = gatherer(async (asked: readonly number[]) => {
    rounds.push([...asked])
    await Promise.resolve()
    return asked.map(each => each * 2)
  })
  expect(await Promise.all([1, 2, 3].map(ask))).toEqual([2, 4, 6])
  expect(rounds).toEqual([[1], [2, 3]])
  expect(await ask(4)).toBe(8)
})

it('lets a bad question fail alone', async () => {
  const ask = gatherer((asked: readonly number[]) =>
    asked.includes(2) ? Promise.reject(new Error('two')) : Promise.resolve(asked),
  )
  const ends = await Promise.allSettled([1, 2, 3].map(ask))
  expect(ends.map(end => (end.status === 'fulfilled' ? end.value : 'failed'))).toEqual([1, 'failed', 3])
})

it('asks no more at once than it may', async () => {
  const sizes: number[] = []
  const ask = gatherer((asked: readonly number[]) => Promise.resolve(asked.map(() => sizes.push(asked.length))), {
    most: 2,
  })
  await Promise.all([1, 2, 3, 4, 5].map(ask))
  expect(Math.max(...sizes)).toBe(2)
})

it('waits in a flood for as many as came before, and no longer', async () => {
  const sizes: number[] = []
  const ask = gatherer(
    async (asked: readonly number[]) => {
      sizes.push(asked.length)
      await Promise.resolve()
      return asked
    },
    { lingerMs: 3_600_000 },
  )
  await Promise.all([1, 2, 3, 4].map(ask))
  // Were it to wait for the hour, or for nobody, this would never end, or end in other rounds.
  await Promise.all([5, 6, 7].map(ask))
  expect(sizes).toEqual([1, 3, 3])
})

it('waits for nobody when those before have long been answered', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
  try {
    const ask = gatherer((asked: readonly number[]) => Promise.resolve(asked), { lingerMs: 10 })
    await Promise.all([1, 2, 3].map(ask))
    vi.advanceTimersByTime(11)
    expect(await ask(4)).toBe(4)
  } finally {
    vi.useRealTimers()
  }
})
