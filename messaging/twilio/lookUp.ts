/** How far one message is, asked for by its id: for those of which no callback has told the end. */
import { parseKeepingLiterals } from '../../wire/literals.js'
import { CarrierUnreachable, type FoundMessage } from '../contract.js'
import { throughTwilio, type Hooks } from './client.js'
import { bodyOf } from './find.js'
import { foundOf, messageRecord } from './record.js'
import type { TwilioAccount } from './settings.js'

/**
 * Null: Twilio does not know it (any more).
 * @throws CarrierUnreachable
 */
export async function lookUp(
  account: TwilioAccount,
  carrierMessageId: string,
  hooks: Hooks,
): Promise<FoundMessage | null> {
  const result = await throughTwilio(account, hooks, ({ messages }) => messages(carrierMessageId).fetch())
  if (result.is === 'answer' && result.status === 404) return null
  const record = messageRecord.safeParse(parseKeepingLiterals(bodyOf(result, (hooks.clock ?? Date.now)())))
  const found = record.success && record.data.sid === carrierMessageId ? foundOf(record.data) : undefined
  if (!found)
    throw new CarrierUnreachable('unclear_answer', 'What Twilio says of a message could not be read: ask again later.')
  return found
}
