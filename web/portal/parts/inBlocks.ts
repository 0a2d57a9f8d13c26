/** One act on very many: the API does some in one request, so it is asked until nobody is left, each time under a key of its own. */
import type { Told } from '../shown/useToldText.ts'
import type { KeyHeader } from './useAct.ts'

/** That the API does in one request. */
export const blockSize = 500

export interface BlockDone {
  readonly asked: number
  readonly done: number
  readonly refused: readonly { readonly why: string; readonly said: Told | null }[]
}

/** Why some were not done, and how many for that reason. */
export interface WhyNot {
  readonly says: string
  readonly said: Told | null
  readonly count: number
}

export interface ManyDone {
  readonly asked: number
  readonly done: number
  /** the most frequent reason first */
  readonly why: readonly WhyNot[]
}

/**
 * Asks block after block and adds up what was said. An error ends it; asked again under the same key it goes over the same
 * blocks, of which the API knows those that were done.
 * @param ask is given the key of its block and where the block begins: what the one before called `next`; null ends it
 * @param seen how many were asked so far
 */
export async function inBlocks<Next>(
  header: KeyHeader,
  ask: (header: KeyHeader, from: Next | undefined) => Promise<BlockDone & { readonly next: Next | null }>,
  seen: (asked: number) => void,
): Promise<ManyDone> {
  const reasons = new Map<string, WhyNot>()
  let [asked, done, block] = [0, 0, 0]
  let from: Next | undefined
  for (;;) {
    const said = await ask({ 'idempotency-key': `${header['idempotency-key']}-${block}` }, from)
    asked += said.asked
    done += said.done
    for (const each of said.refused) {
      const count = (reasons.get(each.why)?.count ?? 0) + 1
      reasons.set(each.why, { says: each.why, said: each.said, count })
    }
    seen(asked)
    if (said.next === null) break
    from = said.next
    block += 1
  }
  return { asked, done, why: [...reasons.values()].sort((a, b) => b.count - a.count) }
}
