/** A trial payment on the stage: proposed by one, approved by another, and begun. */
import { openFspAccount } from '../../db/fspAccounts.js'
import { trialSeen } from '../../db/read/trialPayments.js'
import { decideTrial, proposeTrial } from '../../db/trialPayments.js'
import type { DistributionId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import type { PhoneNumber } from '../../domain/phone.js'
import { trialReport } from '../../domain/trial.js'
import { connectorFor } from '../../fsp/registry.js'
import { asha, baraka, numberOf, type Stage } from './livesStage.js'

export async function aTrial(stage: Stage): Promise<{ trialId: string; distributionId: DistributionId }> {
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
  const { distributionId } = decided.begun
  // A worker that is killed answers nothing; the life goes on where it was.
  void lives.distribution(distributionId).wake()
  return { trialId: proposalId, distributionId }
}

/** The report of a trial, by what was looked at. */
export async function trialTold(stage: Stage, trialId: string): Promise<Record<string, [boolean | null, string]>> {
  const found = await trialSeen(stage.house, trialId)
  return Object.fromEntries((found ? trialReport(found.seen) : []).map(({ what, ok, says }) => [what, [ok, says]]))
}
