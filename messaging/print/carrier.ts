/**
 * For people without a phone: what they should be told goes on a list from which aid workers read it out. Nothing leaves
 * the house, so a message is taken at once and nobody calls back; whether it was read out, staff say.
 */
import { CarrierUnreachable, type Carrier } from '../contract.js'

export function createPrint(): Carrier {
  return {
    describe: () => ({
      carrier: 'print',
      channels: ['print'],
      canFind: false,
      hasTemplates: false,
      signs: false,
      messagesPerSecond: 1_000,
      longestCallMs: 0,
      listedWithinMs: 0,
    }),
    send: ({ channel }) =>
      Promise.resolve(channel === 'print' ? { is: 'accepted' } : { is: 'notTaken', reason: 'bad_request' }),
    find: () => Promise.reject(new CarrierUnreachable('no_answer', 'A list for reading out has nothing to ask.')),
    lookUp: () => Promise.reject(new CarrierUnreachable('no_answer', 'A list for reading out has nothing to ask.')),
    template: () => Promise.reject(new CarrierUnreachable('no_answer', 'A list for reading out has no templates.')),
    isGenuine: () => false,
    parseNotice: () => ({ kind: 'malformed', why: 'nobody calls back about a list for reading out' }),
  }
}
