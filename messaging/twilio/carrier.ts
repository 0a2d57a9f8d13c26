/** Twilio: SMS and WhatsApp. See `send.ts` for what its answers prove, `find.ts` for lost ones, `notice.ts` for callbacks. */
import type { Channel } from '../../domain/message.js'
import type { Carrier, CarrierAbilities, CarrierAccount } from '../contract.js'
import type { Hooks } from './client.js'
import { find } from './find.js'
import { lookUp } from './lookUp.js'
import { parseIncoming, parseStatus } from './notice.js'
import { send } from './send.js'
import { readAccount, type TwilioAccount } from './settings.js'
import { isSigned } from './signature.js'
import { template } from './template.js'

/** Throws an Error that says what to correct if the account can not be used. */
export function createTwilio(
  given: CarrierAccount,
  env: Readonly<Record<string, string | undefined>>,
  hooks: Hooks = {},
): Carrier {
  const account = readAccount(given, env)
  return {
    describe: () => abilities(account),
    send: message => send(account, message, hooks),
    find: messages => find(account, messages, hooks),
    lookUp: carrierMessageId => lookUp(account, carrierMessageId, hooks),
    template: id => template(account, id, hooks),
    isGenuine: request => isSigned(account.authToken, request),
    parseNotice: (request, which) => (which === 'status' ? parseStatus(request) : parseIncoming(account, request)),
  }
}

function abilities(account: TwilioAccount): CarrierAbilities {
  const { smsFrom, messagingServiceSid, whatsappFrom, messagesPerSecond, listedWithinMs } = account
  const sms = smsFrom !== undefined || messagingServiceSid !== undefined
  const channels: Channel[] = [
    ...(whatsappFrom === undefined ? [] : ['whatsapp' as const]),
    ...(sms ? ['sms' as const] : []),
  ]
  return {
    carrier: 'twilio',
    channels,
    canFind: true,
    hasTemplates: whatsappFrom !== undefined,
    signs: true,
    // One value for the account: a long number sends one SMS a second, a WhatsApp sender eighty messages.
    messagesPerSecond: messagesPerSecond ?? (sms ? 1 : 80),
    longestCallMs: account.connectTimeoutMs + account.answerTimeoutMs,
    listedWithinMs,
  }
}
