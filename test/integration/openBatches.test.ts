import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { takeCalls } from '../../db/calls.js'
import { batchOf, openBatchesOf } from '../../db/lives/batches.js'
import type { DistributionId } from '../../domain/ids.js'
import { aPayday, asha, baraka, must, pricing, type Payday } from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

async function paying(people: number, batchSize: number, payFirst?: number): Promise<DistributionId> {
  payday = await aPayday({ people })
  const { house, programmeId } = payday
  const given = { programmeId, round: 1, name: 'Round 1', batchSize, by: asha, ...(payFirst ? { payFirst } : {}) }
  const { distributionId } = must(await createDistribution(house, given))
  const { hash } = must(await freezeList(house, { distributionId, pricing }))
  must(await approveDistribution(house, { distributionId, by: baraka, listHash: hash }))
  must(await startDistribution(house, { distributionId, by: asha }))
  return distributionId
}

describe('the batches that are still open', () => {
  it('stand as each of them stands by itself; finished ones and those that are held back are left out', async () => {
    const distributionId = await paying(10, 2, 9)
    const { house, people } = payday
    await takeCalls(house, {
      distributionId,
      batch: 1,
      recipientsPerCall: 10,
      calls: 1,
      sendByMs: 30_000,
      longestProcessingMs: 1_000,
    })
    await sql`update beneficiary set held_reason = 'asked to wait' where id = ${people[2]}`.execute(house.db)
    await sql`update beneficiary set state = 'paused', paused_from = 'included' where id = ${people[3]}`.execute(
      house.db,
    )
    await sql`update payout set state = 'cancelled', released = true, money = 'none' where batch = 4`.execute(house.db)
    const open = await openBatchesOf(house, distributionId)
    expect(open).toEqual([
      { batch: 1, sendable: false, awaited: 2, again: 0 },
      { batch: 3, sendable: true, awaited: 0, again: 0 },
      { batch: 5, sendable: true, awaited: 0, again: 0 },
    ])
    const counted = await Promise.all([1, 2, 3, 5].map(batch => batchOf(house, distributionId, batch)))
    expect(counted).toMatchObject([
      { total: 2, sendable: 0, heldBack: 0, awaited: 2, again: 0, final: 0 },
      { total: 2, sendable: 0, heldBack: 2, awaited: 0, again: 0, final: 0 },
      { total: 2, sendable: 2, heldBack: 0, awaited: 0, again: 0, final: 0 },
      { total: 2, sendable: 1, heldBack: 1, awaited: 0, again: 0, final: 0 },
    ])
    const numbers = async (of: { from?: number; most?: number }) =>
      (await openBatchesOf(house, distributionId, of)).map(each => each.batch)
    expect(await numbers({ from: 4 })).toEqual([1, 5])
    expect(await numbers({ most: 1 })).toEqual([1, 3])
    expect(await batchOf(house, distributionId, 4)).toMatchObject({
      batch: 4,
      total: 2,
      sendable: 0,
      heldBack: 0,
      awaited: 0,
      again: 0,
    })
    expect(await batchOf(house, distributionId, 6)).toBeNull()
  })
})
