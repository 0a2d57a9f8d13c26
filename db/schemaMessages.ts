/** Tables of what people are told and what they answer. */
import type { ColumnType, Generated } from 'kysely'
import type { Attachment } from '../domain/attachment.js'
import type { Channel, MessageKind, MessageReason } from '../domain/message.js'
import type { PricedChannel } from '../domain/messagePrice.js'
import type { OwnWords } from '../domain/ownAnswerWords.js'
import type {
  BeneficiaryId,
  BroadcastId,
  CarrierAccountId,
  IncomingId,
  InvitationId,
  MessageId,
  MessageTextId,
  MessageTryId,
  ProgrammeId,
} from '../domain/ids.js'

export type MessageState =
  | 'queued'
  | 'sending'
  | 'unknown'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'dropped'
  | 'to_print'
  | 'printed'
export type MessageTryState =
  'sending' | 'unknown' | 'not_taken' | 'lost' | 'accepted' | 'sent' | 'failed' | 'delivered' | 'read'
/** Beside what carriers say: there is no text in any language of the chain, no way is left, what it told is over, the carrier never told the end, and then staff have looked after it. */
export type MessageEnd = MessageReason | 'no_text' | 'no_way' | 'over' | 'no_word' | 'looked_after'

/** A way of a programme to its people. */
export interface Way {
  readonly channel: Channel
  readonly carrierAccountId: CarrierAccountId
}

export interface CarrierAccountTable {
  id: Generated<CarrierAccountId>
  carrier: string
  name: string
  credentials_enc: Buffer
  settings: Generated<Record<string, string>>
  callback_token_enc: Buffer
  callback_token_lookup: Buffer
  paused_reason: string | null
  paused_at: Date | null
  not_before: Date | null
  /** one after the other, with nothing taken in between */
  rests: Generated<number>
  next_departure_at: Generated<Date>
  created_by: string
  created_at: Generated<Date>
}

export interface ProgrammeMessagingTable {
  programme_id: ProgrammeId
  ways: Way[]
  /** kinds of messages (domain/message.ts) */
  switched_off: Generated<string[]>
  resend_lost: Generated<boolean>
  organisation: string | null
  time_zone: Generated<string>
  /** by language, which others are tried first in its place */
  instead_of: Generated<Record<string, string[]>>
  changed_by: string
  changed_at: Generated<Date>
}

export interface MessagePriceTable {
  carrier_account_id: CarrierAccountId
  programme_id: ProgrammeId | null
  channel: PricedChannel
  prefix: string
  currency: string
  micros: bigint
  set_by: string
  set_at: Generated<Date>
}

export interface MessageTextTable {
  id: Generated<MessageTextId>
  programme_id: ProgrammeId
  kind: MessageKind
  language: string
  version: number
  text: string | null
  content_sid: string | null
  content_variables: Generated<string[]>
  made_by: string
  made_at: Generated<Date>
}

export interface AnswerWordsTable {
  programme_id: ProgrammeId
  version: number
  words: OwnWords
  made_by: string
  made_at: Generated<Date>
}

/** Which version of a programme’s own answer words was read beside ours. */
export interface WordsRead {
  readonly programmeId: ProgrammeId
  readonly version: number
}

export interface BroadcastTable {
  id: Generated<BroadcastId>
  programme_id: ProgrammeId
  name: string
  filter: Record<string, unknown>
  texts: Record<string, string>
  state: Generated<'draft' | 'sending' | 'paused' | 'done' | 'cancelled'>
  last_number: Generated<number>
  queued: Generated<number>
  filled_at: Date | null
  created_by: string
  created_at: Generated<Date>
  confirmed_by: string | null
  confirmed_at: Date | null
  finished_at: Date | null
}

/** What a message is about: identifiers of ours, never anything personal. */
export interface MessageAbout {
  payoutId?: string
  attemptId?: string
  caseId?: string
  broadcastId?: string
  incomingId?: string
  voucherId?: string
  /** of an invitation: which of its links */
  ordinal?: number
}

export interface MessageTable {
  id: Generated<MessageId>
  seq: Generated<bigint>
  programme_id: ProgrammeId
  beneficiary_id: BeneficiaryId | null
  invitation_id: InvitationId | null
  kind: MessageKind
  cause: string
  about: Generated<MessageAbout>
  state: Generated<MessageState>
  reason: MessageEnd | null
  way: Generated<number>
  tries: Generated<number>
  next_try_at: Generated<Date>
  not_before: Date | null
  language: string | null
  text_id: MessageTextId | null
  body_enc: Buffer | null
  created_at: Generated<Date>
  state_at: Generated<Date>
  rank: ColumnType<number, never, never>
}

export interface MessageTryTable {
  id: Generated<MessageTryId>
  message_id: MessageId
  ordinal: number
  way: number
  carrier_account_id: CarrierAccountId
  channel: Channel
  /** null: whom it left to was forgotten */
  number_enc: Buffer | null
  number_lookup: Buffer
  text_digest: Buffer
  state: Generated<MessageTryState>
  carrier_message_id: string | null
  reason: MessageReason | null
  code: string | null
  segments: number | null
  price_micros: bigint | null
  price_currency: string | null
  /** by the table of prices as it was when it left; counts while the carrier has told none */
  estimate_micros: bigint | null
  estimate_currency: string | null
  opened_at: Generated<Date>
  send_by: Date
  state_at: Generated<Date>
  next_check_at: Date | null
  checks: Generated<number>
  follow_at: Generated<Date | null>
  /** it was given up, another left, and then it arrived after all */
  late: Generated<boolean>
}

export interface PhoneTable {
  number_lookup: Buffer
  stopped_at: Date | null
  stopped_by: 'word' | 'carrier' | 'blocked' | 'staff' | null
  /** channels (domain/message.ts) */
  not_on: Generated<string[]>
  whatsapp_until: Date | null
  changed_at: Generated<Date>
}

export interface CarrierNoticeTable {
  id: Generated<string>
  carrier_account_id: CarrierAccountId
  kind: 'status' | 'incoming'
  digest: Buffer
  raw_enc: Buffer
  content_type: string
  try_id: string | null
  received_at: Generated<Date>
  repeats: Generated<number>
  state: Generated<'stored' | 'applied' | 'unmatched' | 'failed'>
  apply_after: Generated<Date>
  tries: Generated<number>
  why: string | null
}

export interface IncomingMessageTable {
  id: Generated<IncomingId>
  carrier_account_id: CarrierAccountId
  carrier_message_id: string
  channel: Channel
  number_enc: Buffer
  number_lookup: Buffer
  text_enc: Buffer
  button: string | null
  media: Generated<number>
  attachments: Generated<Attachment[]>
  beneficiary_id: BeneficiaryId | null
  programme_id: ProgrammeId | null
  in_reply_to: MessageId | null
  understood: 'stop' | 'start' | 'help' | 'yes' | 'no' | 'not_understood'
  understood_by: 'button' | 'word' | 'carrier' | null
  understood_in: string | null
  /** of our table or a programme’s, never of the person */
  understood_word: string | null
  words_read: Generated<WordsRead[]>
  state: 'inbox' | 'done'
  received_at: Generated<Date>
  done_by: string | null
  done_at: Date | null
}
