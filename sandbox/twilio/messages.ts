import type { Database } from '../database.js'
import { newSid } from '../identifiers.js'
import { codes, type Code } from './codes.js'
import type { Channel } from './phones.js'
import { rfc2822, type MessageDocument, type MessageStatus, type QuickReply } from './wire.js'

/** A row of the book: one message, either way. Times are milliseconds since 1970. */
export interface Message {
  seq: number
  sid: string
  account_sid: string
  direction: 'outbound-api' | 'inbound'
  channel: Channel
  /** E.164, and our side's number or name; neither with its channel before it. */
  person: string
  sender: string
  body: string
  service_sid: string | null
  content_sid: string | null
  /** 0: its template has variables that it did not give. */
  is_complete: 0 | 1
  /** JSON of QuickReply[]. */
  buttons: string | null
  /** JSON of addresses. */
  media: string
  segments: number
  status: MessageStatus
  error_code: Code | null
  price_micros: number | null
  price_unit: string | null
  status_url: string | null
  created_at: number
  sent_at: number | null
  updated_at: number
  /** When it gets its next status; null: never. */
  due_at: number | null
}

export type NewMessage = Pick<
  Message,
  'account_sid' | 'direction' | 'channel' | 'person' | 'sender' | 'body' | 'segments' | 'status' | 'due_at'
> &
  Partial<Pick<Message, 'service_sid' | 'content_sid' | 'is_complete' | 'status_url'>> & {
    buttons?: readonly QuickReply[]
    media?: readonly string[]
  }

export interface Wanted {
  accountSid: string
  to?: string | undefined
  from?: string | undefined
  /** Milliseconds since 1970, both included. */
  sentFrom?: number | undefined
  sentUntil?: number | undefined
  /** Only those before this row. */
  before?: number | undefined
}

const channelPrefix = 'whatsapp:'

/** `whatsapp:+254711000001` as its channel and its number. */
export const splitAddress = (address: string): { channel: Channel; number: string } =>
  address.startsWith(channelPrefix)
    ? { channel: 'whatsapp', number: address.slice(channelPrefix.length) }
    : { channel: 'sms', number: address }

export const addressOf = (channel: Channel, number: string): string =>
  channel === 'whatsapp' ? channelPrefix + number : number

export class Messages {
  constructor(private readonly db: Database) {}

  add(message: NewMessage): Message {
    const { service_sid = null, content_sid = null, is_complete = 1, status_url = null } = message
    const { buttons, media = [], ...given } = message
    const now = Date.now()
    const row = {
      ...given,
      ...{ service_sid, content_sid, is_complete, status_url },
      sid: newSid(media.length > 0 ? 'MM' : 'SM'),
      buttons: buttons ? JSON.stringify(buttons) : null,
      media: JSON.stringify(media),
      created_at: now,
      updated_at: now,
    }
    const names = Object.keys(row)
    const places = names.map(() => '?').join(', ')
    const sql = `INSERT INTO twilio_message (${names.join(', ')}) VALUES (${places})`
    const seq = this.db.insert(sql, ...Object.values(row))
    return { seq, error_code: null, price_micros: null, price_unit: null, sent_at: null, ...row }
  }

  find(accountSid: string, sid: string): Message | undefined {
    const sql = 'SELECT * FROM twilio_message WHERE sid = ? AND account_sid = ?'
    return this.db.one<Message>(sql, sid, accountSid)
  }

  /** All that get another status, for a sandbox that starts again. */
  unfinished(): (Message & { due_at: number })[] {
    return this.db.all('SELECT * FROM twilio_message WHERE due_at IS NOT NULL')
  }

  /** How many get another status. */
  underWay(): number {
    const sql = 'SELECT count(*) AS count FROM twilio_message WHERE due_at IS NOT NULL'
    return this.db.one<{ count: number }>(sql)?.count ?? 0
  }

