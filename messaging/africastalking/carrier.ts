/** Africa's Talking: SMS. It lists nothing of what was sent, so a lost answer stays one: the programme's rule decides. */
import { CarrierUnreachable, type Carrier, type CarrierAccount } from '../contract.js'
import { parseNotice } from './notice.js'
import { send, type Hooks } from './send.js'
import { readAccount } from './settings.js'

/** Throws an Error that says what to correct if the account can not be used. */
export function createAfricasTalkingSms(
  given: CarrierAccount,
  env: Readonly<Record<string, string | undefined>>,
  hooks: Hooks = {},
): Carrier {
  const account = readAccount(given, env)
  return {
    describe: () => ({
      carrier: 'africastalking',
      channels: ['sms'],
      canFind: false,
      hasTemplates: false,
      signs: false,
      messagesPerSecond: account.messagesPerSecond,
      longestCallMs: account.connectTimeoutMs + account.answerTimeoutMs,
      listedWithinMs: 0,
    }),
    send: message => send(account, message, hooks),
    find: () =>
      Promise.reject(
        new CarrierUnreachable('no_answer', 'This carrier lists nothing of what was sent: do not ask it.'),
      ),
    lookUp: () =>
      Promise.reject(
        new CarrierUnreachable('no_answer', 'This carrier can not be asked about a message: do not ask it.'),
      ),
    template: () =>
      Promise.reject(new CarrierUnreachable('no_answer', 'This carrier has no templates: do not ask it.')),
    isGenuine: () => true,
    parseNotice,
  }
}
