import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { distributionActivities } from '../../activities/distributions.js'
import type { World } from '../../activities/world.js'
import { cancelDistribution } from '../../db/distributionActs.js'
import { freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { overdueDistributions } from '../../db/lives/overdue.js'
import type { DistributionId } from '../../domain/ids.js'
import { aPayday, asha, must, pricing, type Payday } from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

async function aRound(): Promise<DistributionId> {
  payday = await aPayday({ people: 4 })
  const { house, programmeId } = payday
  return must(await createDistribution(house, { programmeId, round: 1, name: 'Round 1', by: asha })).distributionId
}

/** What its life does when it looks: it says by when it looks again. */
function lifeLooks(distributionId: DistributionId): Promise<unknown> {
  const world: Partial<World> = { house: payday.house, idleMs: 120_000 }
  return distributionActivities(world as World).lookAtDistribution({ distributionId })
}

const later = (distributionId: DistributionId, minutes: number) =>
  sql`update distribution set next_check_at = next_check_at - ${minutes} * interval '1 minute' where id = ${distributionId}`.execute(
    payday.house.db,
  )
const missed = (): Promise<DistributionId[]> => overdueDistributions(payday.house, 10)

describe('a distribution whose life is gone', () => {
  it('is missed within minutes while its list is to be frozen, for nobody else brings that about', async () => {
    const id = await aRound()
    await lifeLooks(id)
    expect(await missed()).toEqual([])
    await later(id, 10)
    expect(await missed()).toEqual([id])
    expect(await missed()).toEqual([])
  })

  it('is missed after a day while it waits for a person, whose act begins its life again', async () => {
    const id = await aRound()
    must(await freezeList(payday.house, { distributionId: id, pricing }))
    await lifeLooks(id)
    await later(id, 24 * 60)
    expect(await missed()).toEqual([])
    await later(id, 2 * 60)
    expect(await missed()).toEqual([id])
  })

  it('is not missed any more once it has ended', async () => {
    const id = await aRound()
    must(await cancelDistribution(payday.house, { distributionId: id, by: asha, reason: 'made by mistake' }))
    await later(id, 26 * 60)
    expect(await missed()).toEqual([])
  })
})
