import type { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from './accounts.js'
import { carriers } from './carriers.js'
import { dashedUtc } from './dates.js'
import { entrance, wholeNumber } from './entrance.js'
import { hashOf, newMessageId } from './identifiers.js'
import { afflicted } from './tellings.js'
import type { SandboxEnv, World } from './world.js'

const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/)

/** What a person writes. `to`: the short code or sender they write to. */
export const writtenSms = z.strictObject({
  username: z.string(),
  from: phoneNumber,
  to: z.string().min(1).max(40),
  text: z.string().max(2_000),
  linkId: z.string().max(200).optional(),
})
export type WrittenSms = z.infer<typeof writtenSms>

/** A person who wants no more messages of this sender; `undo`: who wants them again, which is told to nobody. */
export const smsOptOut = z.strictObject({
  username: z.string(),
  phoneNumber,
  senderId: z.string().min(1).max(40),
  undo: z.boolean().default(false),
})
export type SmsOptOut = z.infer<typeof smsOptOut>

interface InboxRow {
  seq: number
  phone_number: string
  short_code: string
  text: string
  link_id: string | null
  at: number
}

const inboxPage = 100

/** GET /version1/messaging: what people wrote, after `lastReceivedId`, a hundred at a time. */
export function addSmsInbox(app: Hono<SandboxEnv>, world: World): void {
  const guarded = entrance(world, 'sms', () => ({ key: 'sms inbox', numbers: [], amounts: [] }))
  app.get('/version1/messaging', guarded, c => {
    const after = wholeNumber(c.get('fields')['lastReceivedId']) ?? 0
    const rows = world.db.all<InboxRow>(
      'SELECT * FROM sms_incoming WHERE username = ? AND seq > ? ORDER BY seq LIMIT ?',
      c.get('account').username,
      after,
      inboxPage,
    )
    const Messages = rows.map(row => ({
      linkId: row.link_id ?? '',
      text: row.text,
      to: row.short_code,
      id: row.seq,
      date: dashedUtc(row.at),
      from: row.phone_number,
    }))
    return c.json({ SMSMessageData: { Messages } })
  })
}

/** Keeps what a person wrote and tells it where the account wants that. Returns its id. Throws RangeError: no account. */
export function receiveSms(world: World, { username, from, to, text, linkId }: WrittenSms): string {
  const account = accountOf(world, username)
  const at = Date.now()
  const messageId = newMessageId()
  const name = world.numbers.carrier(from)
  world.db.atomically(() => {
    world.db.run(
      `INSERT INTO sms_incoming (message_id, username, phone_number, short_code, text, link_id, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[messageId, username, from, to, text, linkId ?? null, at],
    )
    const form = { date: dashedUtc(at), from, id: messageId, linkId: linkId ?? '', text, to }
    const networkCode = name ? carriers[name].networkCode : undefined
    tell(world, account, 'incoming', { ...form, ...(networkCode !== undefined && { networkCode }) }, messageId)
  })
  world.callbacks.wake()
  return messageId
}

/** Throws RangeError where there is no such account. */
export function noteOptOut(world: World, { username, phoneNumber: number, senderId, undo }: SmsOptOut): void {
  const account = accountOf(world, username)
  const values = [username, senderId, number] as const
  world.db.atomically(() => {
    if (undo) {
      world.db.run('DELETE FROM opt_out WHERE account = ? AND sender = ? AND phone_number = ?', ...values)
      return
    }
    world.db.run('INSERT OR IGNORE INTO opt_out (account, sender, phone_number) VALUES (?, ?, ?)', ...values)
    tell(world, account, 'optOut', { senderId, phoneNumber: number }, `optOut ${number}`)
  })
  world.callbacks.wake()
}

function accountOf(world: World, username: string): Account {
  const account = world.accounts.find(username)
  if (!account) throw new RangeError('No account has this username: PUT /sandbox/accounts/<username> makes one')
  return account
}

/** A form to the account's address for it, unless faults make something else of it. */
function tell(
  world: World,
  { username, incomingUrl, optOutUrl }: Account,
  kind: 'incoming' | 'optOut',
  form: Record<string, string>,
  about: string,
): void {
  const url = kind === 'incoming' ? incomingUrl : optOutUrl
  if (url === null) return
  const number = form['from'] ?? form['phoneNumber'] ?? ''
  const key = `${kind} ${number} ${hashOf(form['text'] ?? '')}`
  const hits = world.faults.strike('incoming', () => ({ key, username, numbers: [number], amounts: [] }))
  const forged = (document: Record<string, string>): Record<string, string> => ({ ...document, from: '+254700000000' })
  for (const { document, dueAt, remark, lost } of afflicted({ document: form, dueAt: Date.now() }, hits, { forged })) {
    const body = new URLSearchParams(document).toString()
    const because = { ...(remark !== undefined && { remark }), ...(lost !== undefined && { lost }) }
    world.callbacks.add({ username, about, kind, url, body, dueAt, ...because })
  }
}
