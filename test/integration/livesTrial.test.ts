import { afterEach, expect, it } from 'vitest'
import { findTrial } from '../../db/read/trialPayments.js'
import { aStage, type Stage } from './livesStage.js'
import { aTrial, trialTold } from './trialGround.js'

let stage: Stage
afterEach(() => stage.end())

it('a trial is followed to its receipt, its callback, the FSP’s own word, the ledger and the float', async () => {
  stage = await aStage({ people: 0, validation: true })
  await stage.work()
  const { trialId } = await aTrial(stage)
  const report = await stage.until(
    () => trialTold(stage, trialId),
    each => each['query']?.[0] === true && each['float']?.[0] !== null,
  )
  const wrong = Object.entries(report).filter(([what, [ok]]) => ok !== true && what !== 'statement')
  expect(wrong).toEqual([])
  expect(report['callback']?.[1]).toMatch(/^seen after \d/)
  expect(await findTrial(stage.house, trialId)).toMatchObject({ payout: 'paid' })
  expect((await stage.book()).transfers).toMatchObject([{ amountMinor: '1000', status: 'paid' }])
  await stage.booksAgree()
})

it('a trial through an account without a way back ends by asking, and says that no callback came', async () => {
  stage = await aStage({ people: 0, sandbox: { notificationUrl: null } })
  await stage.work()
  const { trialId } = await aTrial(stage)
  const report = await stage.until(
    () => trialTold(stage, trialId),
    each => each['outcome']?.[0] === true,
  )
  expect(report['callback']).toEqual([false, expect.stringContaining('not seen')])
  expect(report['query']).toEqual([true, 'agrees'])
  await stage.booksAgree()
})
