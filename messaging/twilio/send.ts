/** One message to Twilio, once, and what its answer proves. */
import { z } from 'zod'
import { parseKeepingLiterals } from '../../wire/literals.js'
import { retryAfterMs } from '../../wire/retryAfter.js'
import type { HttpResult } from '../../wire/http.js'
import type { MessageToSend, SendOutcome } from '../contract.js'
import { throughTwilio, type Hooks } from './client.js'
import { blameless, codeReasons, notTakenByStatus, reasonOf } from './codes.js'
import { deliveryOf, factsOf, messageRecord } from './record.js'
import type { TwilioAccount } from './settings.js'
import { tabled } from '../tabled.js'

/** Twilio tells a status once; where its address asks for it, five times more while nobody takes it (facts 3.4). */
const repeated = '#rc=5&rp=all'

/** Never throws. */
export async function send(account: TwilioAccount, message: MessageToSend, hooks: Hooks): Promise<SendOutcome> {
  const sender = senderFor(account, message)
  if (!sender) return { is: 'notTaken', reason: 'bad_sender' }
  const { to, body, template, mediaUrl, statusUrl, sendByMs } = message
  const result = await throughTwilio(account, { ...hooks, sendByMs }, client =>
    client.messages.create({
      ...sender,
      to: message.channel === 'whatsapp' ? `whatsapp:${to}` : to,
      // Twilio renders a template itself and takes no text beside it.
      ...(template
        ? { contentSid: template.id, contentVariables: JSON.stringify(template.variables) }
        : body !== '' && { body }),
      ...(mediaUrl !== undefined && { mediaUrl: [mediaUrl] }),
      ...(statusUrl !== undefined && { statusCallback: `${statusUrl}${repeated}` }),
    }),
  )
  return outcomeOf(result, (hooks.clock ?? Date.now)())
}

function senderFor(account: TwilioAccount, { channel }: MessageToSend) {
  const { smsFrom, messagingServiceSid, whatsappFrom } = account
  if (channel === 'whatsapp') return whatsappFrom === undefined ? undefined : { from: `whatsapp:${whatsappFrom}` }
  if (channel !== 'sms') return undefined
  if (messagingServiceSid !== undefined) return { messagingServiceSid }
  return smsFrom === undefined ? undefined : { from: smsFrom }
}

/** What came back over the wire as an outcome. Pure; exported for its table of tests. */
export function outcomeOf(result: HttpResult | { is: 'notAsked' }, nowMs: number): SendOutcome {
  switch (result.is) {
    case 'notAsked':
      return { is: 'notTaken', reason: 'bad_request' }
    case 'notSent':
      return { is: 'notTaken', reason: result.why === 'too_late' ? 'too_late' : 'not_reached' }
    case 'lost':
      return { is: 'unknown', reason: 'no_answer' }
    case 'answer':
      return result.status >= 200 && result.status < 300 ? taken(result.body) : refusal(result, nowMs)
  }
}

/** Only a whole record with an id of Twilio's own is proof that it was taken. */
function taken(body: string): SendOutcome {
  const record = messageRecord.safeParse(parseKeepingLiterals(body))
  if (!record.success) return { is: 'unknown', reason: 'unclear_answer' }
  const facts = factsOf(record.data)
  return deliveryOf(record.data) === 'failed'
    ? { is: 'refused', reason: reasonOf(facts.code), ...facts }
    : { is: 'accepted', ...facts }
}

/** Twilio's own words of an error: JSON with a code. Anything else of that status may come from something in between. */
const errorBody = z.object({ code: z.string().regex(/^\d{5}$/) })

function refusal({ status, body, headers }: HttpResult & { is: 'answer' }, nowMs: number): SendOutcome {
  // A server that fails, or sends us elsewhere, may have taken it before.
  if (status < 400 || status >= 500) return { is: 'unknown', reason: 'unclear_answer' }
  const error = errorBody.safeParse(parseKeepingLiterals(body))
  const code = error.success ? error.data.code : undefined
  const known = tabled(codeReasons, code ?? '')
  const reason = known ?? tabled(notTakenByStatus, String(status))
  if (reason !== undefined && (known === undefined || blameless.includes(reason))) {
    const wait = retryAfterMs(headers['retry-after'], nowMs)
    return {
      is: 'notTaken',
      reason,
      ...(code !== undefined && { code }),
      ...(wait !== undefined && { retryAfterMs: wait }),
    }
  }
  if (known !== undefined) return { is: 'refused', reason: known, ...(code !== undefined && { code }) }
  // A 400 in Twilio's own words took nothing, whatever its code.
  if (status === 400 && code !== undefined) return { is: 'refused', reason: 'refused_unlisted', code }
  return { is: 'unknown', reason: 'unclear_answer' }
}
