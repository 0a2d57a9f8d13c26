/** Twilio's public wire format as far as it is simulated (facts/protocols.md 3.2 and 3.3). */

export type MessageStatus =
  'accepted' | 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read' | 'received'

/** A message as create, fetch and list show it. Counts are texts; dates are RFC 2822. */
export interface MessageDocument {
  account_sid: string
  api_version: '2010-04-01'
  body: string
  date_created: string
  date_sent: string | null
  date_updated: string
  direction: 'outbound-api' | 'inbound'
  error_code: number | null
  error_message: string | null
  from: string | null
  messaging_service_sid: string | null
  num_media: string
  num_segments: string
  /** Negative, as a decimal text; null until it was sent. */
  price: string | null
  price_unit: string | null
  sid: string
  status: MessageStatus
  subresource_uris: { media: string }
  to: string
  uri: string
}

export interface ErrorDocument {
  code: number
  message: string
  more_info: string
  status: number
}

export type ApprovalStatus = 'unsubmitted' | 'received' | 'pending' | 'approved' | 'rejected' | 'paused' | 'disabled'

export interface Approval {
  name: string
  category: string
  content_type: string
  status: ApprovalStatus
  rejection_reason: string
  allow_category_change: boolean
}

export interface QuickReply {
  title: string
  id: string
}

/** What a template is made of, by the kinds that are known here; others are kept and not rendered. */
export interface ContentTypes {
  'twilio/text'?: { body: string }
  'twilio/media'?: { body?: string; media: string[] }
  'twilio/quick-reply'?: { body: string; actions: QuickReply[] }
}

/** `Thu, 26 Nov 2026 13:12:41 +0000`. */
export const rfc2822 = (at: number): string => new Date(at).toUTCString().replace('GMT', '+0000')

/** Whole seconds, as the Content API writes a moment. */
export const iso8601 = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`
