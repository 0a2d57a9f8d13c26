/** A carrier at which the bench’s programmes tell their people things. */
import { z } from 'zod'
import type { Ground } from './ground.js'

export const accountSid = `AC${'8'.repeat(32)}`
const sender = '+15550000800'
/** What the carrier has granted. */
export const perSecond = 200
/** After which its list tells what became of a lost answer. */
export const listedWithinMs = 10_000

const made = z.object({ id: z.string() })
const anything = z.unknown()

/** From now on everybody of the programme is told everything by SMS. */
export async function openCarrier({ operator, maker, sandbox }: Ground, programmeId: string): Promise<void> {
  const account = await operator.post(
    '/carrier-accounts',
    {
      ...{ carrier: 'twilio', name: 'SMS', credentials: { accountSid, authToken: 'bench' } },
      settings: { smsFrom: sender, messagesPerSecond: String(perSecond), listedWithinMs: String(listedWithinMs) },
    },
    made,
  )
  await sandbox.ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, anything, {
    ...{ authToken: 'bench', senders: [sender], numberEndings: false, optOut: 'off', readDelayMs: null },
  })
  const ways = [{ channel: 'sms', carrierAccountId: account.id }]
  await maker.put(`/programmes/${programmeId}/messaging`, { ways }, anything)
}
