/** A message as Twilio's API writes it (facts 3.2), with every number as the text of its digits. Pure. */
import { z } from 'zod'
import type { Delivery } from '../../domain/message.js'
import type { FoundMessage, MessageFacts } from '../contract.js'
import { wholeOf } from '../form.js'
import { wireNumber } from '../number.js'
import { readPrice } from '../price.js'
import { tabled } from '../tabled.js'
import { deliveries, reasonOf } from './codes.js'

const text = z.string().nullish().catch(undefined)

/** What the list and the answer to a new message have in common. What only informs may be missing or odd. */
export const messageRecord = z.object({
  sid: z.string().regex(/^[SM]M[0-9a-fA-F]{32}$/),
  status: text,
  to: text,
  body: text,
  direction: text,
  date_created: text,
  num_segments: text,
  price: text,
  price_unit: text,
  error_code: text,
})
export type MessageRecord = z.output<typeof messageRecord>

export function factsOf(record: MessageRecord): MessageFacts {
  const segments = wholeOf(record.num_segments ?? undefined)
  const price = readPrice(record.price ?? '', record.price_unit ?? '')
  const code = record.error_code ?? undefined
  return {
    carrierMessageId: record.sid,
    ...(segments !== undefined && { segments }),
    ...(price && { price }),
    ...(code !== undefined && { code }),
  }
}

/** A status that is not tabled still belongs to a message that is there: Twilio has taken it. */
export const deliveryOf = (record: MessageRecord): Delivery => tabled(deliveries, record.status ?? '') ?? 'accepted'

/** A line of the list as one that we may have sent. Undefined: it is incoming, or does not say to whom and when. */
export function foundOf(record: MessageRecord): FoundMessage | undefined {
  const to = wireNumber(record.to ?? '')
  const createdAtMs = Date.parse(record.date_created ?? '')
  if (to === null || Number.isNaN(createdAtMs)) return undefined
  const delivery = deliveryOf(record)
  return {
    ...factsOf(record),
    carrierMessageId: record.sid,
    channel: record.to?.startsWith('whatsapp:') ? 'whatsapp' : 'sms',
    to,
    body: record.body ?? '',
    createdAtMs,
    delivery,
    ...(delivery === 'failed' && { reason: reasonOf(record.error_code ?? undefined) }),
  }
}
