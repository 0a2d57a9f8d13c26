/**
 * Every word of Twilio that proves something, as tables (facts 3.2, 3.7). What is not in them proves nothing. Codes are
 * unique over all of Twilio, so one table serves answers and status callbacks. Tested row by row.
 */
import type { Delivery, MessageReason } from '../../domain/message.js'
import { tabled } from '../tabled.js'

export const codeReasons: Readonly<Record<string, MessageReason>> = {
  // access
  20003: 'credentials',
  20005: 'suspended',
  20404: 'credentials',
  20429: 'throttled',
  // said at once
  21211: 'invalid_number',
  21212: 'bad_sender',
  21408: 'region_closed',
  21602: 'bad_request',
  21604: 'bad_request',
  21606: 'bad_sender',
  // a trial account reaches only numbers that its owner has shown to be theirs
  21608: 'region_closed',
  21610: 'opted_out',
  21611: 'throttled',
  21612: 'not_on_channel',
  21614: 'landline',
  21617: 'too_long',
  21619: 'bad_request',
  21620: 'media',
  21655: 'template_refused',
  21656: 'template_refused',
  21703: 'bad_sender',
  21705: 'bad_sender',
  21910: 'bad_sender',
  // said later, of SMS
  30001: 'throttled',
  30002: 'suspended',
  30003: 'switched_off',
  30004: 'filtered',
  30005: 'unknown_subscriber',
  30006: 'landline',
  30007: 'filtered',
  30008: 'carrier_trouble',
  30034: 'bad_sender',
  30410: 'carrier_trouble',
  30450: 'filtered',
  // attachments
  11200: 'media',
  11205: 'media',
  11751: 'media',
  12300: 'media',
  // WhatsApp
  63003: 'not_on_channel',
  63005: 'bad_request',
  63007: 'bad_sender',
  63012: 'carrier_trouble',
  63013: 'filtered',
  63014: 'blocked_by_person',
  63015: 'not_on_channel',
  63016: 'outside_window',
  63017: 'throttled',
  63018: 'throttled',
  63019: 'media',
  63021: 'bad_request',
  63024: 'not_on_channel',
  63027: 'template_refused',
  63028: 'template_refused',
  63030: 'bad_request',
  // to ourselves: another way would reach us again
  63031: 'bad_request',
  63032: 'filtered',
  63033: 'blocked_by_person',
  63034: 'media',
  63038: 'throttled',
  63040: 'template_refused',
  63041: 'template_refused',
  63042: 'template_refused',
  63049: 'filtered',
}

/**
 * What of a request that was refused may leave again as it is, once time has passed or staff have mended the account:
 * the message itself is blameless.
 */
export const blameless: readonly MessageReason[] = ['throttled', 'carrier_trouble', 'credentials', 'suspended']

/** The reason that a code gives; one that is not tabled is for a person to look at. */
export const reasonOf = (code: string | undefined): MessageReason =>
  tabled(codeReasons, code ?? '') ?? 'refused_unlisted'

/** Statuses of a message that we sent. `partially_delivered` (group messages) proves nothing about the one person. */
export const deliveries: Readonly<Record<string, Delivery>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
}

/**
 * Statuses of a whole answer that need no code: the request was not let in. No 5xx and no 3xx is here: either may come
 * from something between us and a message that was taken.
 */
export const notTakenByStatus: Readonly<Record<number, MessageReason>> = {
  401: 'credentials',
  403: 'credentials',
  404: 'bad_request',
  405: 'bad_request',
  413: 'bad_request',
  415: 'bad_request',
  429: 'throttled',
}
