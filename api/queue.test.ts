import { expect, it } from 'vitest'
import { HttpProblem } from './problem.js'
import { Queue } from './queue.js'

it('lets one work at a time, some wait, and tells the others to ask again', async () => {
  const queue = new Queue(3)
  const order: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () => {
    order.push(name)
    return new Promise<string>(resolve => ends.push(() => resolve(name)))
  }
  const first = queue.through(work('first'))
  const second = queue.through(() => Promise.reject(new Error('broken')))
  const third = queue.through(work('third'))
  const refused: unknown = await queue.through(work('fourth')).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(HttpProblem)
  expect((refused as HttpProblem).kind).toBe('unavailable')
  expect(order).toEqual(['first'])
  ends[0]!()
  expect(await first).toBe('first')
  // What fails holds up nobody.
  await expect(second).rejects.toThrow('broken')
  await expect.poll(() => order).toEqual(['first', 'third'])
  ends[1]!()
  expect(await third).toBe('third')
  const again = queue.through(work('again'))
  await expect.poll(() => ends.length).toBe(3)
  ends[2]!()
  expect(await again).toBe('again')
})
