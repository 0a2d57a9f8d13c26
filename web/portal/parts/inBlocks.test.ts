/** One act on more people than the API takes in one request. */
import { expect, it } from 'vitest'
import { inBlocks, type BlockDone } from './inBlocks.ts'

const header = { 'idempotency-key': 'abc' }
const block = (asked: number, refused: readonly string[] = []): BlockDone => ({
  asked,
  done: asked - refused.length,
  refused: refused.map(why => ({ why, said: { code: why } })),
})

it('asks until nobody is left, each time under its own key and behind those of before', async () => {
  const asks: unknown[] = []
  const seen: number[] = []
  const blocks = [block(500), block(500), block(7)]
  const said = await inBlocks<number>(
    header,
    (key, from) => {
      const at = asks.push([key['idempotency-key'], from])
      return Promise.resolve({ ...(blocks[at - 1] ?? block(0)), next: at < 3 ? at * 500 : null })
    },
    asked => seen.push(asked),
  )
  expect(asks).toEqual([
    ['abc-0', undefined],
    ['abc-1', 500],
    ['abc-2', 1000],
  ])
  expect(seen).toEqual([500, 1000, 1007])
  expect(said).toEqual({ asked: 1007, done: 1007, why: [] })
})

it('tells why some were not done, the most frequent reason first', async () => {
  const blocks = [block(3, ['paused', 'held']), block(2, ['held'])]
  const said = await inBlocks<number>(
    header,
    (_, from = 0) => Promise.resolve({ ...(blocks[from] ?? block(0)), next: from === 0 ? 1 : null }),
    () => undefined,
  )
  expect(said).toEqual({
    asked: 5,
    done: 2,
    why: [
      { says: 'held', said: { code: 'held' }, count: 2 },
      { says: 'paused', said: { code: 'paused' }, count: 1 },
    ],
  })
})

it('goes on behind a block of which nobody was left to be asked', async () => {
  const blocks = [block(0), block(2)]
  const said = await inBlocks<number>(
    header,
    (_, from = 0) => Promise.resolve({ ...(blocks[from] ?? block(0)), next: from === 0 ? 1 : null }),
    () => undefined,
  )
  expect(said).toMatchObject({ asked: 2, done: 2 })
})

it('a block that was not answered ends it, and asks the same under the same keys when it is asked again', async () => {
  const keys: string[] = []
  let broken = true
  const again = () =>
    inBlocks<number>(
      header,
      (key, from) => {
        keys.push(key['idempotency-key'])
        if (from === 1 && broken) return Promise.reject(new Error('nothing was answered'))
        return Promise.resolve({ ...block(1), next: from === undefined ? 1 : null })
      },
      () => undefined,
    )
  await expect(again()).rejects.toThrow('nothing was answered')
  broken = false
  expect(await again()).toMatchObject({ asked: 2, done: 2 })
  expect(keys).toEqual(['abc-0', 'abc-1', 'abc-0', 'abc-1'])
})
