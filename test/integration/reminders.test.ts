import { afterEach, expect, it } from 'vitest'
import { said } from '../../domain/caseSays.js'
import { distributionActivities } from '../../activities/distributions.js'
import type { World } from '../../activities/world.js'
import { listCases, openCase } from '../../db/cases.js'
import { aDistribution, aPayday, asha, type Payday } from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

it('a reminder ends once somebody acts, however many decisions about its payouts stand before it; they stay', async () => {
  payday = await aPayday({ people: 101 })
  const { house } = payday
  const distributionId = await aDistribution(payday)
  const usual = { kind: 'decision', distributionId, owner: 'finance', atDeadline: 'escalate' } as const
  const payouts = await house.db.selectFrom('payout').select('id').execute()
  for (const { id: payoutId } of payouts) await openCase(house, { ...usual, payoutId, says: said('came_back') })
  const deadlineAt = new Date(Date.now() + 1_000 * 86_400_000)
  const { caseId } = await openCase(house, { ...usual, deadlineAt, says: said('no_outcome') })
  const { actOnDistribution } = distributionActivities({ house } as unknown as World)
  expect(
    await actOnDistribution({ distributionId, act: { act: 'pause', by: asha, reason: 'a question' } }),
  ).toMatchObject({ ok: true })
  const { cases } = await listCases(house, { distributionId, kinds: ['decision'], state: 'open', limit: 200 })
  expect(cases).toHaveLength(101)
  expect(cases.map(each => each.caseId)).not.toContain(caseId)
})
