import { afterEach, expect, it } from 'vitest'
import { openFspAccount } from '../../db/fspAccounts.js'
import { findTrial, trialSeen } from '../../db/read/trialPayments.js'
import { decideTrial, proposeTrial } from '../../db/trialPayments.js'
import { money } from '../../domain/money.js'
import type { PhoneNumber } from '../../domain/phone.js'
import { trialReport } from '../../domain/trial.js'
import { connectorFor } from '../../fsp/registry.js'
import { aStage, asha, baraka, numberOf, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

/** Proposed by one, approved by another, and begun. */
async function aTrial(): Promise<string> {
  const { house, fspAccountId, env, lives } = stage
  const connector = connectorFor(await openFspAccount(house, fspAccountId), env)
  const pricing = {
    payableStepMinor: connector.describe().payableStepMinor('KES'),
    highestFee: (minor: bigint) => connector.highestFee(money(minor, 'KES')).minor,
  }
  const proposed = await proposeTrial(house, {
    fspAccountId,
    number: numberOf(1) as PhoneNumber,
    name: 'Asha Lokol',
    amountMinor: 1_000n,
    highestFeeMinor: pricing.highestFee(1_000n),
    by: asha,
  })
  if (!proposed.ok) throw new Error(proposed.why)
  const { proposalId } = proposed
  const decided = await decideTrial(house, { proposalId, approve: true, by: baraka }, async () => pricing)
  if (!decided.ok || !decided.begun) throw new Error('nothing began')
  await lives.distribution(decided.begun.distributionId).wake()
  return proposalId
}

const told = async (trialId: string): Promise<Record<string, [boolean | null, string]>> => {
  const found = await trialSeen(stage.house, trialId)
  return Object.fromEntries((found ? trialReport(found.seen) : []).map(({ what, ok, says }) => [what, [ok, says]]))
}

it('a trial is followed to its receipt, its callback, the FSP’s own word, the ledger and the float', async () => {
  stage = await aStage({ people: 0, validation: true })
  await stage.work()
  const trialId = await aTrial()
  const report = await stage.until(
    () => told(trialId),
    each => each['query']?.[0] === true && each['float']?.[0] !== null,
  )
  const wrong = Object.entries(report).filter(([what, [ok]]) => ok !== true && what !== 'statement')
  expect(wrong).toEqual([])
  expect(report['callback']?.[1]).toMatch(/^seen after \d/)
  expect(await findTrial(stage.house, trialId)).toMatchObject({ payout: 'paid' })
  expect((await stage.book()).transfers).toMatchObject([{ amountMinor: '1000', status: 'paid' }])
  await stage.booksAgree()
}, 90_000)

it('a trial through an account without a way back ends by asking, and says that no callback came', async () => {
  stage = await aStage({ people: 0, sandbox: { notificationUrl: null } })
  await stage.work()
  const trialId = await aTrial()
  const report = await stage.until(
    () => told(trialId),
    each => each['outcome']?.[0] === true,
  )
  expect(report['callback']).toEqual([false, expect.stringContaining('not seen')])
  expect(report['query']).toEqual([true, 'agrees'])
  await stage.booksAgree()
}, 90_000)
