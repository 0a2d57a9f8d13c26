/** Twilio's callbacks, translated (facts 3.4, 3.5). Pure; never throws; fields that we do not know are passed over. */
import { mediaType, mostAttachments, type Attachment } from '../../domain/attachment.js'
import type { CarrierNotice, CarrierRequest, IncomingMessage } from '../contract.js'
import { fieldsOf, first, idOf, wholeOf, type Fields } from '../form.js'
import { wireNumber } from '../number.js'
import { tabled } from '../tabled.js'
import { deliveries, reasonOf } from './codes.js'
import type { TwilioAccount } from './settings.js'

const malformed = (why: string): CarrierNotice => ({ kind: 'malformed', why })

const messageId = (fields: Fields) =>
  idOf(first(fields, 'MessageSid') ?? first(fields, 'SmsSid') ?? first(fields, 'SmsMessageSid'))

/** How far a message of ours is. */
export function parseStatus(request: CarrierRequest): CarrierNotice {
  const fields = fieldsOf(request)
  const carrierMessageId = messageId(fields)
  if (carrierMessageId === undefined) return malformed('it names no message')
  const status = first(fields, 'MessageStatus') ?? first(fields, 'SmsStatus') ?? ''
  const delivery = tabled(deliveries, status.trim().toLowerCase())
  if (delivery === undefined) return malformed('its status is none of a message that was sent')
  const code = idOf(first(fields, 'ErrorCode'))
  return {
    kind: 'status',
    carrierMessageId,
    delivery,
    ...(delivery === 'failed' && { reason: reasonOf(code) }),
    ...(code !== undefined && code !== '0' && { code }),
  }
}

/** What a person wrote to one of our senders. */
export function parseIncoming(account: Pick<TwilioAccount, 'optOutByCarrier'>, request: CarrierRequest): CarrierNotice {
  const fields = fieldsOf(request)
  const carrierMessageId = messageId(fields)
  if (carrierMessageId === undefined) return malformed('it names no message')
  const sender = first(fields, 'From') ?? ''
  const from = wireNumber(sender)
  if (from === null) return malformed('its sender is not a phone number')
  const to = first(fields, 'To')
    ?.trim()
    .replace(/^whatsapp:/, '')
  if (to === undefined) return malformed('it does not say to whom')
  const channel = sender.trim().startsWith('whatsapp:') ? 'whatsapp' : 'sms'
  const text = first(fields, 'Body') ?? first(fields, 'ButtonText') ?? ''
  const buttonPayload = first(fields, 'ButtonPayload')
  const mediaCount = wholeOf(first(fields, 'NumMedia')) ?? 0
  const inReplyTo = idOf(first(fields, 'OriginalRepliedMessageSid'))
  const optOut = optOutOf(fields) ?? (channel === 'sms' && account.optOutByCarrier === 'yes' ? byWord(text) : undefined)
  return {
    kind: 'incoming',
    carrierMessageId,
    channel,
    from,
    to,
    text,
    mediaCount,
    attachments: attachmentsOf(fields, mediaCount),
    ...(buttonPayload !== undefined && { buttonPayload }),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(optOut && { optOut }),
  }
}

/** Twilio tells of each its type and where it lies, not how large it is. */
const attachmentsOf = (fields: Fields, count: number): readonly Attachment[] =>
  Array.from({ length: Math.min(count, mostAttachments) }, (_, at) => ({
    type: mediaType(first(fields, `MediaContentType${at}`)),
    bytes: null,
  }))

type OptOut = NonNullable<IncomingMessage['optOut']>
const optOutTypes: Readonly<Record<string, OptOut>> = { STOP: 'stop', START: 'start', HELP: 'help' }

const optOutOf = (fields: Fields): OptOut | undefined =>
  tabled(optOutTypes, first(fields, 'OptOutType')?.trim().toUpperCase() ?? '')

/**
 * Words of which Twilio by itself makes an opt-out, without telling so in a field. YES, which it takes for START, is not
 * here: to us it is an answer.
 */
const words: Readonly<Record<string, OptOut>> = {
  STOP: 'stop',
  STOPALL: 'stop',
  UNSUBSCRIBE: 'stop',
  CANCEL: 'stop',
  END: 'stop',
  QUIT: 'stop',
  START: 'start',
  UNSTOP: 'start',
  HELP: 'help',
  INFO: 'help',
}
const byWord = (text: string): OptOut | undefined => tabled(words, text.trim().toUpperCase())
