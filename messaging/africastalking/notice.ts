/** Delivery reports, incoming SMS and opt-outs, translated (facts 1.5). Pure; nothing here is signed; never throws. */
import type { MessageReason } from '../../domain/message.js'
import type { CarrierNotice, CarrierRequest } from '../contract.js'
import { fieldsOf, first, idOf, type Fields } from '../form.js'
import { wireNumber } from '../number.js'
import { tabled } from '../tabled.js'
import { failureReasons, reportStatuses } from './codes.js'

const malformed = (why: string): CarrierNotice => ({ kind: 'malformed', why })

/** An opt-out is told by its fields, whichever address it was sent to. */
export function parseNotice(request: CarrierRequest, which: 'status' | 'incoming'): CarrierNotice {
  const fields = fieldsOf(request)
  if (fields.has('senderId') && fields.has('phoneNumber') && !fields.has('status') && !fields.has('text'))
    return optOut(fields)
  return which === 'status' ? status(fields) : incoming(fields)
}

function status(fields: Fields): CarrierNotice {
  const carrierMessageId = idOf(first(fields, 'id'))
  if (carrierMessageId === undefined) return malformed('it names no message')
  const word = first(fields, 'status')?.trim() ?? ''
  const delivery = tabled(reportStatuses, word)
  if (delivery === undefined) return malformed('its status is none that we know')
  const code = idOf(first(fields, 'failureReason'))
  return {
    kind: 'status',
    carrierMessageId,
    delivery,
    ...(delivery === 'failed' && { reason: reasonOf(code, word) }),
    ...(code !== undefined && { code }),
  }
}

const reasonOf = (code: string | undefined, status: string): MessageReason =>
  tabled(failureReasons, code ?? '') ?? tabled(failureReasons, status) ?? 'refused_unlisted'

function incoming(fields: Fields): CarrierNotice {
  const carrierMessageId = idOf(first(fields, 'id'))
  if (carrierMessageId === undefined) return malformed('it names no message')
  const from = wireNumber(first(fields, 'from') ?? '')
  if (from === null) return malformed('its sender is not a phone number')
  const to = first(fields, 'to')?.trim()
  if (to === undefined) return malformed('it does not say to whom')
  return {
    kind: 'incoming',
    carrierMessageId,
    channel: 'sms',
    from,
    to,
    text: first(fields, 'text') ?? '',
    mediaCount: 0,
    attachments: [],
  }
}

function optOut(fields: Fields): CarrierNotice {
  const from = wireNumber(first(fields, 'phoneNumber') ?? '')
  return from === null ? malformed('its number is not a phone number') : { kind: 'optOut', channel: 'sms', from }
}
