/** One SMS to Africa's Talking, once, through its own SDK, and what the answer proves (facts 1.5). */
import { z } from 'zod'
import { sdkTakes, throughSdk } from '../../wire/africastalkingSdk.js'
import type { HttpRequest, HttpResult } from '../../wire/http.js'
import { parseKeepingLiterals } from '../../wire/literals.js'
import { retryAfterMs } from '../../wire/retryAfter.js'
import type { MessageFacts, MessageToSend, SendOutcome } from '../contract.js'
import { idOf, wholeOf } from '../form.js'
import { wireNumber } from '../number.js'
import { readPriceText } from '../price.js'
import { tabled } from '../tabled.js'
import { emptyAnswers, notTakenByStatus, recipientCodes } from './codes.js'
import type { AfricasTalkingAccount } from './settings.js'

/** Where tests let time pass, or a process die, right before the first byte of a message leaves. */
export type Hooks = Pick<HttpRequest, 'beforeFirstByte' | 'clock'>

/** Never throws. One recipient a call, so that no answer has to be told apart. */
export async function send(account: AfricasTalkingAccount, message: MessageToSend, hooks: Hooks): Promise<SendOutcome> {
  const { channel, to, body, sendByMs } = message
  if (channel !== 'sms') return { is: 'notTaken', reason: 'bad_request' }
  // The SDK would throw over it before any request.
  if (!sdkTakes(to)) return { is: 'refused', reason: 'invalid_number' }
  const { username, apiKey, url, connectTimeoutMs, answerTimeoutMs, senderId } = account
  const errand = { username, apiKey, base: url, connectTimeoutMs, answerTimeoutMs, sendByMs, ...hooks }
  const result = await throughSdk(errand, sdk =>
    sdk.SMS.send({ to, message: body, enqueue: true, ...(senderId !== undefined && { from: senderId }) }),
  )
  return outcomeOf(result, to, (hooks.clock ?? Date.now)())
}

const answer = z.object({
  SMSMessageData: z.object({
    Message: z.string().optional().catch(undefined),
    Recipients: z.array(z.unknown()),
  }),
})
const recipient = z.object({
  statusCode: z.string(),
  number: z.string(),
  cost: z.string().optional().catch(undefined),
  messageId: z.string().optional().catch(undefined),
})

/** What came back over the wire as an outcome. Pure; exported for its table of tests. */
export function outcomeOf(result: HttpResult | { is: 'notAsked' }, to: string, nowMs: number): SendOutcome {
  switch (result.is) {
    case 'notAsked':
      return { is: 'notTaken', reason: 'bad_request' }
    case 'notSent':
      return { is: 'notTaken', reason: result.why === 'too_late' ? 'too_late' : 'not_reached' }
    case 'lost':
      return { is: 'unknown', reason: 'no_answer' }
    case 'answer':
      return result.status >= 200 && result.status < 300 ? taken(result.body, to) : refusal(result, nowMs)
  }
}

const unclear = { is: 'unknown', reason: 'unclear_answer' } as const

function taken(body: string, to: string): SendOutcome {
  const read = answer.safeParse(parseKeepingLiterals(body))
  if (!read.success) return unclear
  const { Message = '', Recipients } = read.data.SMSMessageData
  if (Recipients.length === 0) return ofNobody(Message)
  const one = recipient.safeParse(Recipients[0])
  if (!one.success || Recipients.length > 1 || wireNumber(one.data.number) !== to) return unclear
  const id = one.data.messageId === 'None' ? undefined : idOf(one.data.messageId)
  const facts = factsOf(one.data, id, Message)
  const row = tabled(recipientCodes, one.data.statusCode)
  switch (row?.is) {
    case 'accepted':
      // Without an id no report could ever be told to be this one's; that it was taken is said all the same.
      return { is: 'accepted', ...facts }
    case 'held':
      return id === undefined ? { is: 'refused', reason: 'filtered', ...facts } : { is: 'accepted', ...facts }
    case 'refused':
      return { is: 'refused', reason: row.reason, ...facts }
    case 'notTaken':
      return { is: 'notTaken', reason: row.reason, code: one.data.statusCode }
    case undefined:
      return unclear
  }
}

/** A wrong sender is told with 201 and nobody in the list. */
function ofNobody(said: string): SendOutcome {
  const row = tabled(emptyAnswers, said.trim())
  if (row) return { ...row, code: said.trim() }
  return /^Sent to 0\//.test(said) ? { is: 'refused', reason: 'refused_unlisted' } : unclear
}

function factsOf({ statusCode, cost }: z.output<typeof recipient>, id: string | undefined, said: string): MessageFacts {
  const price = readPriceText(cost ?? '')
  const segments = wholeOf(/\bMessage parts: (\d+)/.exec(said)?.[1])
  return {
    ...(id !== undefined && { carrierMessageId: id }),
    ...(segments !== undefined && { segments }),
    ...(price && { price }),
    code: statusCode,
  }
}

function refusal({ status, headers }: HttpResult & { is: 'answer' }, nowMs: number): SendOutcome {
  const reason = tabled(notTakenByStatus, String(status))
  if (reason === undefined) return unclear
  const wait = retryAfterMs(headers['retry-after'], nowMs)
  return { is: 'notTaken', reason, code: String(status), ...(wait !== undefined && { retryAfterMs: wait }) }
}
