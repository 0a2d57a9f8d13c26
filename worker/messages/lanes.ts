/**
 * What this process has on its way to each carrier account, whichever round it is of: so that rounds follow each other
 * without a gap, and an account never gets more than it has granted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CarrierAccountId } from '../../domain/ids.js'

export interface Lane {
  /** submissions on their way, until what became of them is written down; none of these fails */
  readonly underWay: Set<Promise<void>>
  /** when the latest left, the earliest first, epoch milliseconds */
  readonly leftMs: number[]
}

export type Lanes = Map<CarrierAccountId, Lane>

export function laneOf(lanes: Lanes, accountId: CarrierAccountId): Lane {
  const known = lanes.get(accountId) ?? { underWay: new Set(), leftMs: [] }
  lanes.set(accountId, known)
  return known
}

/** Until nothing is on its way any more: before the house is closed, and where somebody wants to know how it went. */
export async function untilAllAreWritten(lanes: Lanes): Promise<void> {
  await Promise.all([...lanes.values()].flatMap(({ underWay }) => [...underWay]))
}

const secondMs = 1_000

/**
 * Until one more may leave and no second has more than `most`, and counts it as left. The moments of an account are that far
 * apart by themselves; but a process that was held up has many that are past, and they would leave at once.
 */
export async function untilThereIsRoom(
  { leftMs }: Pick<Lane, 'leftMs'>,
  most: number,
  { clock = Date.now, wait = sleep }: { clock?: () => number; wait?: (ms: number) => Promise<unknown> } = {},
): Promise<void> {
  for (;;) {
    const waitMs = (leftMs.at(-most) ?? -Infinity) + secondMs - clock()
    if (waitMs <= 0) break
    await wait(waitMs)
  }
  leftMs.push(clock())
  if (leftMs.length > most) leftMs.splice(0, leftMs.length - most)
}
