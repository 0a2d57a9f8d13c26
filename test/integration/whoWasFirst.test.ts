/** Two people see to the same thing: whoever comes second is told who was first, and when. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeStates, whoMoved } from '../../db/beneficiaryStates.js'
import { cancelDistribution, changePayFirst, pauseDistribution } from '../../db/distributionActs.js'
import { asha, aDistribution, aPayday, baraka, must, type Payday } from '../world/payday.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 2 })
})
afterEach(() => payday.end())

const when = String.raw`at \d{4}-\d\d-\d\d \d\d:\d\d UTC`

describe('whoever comes second', () => {
  it('to a distribution reads by whom it was cancelled meanwhile', async () => {
    const { house } = payday
    const distributionId = await aDistribution(payday, 'approved')
    must(await cancelDistribution(house, { distributionId, by: baraka, reason: 'wrong round' }))
    const paused = await pauseDistribution(house, { distributionId, by: asha, reason: 'a question' })
    expect(paused).toMatchObject({
      problem: 'state',
      why: expect.stringMatching(
        new RegExp(`^A distribution that is cancelled, by baraka ${when}, can not be paused\\.$`),
      ),
    })
    expect(await changePayFirst(house, { distributionId, by: asha, count: 1 })).toMatchObject({
      why: expect.stringMatching(new RegExp(`^The distribution is cancelled, by baraka ${when}\\.$`)),
    })
  })

  it('to a person reads by whom they were paused meanwhile', async () => {
    const { house, programmeId, people } = payday
    const [person] = people
    const who = { programmeId, ids: [person!] }
    expect(await whoMoved(house, person!)).toBe('')
    must(await changeStates(house, { act: 'pause', who, reason: 'moved away', by: baraka }))
    expect(await whoMoved(house, person!)).toMatch(new RegExp(`^, by baraka ${when}$`))
  })
})