  /** Stores how far it is now. */
  update({ seq, status, error_code, price_micros, price_unit, sent_at, updated_at, due_at }: Message): void {
    this.db.run(
      `UPDATE twilio_message SET status = ?, error_code = ?, price_micros = ?, price_unit = ?, sent_at = ?,
                                 updated_at = ?, due_at = ? WHERE seq = ?`,
      ...[status, error_code, price_micros, price_unit, sent_at, updated_at, due_at, seq],
    )
  }

  /** The newest first, at most `limit`. One that was not sent yet counts by when it was taken. */
  list(wanted: Wanted, limit: number): Message[] {
    const conditions = ['account_sid = ?']
    const values: (string | number)[] = [wanted.accountSid]
    const where = (condition: string, ...more: (string | number)[]): void => {
      conditions.push(condition)
      values.push(...more)
    }
    const { sentFrom, sentUntil, before } = wanted
    const side = (address: string, ofPerson: Message['direction'], ofSender: Message['direction']): void => {
      const { channel, number } = splitAddress(address)
      const isPerson = this.#isPerson(number)
      where(isPerson ? 'person = ?' : 'sender = ?', number)
      where(`channel = ? AND direction = '${isPerson ? ofPerson : ofSender}'`, channel)
    }
    if (wanted.to !== undefined) side(wanted.to, 'outbound-api', 'inbound')
    if (wanted.from !== undefined) side(wanted.from, 'inbound', 'outbound-api')
    if (sentFrom !== undefined) where('coalesce(sent_at, created_at) >= ?', sentFrom)
    if (sentUntil !== undefined) where('coalesce(sent_at, created_at) <= ?', sentUntil)
    if (before !== undefined) where('seq < ?', before)
    const sql = `SELECT * FROM twilio_message WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`
    return this.db.all<Message>(sql, ...values, limit)
  }

  /** When this person last wrote to this sender; undefined: never. */
  lastWrittenAt(accountSid: string, channel: Channel, person: string, sender: string): number | undefined {
    const row = this.db.one<{ at: number | null }>(
      `SELECT max(created_at) AS at FROM twilio_message
       WHERE person = ? AND account_sid = ? AND channel = ? AND sender = ? AND direction = 'inbound'`,
      ...[person, accountSid, channel, sender],
    )
    return row?.at ?? undefined
  }

  #isPerson(number: string): boolean {
    return this.db.one('SELECT 1 AS yes FROM twilio_message WHERE person = ? LIMIT 1', number) !== undefined
  }
}

export const mediaOf = (message: Message): string[] => JSON.parse(message.media) as string[]

/** As create, fetch and list show it. */
export function documentOf(message: Message): MessageDocument {
  const { account_sid, channel, direction, sid, error_code: code, price_micros: price } = message
  const uri = `/2010-04-01/Accounts/${account_sid}/Messages/${sid}`
  const person = addressOf(channel, message.person)
  const us = addressOf(channel, message.sender)
  const isOut = direction === 'outbound-api'
  return {
    account_sid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.created_at),
    date_sent: message.sent_at === null ? null : rfc2822(message.sent_at),
    date_updated: rfc2822(message.updated_at),
    direction,
    error_code: code,
    error_message: code === null ? null : codes[code].says,
    // Which of a service's senders it is, is not said before it is chosen.
    from: isOut ? (message.status === 'accepted' ? null : us) : person,
    messaging_service_sid: message.service_sid,
    num_media: String(mediaOf(message).length),
    num_segments: String(message.segments),
    price: price === null ? null : priceText(price),
    price_unit: message.price_unit,
    sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: isOut ? person : us,
    uri: `${uri}.json`,
  }
}

/** Millionths as a negative decimal of at least five digits after the point: `-0.00790`. */
export function priceText(micros: number): string {
  const digits = String(micros).padStart(7, '0')
  const text = `-${digits.slice(0, -6)}.${digits.slice(-6)}`
  return text.endsWith('0') ? text.slice(0, -1) : text
}

/** A decimal text of at most six digits after the point, in millionths. */
export function microsOf(decimal: string): number {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return Number(whole + fraction.padEnd(6, '0'))
}
