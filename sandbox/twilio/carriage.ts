import { Agenda } from '../agenda.js'
import { Alarm } from '../alarm.js'
import type { Callbacks } from '../callbacks.js'
import type { Database } from '../database.js'
import type { Faults } from '../faults.js'
import { hashOf } from '../identifiers.js'
import type { TwilioAccount, TwilioAccounts } from './accounts.js'
import { failsAfterSending, type Code } from './codes.js'
import { templateTrouble, type Contents } from './contents.js'
import { fetchMedia, type FetchedMedia } from './media.js'
import { mediaOf, microsOf, type Message, type Messages } from './messages.js'
import type { TwilioPhones } from './phones.js'
import { proxied } from './signature.js'
import { tellStatus } from './tell.js'

interface Rooms {
  db: Database
  accounts: TwilioAccounts
  phones: TwilioPhones
  messages: Messages
  contents: Contents
  faults: Faults
  callbacks: Callbacks
}

const batch = 500
/** Messages due soon after each other move on together: one transaction costs more than one message. */
const turnEveryMs = 10

type Fetched = FetchedMedia | Code
/** On its way: it has a next status. Nobody else changes it, so what is remembered here is what the row says. */
type UnderWay = Message & { due_at: number }

/**
 * The life of a message after it was taken: queued, sent, delivered, read, or on the way failed; each step in one
 * transaction with what is told of it. What is on its way is a row, so a sandbox that died goes on where it was.
 */
export class Carriage {
  readonly #alarm = new Alarm(() => this.#turn())
  readonly #agenda = new Agenda<UnderWay>()
  readonly #taken: UnderWay[] = []
  readonly #fetching = new Set<number>()
  readonly #fetched = new Map<number, Fetched[]>()
  #turnedAt = 0
  #stopped = false

