/** People are told what happens to them while everything goes wrong: set up as staff do, judged by the carrier’s own book. */
import { z } from 'zod'
import type { Programme, Stage } from './stage.js'

const accountSid = `AC${'7'.repeat(32)}`
const authToken = 'only-for-this-campaign'
const sender = '+15550000700'
const made = z.object({ id: z.string() })
const anything = z.unknown()

/** One account at the carrier for all programmes. @returns its id with us */
export async function openCarrier({ operator, provider }: Stage): Promise<string> {
  const settings = { smsFrom: sender, messagesPerSecond: '100', answerTimeoutMs: '1500', listedWithinMs: '4000' }
  const account = await operator.post(
    '/carrier-accounts',
    { carrier: 'twilio', name: 'SMS', credentials: { accountSid, authToken }, settings },
    made,
  )
  await provider.setCarrier(accountSid, {
    ...{ authToken, senders: [sender], numberEndings: false, optOut: 'off', statusDelayMs: 50, readDelayMs: null },
  })
  return account.id
}

/**
 * Kinds that one person may rightly hear in the same words again (a second failure of the same payout, a number that is
 * wrong once more) are left out: of every other the same text twice is one too many.
 */
const leftOut = ['payment_failed', 'correct_number', 'reminder'] as const

export const tellPeople = ({ maker }: Stage, programmeId: string, carrierAccountId: string): Promise<unknown> =>
  maker.put(
    `/programmes/${programmeId}/messaging`,
    { ways: [{ channel: 'sms', carrierAccountId }], switchedOff: leftOut, resendLost: false },
    anything,
  )

const totals = z.object({ counts: z.array(z.object({ kind: z.string(), state: z.string(), count: z.number() })) })
const underWay: readonly string[] = ['queued', 'sending', 'unknown']

export interface MessagesTold {
  /** not at rest: queued, or nobody knows whether they arrived */
  readonly waiting: number
  /** people told that they were paid, once for each payout */
  readonly ofPayments: number
  readonly all: number
}

export async function messagesTold({ maker }: Stage, programmes: readonly Programme[]): Promise<MessagesTold> {
  const told = { waiting: 0, ofPayments: 0, all: 0 }
  for (const { programmeId } of programmes) {
    const { counts } = await maker.get(`/programmes/${programmeId}/message-totals`, totals)
    for (const { kind, state, count } of counts) {
      told.all += count
      if (underWay.includes(state)) told.waiting += count
      if (kind === 'payment_sent') told.ofPayments += count
    }
  }
  return told
}

/** Phones that the carrier’s book has the same text for more than once, as it names them. */
export const toldTwice = ({ provider }: Stage): Promise<readonly string[]> => provider.sameTextTwice(accountSid)
