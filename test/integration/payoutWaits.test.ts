/** A payout that has not left says what keeps it, where that is something that a person decides. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { holdPerson, releasePerson } from '../../db/beneficiaryStates.js'
import { listPayouts } from '../../db/read/payouts.js'
import type { DistributionId } from '../../domain/ids.js'
import { aDistribution, aPayday, asha, must, takeAll, type Payday } from '../world/payday.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 3 })
})
afterEach(() => payday.end())

const waits = async (distributionId: DistributionId): Promise<(string | null)[]> =>
  (await listPayouts(payday.house, { distributionId, filter: {}, limit: 10 })).map(each => each.waits)

it('a hold or pause of its person is told until it ends, or the payout has left', async () => {
  const { house, people } = payday
  const [held, paused, declined] = people
  const list = await aDistribution(payday)
  expect(await waits(list)).toEqual([null, null, null])
  must(await holdPerson(house, { beneficiaryId: held!, reason: 'Somebody asks', by: asha }))
  await sql`update beneficiary set state = 'paused' where id = ${paused}`.execute(house.db)
  await sql`update beneficiary set state = 'declined' where id = ${declined}`.execute(house.db)
  expect(await waits(list)).toEqual(['person_held', 'person_paused', 'person_declined'])
  must(await releasePerson(house, { beneficiaryId: held!, by: asha }))
  await sql`update beneficiary set state = 'included' where id = ${paused}`.execute(house.db)
  await takeAll(payday, list)
  await sql`update beneficiary set state = 'paused' where state = 'included'`.execute(house.db)
  expect(await waits(list)).toEqual([null, null, 'person_declined'])
})