  constructor(
    private readonly rooms: Rooms,
    private readonly onTrouble: (error: unknown) => void,
  ) {
    rooms.db.onRollback(() => (this.#taken.length = 0))
  }

  /** Takes up what an earlier life left on its way. */
  start(): void {
    this.#taken.push(...this.rooms.messages.unfinished())
    this.wake()
  }

  /** Call within the transaction that takes the message; then `wake`. */
  take(message: Message): void {
    if (!isUnderWay(message)) return
    this.#taken.push(message)
    if (message.status === 'queued') this.#tell(message)
  }

  /** The transaction stands. */
  wake(): void {
    for (const one of this.#taken.splice(0)) this.#agenda.add(one)
    const next = this.#agenda.next()
    if (next !== undefined) this.#alarm.set(Math.max(next, this.#turnedAt + turnEveryMs))
    this.rooms.callbacks.wake()
  }

  stop(): void {
    this.#stopped = true
    this.#alarm.stop()
  }

  #turn(): void {
    if (this.#stopped) return
    const now = Date.now()
    this.#turnedAt = now
    const due = this.#agenda.takeAll(now, batch)
    try {
      this.rooms.db.atomically(() => {
        for (const message of due) this.#move(message, now)
      })
    } catch (error) {
      // A turn that failed is taken again as a whole; what waits for its media comes back by itself.
      const again = due.filter(one => !this.#fetching.has(one.seq))
      for (const one of again) this.#agenda.add({ ...one, due_at: now + 1_000 })
      this.onTrouble(error)
    }
    this.wake()
  }

  #move(message: UnderWay, now: number): void {
    const media = mediaOf(message)
    if (message.status === 'queued' && media.length > 0 && !this.#fetched.has(message.seq)) {
      void this.#fetch(message, media)
      return
    }
    const moved = { ...this.#step(message, now), updated_at: now }
    this.rooms.messages.update(moved)
    this.#tell(moved)
    if (isUnderWay(moved)) this.#taken.push(moved)
  }

  async #fetch(message: UnderWay, media: readonly string[]): Promise<void> {
    const { seq, account_sid: accountSid, channel } = message
    const account = this.rooms.accounts.get(accountSid)
    this.#fetching.add(seq)
    const translate = (url: string): string => proxied(account, url) ?? url
    const fetched = await Promise.all(media.map(url => fetchMedia(url, channel, translate)))
    if (this.#stopped) return
    this.#fetching.delete(seq)
    this.#fetched.set(seq, fetched)
    this.#agenda.add({ ...message, due_at: Date.now() })
    this.wake()
  }

  #step(message: Message, now: number): Message {
    const account = this.rooms.accounts.get(message.account_sid)
    const later = { due_at: now + account.statusDelayMs }
    switch (message.status) {
      case 'accepted':
        return { ...message, status: 'queued', ...later }
      case 'queued': {
        const code = this.#failureBeforeSending(message, account, now)
        if (code !== undefined) return { ...message, status: 'failed', error_code: code, due_at: null }
        const price = { price_micros: microsOf(account.pricePerSegment) * message.segments }
        return { ...message, status: 'sent', sent_at: now, ...price, price_unit: account.priceCurrency, ...later }
      }
      case 'sent': {
        const code = this.#failureAfterSending(message, account)
        if (code !== undefined) return { ...message, status: 'undelivered', error_code: code, due_at: null }
        const readAfterMs = this.#readAfterMs(message, account)
        return { ...message, status: 'delivered', due_at: readAfterMs === null ? null : now + readAfterMs }
      }
      case 'delivered':
        return { ...message, status: 'read', due_at: null }
      case 'undelivered':
      case 'failed':
      case 'read':
      case 'received':
        return { ...message, due_at: null }
    }
  }

  #failureBeforeSending(message: Message, account: TwilioAccount, now: number): Code | undefined {
    const { seq, person, channel } = message
    const byNumber = this.rooms.phones.failure(account, person, channel)
    if (byNumber !== undefined && !failsAfterSending(byNumber)) return byNumber
    const byWindow = channel === 'whatsapp' ? this.#windowTrouble(message, account, now) : undefined
    if (byWindow !== undefined) return byWindow
    const fetched = this.#fetched.get(seq) ?? []
    this.#fetched.delete(seq)
    for (const one of fetched) {
      if (typeof one === 'number') return one
      const sql = 'INSERT INTO twilio_media (message_sid, content_type, bytes, sha256) VALUES (?, ?, ?, ?)'
      this.rooms.db.run(sql, message.sid, one.contentType, one.bytes, one.sha256)
    }
    return undefined
  }

  /** Freeform only within the window, a template at any time if it is approved; all its parameters always. */
  #windowTrouble(message: Message, account: TwilioAccount, now: number): Code | undefined {
    const { account_sid: accountSid, person, sender, content_sid: contentSid } = message
    const writtenAt = this.rooms.messages.lastWrittenAt(accountSid, 'whatsapp', person, sender)
    const isWithin = writtenAt !== undefined && now - writtenAt < account.windowMs
    const isOpen = this.rooms.phones.facts(person).windowOpen ?? isWithin
    if (contentSid === null) return isOpen ? undefined : 63016
    const content = this.rooms.contents.find(accountSid, contentSid)
    const trouble = isOpen || !content ? undefined : templateTrouble(content, now)
    return trouble ?? (message.is_complete === 1 ? undefined : 63028)
  }

  #failureAfterSending(message: Message, account: TwilioAccount): Code | undefined {
    const { account_sid: username, person, channel, body } = message
    const key = `carriage ${channel} ${person} ${hashOf(body)}`
    const hits = this.rooms.faults.strike('carriage', () => ({ key, username, numbers: [person], amounts: [] }))
    return hits.length > 0 ? 30410 : this.rooms.phones.failure(account, person, channel)
  }

  /** Null: SMS, or nobody reads. */
  #readAfterMs({ channel, person }: Message, { readDelayMs, statusDelayMs }: TwilioAccount): number | null {
    const { reads } = this.rooms.phones.facts(person)
    if (channel === 'sms' || reads === false) return null
    return readDelayMs ?? (reads === true ? statusDelayMs : null)
  }

  #tell(message: Message): void {
    tellStatus(this.rooms, this.rooms.accounts.get(message.account_sid), message)
  }
}

const isUnderWay = (message: Message): message is UnderWay => message.due_at !== null
