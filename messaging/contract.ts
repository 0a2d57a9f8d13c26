/**
 * What every carrier is: a stateless translator between our messages and one carrier’s wire. It knows no database and no
 * workflow, logs no bodies, follows no redirects and repeats nothing by itself. What it can not be sure of is `unknown`:
 * the carrier is asked then (`find`), and where it can not be asked, the programme’s rule decides.
 */
import type { Attachment } from '../domain/attachment.js'
import type { Channel, Delivery, MessageReason } from '../domain/message.js'

/** One submission of one message. `body` and `to` are personal: never logged, never in an error. */
export interface MessageToSend {
  /** our own id of this submission (UUID): it comes back in the status address, so that a status finds it without the carrier’s id */
  readonly tryId: string
  readonly channel: Channel
  /** E.164 */
  readonly to: string
  /** the whole text as the person reads it; with a template, what that renders to */
  readonly body: string
  /** an approved template of the carrier, by its own id, and its variables by their names or numbers */
  readonly template?: { readonly id: string; readonly variables: Readonly<Record<string, string>> }
  /** where the carrier fetches an attachment (voucher documents) */
  readonly mediaUrl?: string
  /** where the carrier reports how far it is; holds `tryId` */
  readonly statusUrl?: string
  /** epoch milliseconds; checked immediately before the call */
  readonly sendByMs: number
}

/** In millionths of the currency’s unit (a segment costs less than a cent): an integer, never a float. */
export interface Price {
  readonly micros: bigint
  readonly currency: string
}

/** What a carrier says about a message beside how far it is. */
export interface MessageFacts {
  /** the carrier’s own id: unique within one carrier account */
  readonly carrierMessageId?: string
  readonly segments?: number
  readonly price?: Price
  /** the carrier’s own code, as text, for whoever talks to its support */
  readonly code?: string
}

export type SendOutcome =
  | ({ readonly is: 'accepted' } & MessageFacts)
  /** the carrier’s word that this will not go: by a tabled code only */
  | ({ readonly is: 'refused'; readonly reason: MessageReason } & MessageFacts)
  /** proof that nothing was taken: it may leave again as it is, later */
  | { readonly is: 'notTaken'; readonly reason: MessageReason; readonly code?: string; readonly retryAfterMs?: number }
  | { readonly is: 'unknown'; readonly reason: MessageReason }

/** A submission whose answer was lost. */
export interface MessageToFind {
  readonly tryId: string
  readonly channel: Channel
  readonly to: string
  readonly body: string
  /** epoch milliseconds */
  readonly leftAtMs: number
}

/** A message that the carrier lists, whoever sent it. Which of ours it is, is decided by who asks (domain/lostMessages.ts). */
export interface FoundMessage extends MessageFacts {
  readonly carrierMessageId: string
  readonly channel: Channel
  readonly to: string
  readonly body: string
  /** epoch milliseconds, whole seconds by most carriers */
  readonly createdAtMs: number
  readonly delivery: Delivery
  readonly reason?: MessageReason
}

/** How far a message is, as a callback tells it. */
export interface StatusNotice extends MessageFacts {
  readonly kind: 'status'
  readonly carrierMessageId: string
  readonly delivery: Delivery
  /** of one that failed */
  readonly reason?: MessageReason
}

/** What a person wrote, or which button they pressed. */
export interface IncomingMessage {
  readonly kind: 'incoming'
  readonly carrierMessageId: string
  readonly channel: Channel
  /** E.164 of the person, and which of our senders they wrote to */
  readonly from: string
  readonly to: string
  readonly text: string
  /** the action id of a quick reply */
  readonly buttonPayload?: string
  /** our message that they answered, by the carrier’s id, where the carrier tells */
  readonly inReplyTo?: string
  readonly mediaCount: number
  /** of each that it tells of; nothing is fetched */
  readonly attachments: readonly Attachment[]
  /** the carrier itself has noted a wish to get no more, or messages again, and has answered it */
  readonly optOut?: 'stop' | 'start' | 'help'
}

/** A person asked the operator for no more messages. */
export interface OptOutNotice {
  readonly kind: 'optOut'
  readonly channel: Channel
  readonly from: string
}

export type CarrierNotice =
  StatusNotice | IncomingMessage | OptOutNotice | { readonly kind: 'malformed'; readonly why: string }

/** A callback as it arrived. Header names are in lower case; `url` is the public address it was sent to, with its query. */
export interface CarrierRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** `unclear`: the carrier says what we do not know. Only an approved one reaches whoever has not written within a day. */
export type TemplateApproval = 'unsubmitted' | 'waiting' | 'approved' | 'rejected' | 'paused' | 'disabled' | 'unclear'

/** A template of the carrier, as it keeps it. */
export interface TemplateFacts {
  /** as the carrier writes it, e.g. `en_GB` */
  readonly language: string
  /** each name once: `1`, `2` … */
  readonly variables: readonly string[]
  readonly approval: TemplateApproval
}

export interface CarrierAbilities {
  readonly carrier: string
  readonly channels: readonly Channel[]
  /** sent messages can be listed: a lost answer can be looked up */
  readonly canFind: boolean
  /** it keeps templates, and can be asked about them */
  readonly hasTemplates: boolean
  /** callbacks are signed: one that is not is refused. Otherwise only the secret in their address protects them */
  readonly signs: boolean
  /** messages that may leave within any second, by all processes together */
  readonly messagesPerSecond: number
  /** how long one call may take at most, by the timeouts of the account */
  readonly longestCallMs: number
  /** after this long without a word a listed or unlisted message is what the list says it is */
  readonly listedWithinMs: number
}

export interface Carrier {
  describe(): CarrierAbilities
  /** Never throws. The answer is `unknown` wherever bytes may have left and no tabled answer came back. */
  send(message: MessageToSend): Promise<SendOutcome>
  /**
   * Everything that the carrier lists as sent to these numbers in their time, a margin before and after included.
   * Only of a carrier that `canFind`.
   * @throws CarrierUnreachable with the reason
   */
  find(messages: readonly MessageToFind[]): Promise<readonly FoundMessage[]>
  /**
   * How far one message is, by the carrier's own id; null: it does not know it. Only of a carrier that `canFind`.
   * @throws CarrierUnreachable with the reason
   */
  lookUp(carrierMessageId: string): Promise<FoundMessage | null>
  /**
   * What it says of a template; null: it has none of this id. Only of a carrier that `hasTemplates`.
   * @throws CarrierUnreachable with the reason
   */
  template(id: string): Promise<TemplateFacts | null>
  /** Whether a callback is this carrier’s: by its signature where it signs, always true where it does not. */
  isGenuine(request: CarrierRequest): boolean
  /** Pure. Unknown fields are passed over. */
  parseNotice(request: CarrierRequest, which: 'status' | 'incoming'): CarrierNotice
}

/** The carrier could not be asked. The message holds nothing of what was asked. */
export class CarrierUnreachable extends Error {
  override readonly name = 'CarrierUnreachable'
  constructor(
    readonly reason: MessageReason,
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message)
  }
}

/** An account at a carrier: what a connector is made of. All values are texts; which, says the registry. */
export interface CarrierAccount {
  readonly carrier: string
  readonly credentials: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
}
