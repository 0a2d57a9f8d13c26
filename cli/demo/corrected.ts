/** After the payday: refused payouts are corrected, approved and paid; who is not reached stays open. */
import { reasons, isReason } from '../../domain/reason.js'
import { isSettled } from './payday.js'
import { awaiting, missing, there } from './patience.js'
import { correct } from './people.js'
import { payoutsOf, type Payout } from './payouts.js'
import { counted } from './screen.js'
import type { Stage } from './stage.js'

export interface Round {
  readonly programmeId: string
  readonly distributionId: string
}

/** Says who was refused and why; these are the ones that are followed from here on. */
export async function showRefused({ maker, screen }: Stage, { distributionId }: Round): Promise<Payout[]> {
  const refused = (await payoutsOf(maker, distributionId)).filter(({ state }) => state === 'refused')
  if (refused.length > 0) screen.say('Refused at payment:')
  screen.table(refused.map(({ ref, reason }) => [ref, saysOf(reason)]))
  return refused
}

export const saysOf = (reason: string | null): string =>
  reason !== null && isReason(reason) ? reasons[reason].says : (reason ?? 'no reason given')

/** One file of corrections after another, each paid before the next comes in. */
export async function correctAndPay(stage: Stage, round: Round): Promise<void> {
  for (const file of stage.plan.corrections.afterPay) {
    stage.screen.chapter('Corrections after payment')
    const before = new Map(
      (await payoutsOf(stage.maker, round.distributionId)).map(payout => [payout.id, payout.attempts]),
    )
    const { beneficiaryIds } = await correct(stage, round.programmeId, file)
    const outcome = await awaiting('the corrected payouts', 180, async () => {
      const now = await payoutsOf(stage.maker, round.distributionId)
      const ours = now.filter(({ beneficiaryId }) => beneficiaryIds.includes(beneficiaryId))
      const left = ours.filter(payout => !isSettled(payout) || payout.attempts <= (before.get(payout.id) ?? 0))
      if (left.length === 0) return there(ours)
      return missing(left.map(({ ref, state }) => `${ref} is ${state.replaceAll('_', ' ')}`).join(', '))
    })
    tell(stage, outcome)
  }
}

function tell({ screen }: Stage, outcome: readonly Payout[]): void {
  const paid = outcome.filter(({ state }) => state === 'paid')
  screen.say(`${counted(paid.length, 'payout is', 'payouts are')} paid at the corrected number`)
  for (const { ref, state, reason } of outcome) {
    if (state !== 'paid') screen.say(`${ref} is ${state.replaceAll('_', ' ')} again: ${saysOf(reason)}`)
  }
}
