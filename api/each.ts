/** One act on many: some at a time, each with its own answer, so that one refusal does not hold up the others. */
import type { Done } from '../domain/done.js'
import { saidOf } from './told.js'

/** Lives asked at the same time: enough to keep a worker busy, too few to be in anybody's way. */
const atOnce = 16

export interface EachDone {
  asked: number
  done: number
  refused: { id: string; why: string; problem: string; said: ReturnType<typeof saidOf> }[]
}

/** What `each` answers over the wire; refusals beyond the first 500 are only counted in `asked - done`. */
export const shownRefusals = 500

/**
 * Does `work` for every id. A refusal is counted; an exception (a part that does not answer) ends the whole, and the same
 * idempotency key goes on where it stopped, because every single act has an id of its own.
 */
export async function each<Item extends { id: string }>(
  items: readonly Item[],
  work: (item: Item) => Promise<Done>,
): Promise<EachDone> {
  const said: EachDone = { asked: items.length, done: 0, refused: [] }
  const rest = [...items]
  const one = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      const result = await work(item)
      if (result.ok) said.done += 1
      else if (said.refused.length < shownRefusals) {
        said.refused.push({ id: item.id, why: result.why, problem: result.problem, said: saidOf(result.why) })
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one))
  } catch (error) {
    rest.length = 0
    throw error
  }
  return said
}
