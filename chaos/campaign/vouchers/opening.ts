/** A second kind of programme beside the transfers: supermarket vouchers, of which people are asked whether they want them. */
import { z } from 'zod'
import { includePeople } from '../enrolment.js'
import { dutchNumberOf, listOf } from '../people.js'
import type { Stage } from '../stage.js'
import type { VoucherProgramme } from './side.js'

const accountSid = `AC${'8'.repeat(32)}`
const authToken = 'only-for-this-campaign'
const sender = '+15550000800'
const username = 'lodwar'
const password = 'only-for-this-campaign'
const made = z.object({ id: z.string() })
const anything = z.unknown()
const fundMinor = 100_000_000n
/** Numbers that nobody else in the campaign has. */
const firstIndex = 8_000_000

/** Longer than the sandbox ever takes over an order (faults.ts): only then may a lost one be taken for one that never was. */
const longestProcessingMs = 5_000
/** Long enough for a question to be heard while processes fall; who says nothing is not waited for longer. */
const deadlineS = 25

/** @param apiUrl where the carrier brings what people write; as it may be down, people write again */
export async function openVoucherProgramme(stage: Stage, people: number, apiUrl: string): Promise<VoucherProgramme> {
  const { maker, plan } = stage
  const fspAccountId = await openAccount(stage)
  const name = 'Lodwar'
  // Large households get more than one card holds: their vouchers have two parts.
  const rules = { rounds: 50, baseMinor: '2500', membersIncluded: 5, perExtraMemberMinor: '600', languages: ['sw'] }
  const programme = { name, currency: 'EUR', country: 'NL', correctionDays: 30, ...rules, fspAccountId }
  const { id: programmeId } = await maker.post('/programmes', programme, made)
  const funding = { amountMinor: String(fundMinor), reference: 'budget' }
  await maker.post(`/programmes/${programmeId}/fund`, funding, anything)
  await askPeople(stage, programmeId, apiUrl)
  await includePeople(stage, programmeId, listOf(plan.seed, people, firstIndex, dutchNumberOf), people)
  return { name, programmeId, fundedMinor: fundMinor, distributions: [], sender, accountSid, username }
}

async function openAccount({ operator, approver, provider }: Stage): Promise<string> {
  await provider.setVoucherAccount(username, { password, maxValueMinor: '4000' })
  const account = await operator.post(
    '/fsp-accounts',
    {
      ...{ fspName: 'intersolve', name: 'Vouchers for Lodwar', currency: 'EUR', country: 'NL' },
      credentials: { username, password },
      settings: {
        ...{ ean: '8712345678906', longestProcessingMs: String(longestProcessingMs), maxAmountMinor: '4000' },
        ...{ connectTimeoutMs: '1500', answerTimeoutMs: '1500' },
      },
    },
    made.extend({ proposalId: z.string() }),
  )
  await approver.post(`/fsp-account-changes/${account.proposalId}/decide`, { approve: true }, anything)
  return account.id
}

/** By SMS, through a carrier account of its own: it alone is told what people write. */
async function askPeople({ maker, operator, provider }: Stage, programmeId: string, apiUrl: string): Promise<void> {
  const settings = { smsFrom: sender, messagesPerSecond: '100', answerTimeoutMs: '1500', listedWithinMs: '4000' }
  const carrier = await operator.post(
    '/carrier-accounts',
    { carrier: 'twilio', name: 'SMS for vouchers', credentials: { accountSid, authToken }, settings },
    made.extend({ incomingPath: z.string() }),
  )
  await provider.setCarrier(accountSid, {
    ...{ authToken, senders: [sender], numberEndings: false, optOut: 'off', statusDelayMs: 50, readDelayMs: null },
    incomingUrl: apiUrl + carrier.incomingPath,
  })
  const ways = [{ channel: 'sms', carrierAccountId: carrier.id }]
  const switchedOff = ['registered', 'included', 'payment_sent', 'payment_failed']
  await maker.put(`/programmes/${programmeId}/messaging`, { ways, switchedOff, resendLost: false }, anything)
  const always = { quietFromHour: 0, quietUntilHour: 0 }
  const rules = { ask: true, remindersAfterS: [], deadlineS, ...always, highestCardMinor: null }
  await maker.put(`/programmes/${programmeId}/voucher-rules`, rules, anything)
}
