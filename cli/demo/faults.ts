/** Whether everything that was to go wrong did go wrong: a demo in which nothing did would prove nothing. */
import { z } from 'zod'
import type { Opened } from './enrolment.js'
import type { Payout } from './payouts.js'
import type { Person } from './proof.js'
import type { Stage } from './stage.js'

const evidenceShape = z.object({ calls: z.array(z.object({ state: z.string(), attemptsInCall: z.number() })) })

/** A call takes ten recipients at this provider; the one whose answer is lost is a full one. */
const recipientsInLostCall = 10

/** One sentence for each fault that did not strike as ordered. */
export async function faultsThatMissed(
  stage: Stage,
  { armed }: Opened,
  payouts: readonly Payout[],
  people: ReadonlyMap<string, Person>,
): Promise<string[]> {
  const { plan, provider } = stage
  const ordered: [says: string, fault: number, hits: number][] = [
    ['one call’s answer was to be lost', armed.answerLost, 1],
    ['one callback was to be lost', armed.callbackLost, 1],
    ['some callbacks were to come twice', armed.callbacksTwice, plan.faults.callbacksTwiceFor.length],
  ]
  const missed: string[] = []
  for (const [says, fault, hits] of ordered) {
    const found = await provider.hits(fault)
    if (found < hits) missed.push(`The sandbox was told that ${says}: it happened ${found} times, not ${hits}.`)
  }
  const lost = payouts.find(({ beneficiaryId }) => people.get(beneficiaryId)?.phone === plan.faults.answerLostPaying)
  return [...missed, ...(await lostCallThatDiffers(stage, lost))]
}

/** Our own record of the call: it has no answer, and ten payouts hung on it. */
async function lostCallThatDiffers({ maker }: Stage, lost: Payout | undefined): Promise<string[]> {
  if (!lost) return ['Nobody on the list has the number whose call was to be lost.']
  const { calls } = await maker.get(`/payouts/${lost.id}`, evidenceShape)
  const [call] = calls
  if (call?.state === 'lost' && call.attemptsInCall === recipientsInLostCall) return []
  return [
    `The call with the lost answer is ${call?.state ?? 'missing'} and had ${call?.attemptsInCall ?? 0} payouts, not ten.`,
  ]
}
