import type { Hono } from 'hono'
import type { SmsRecipient, SmsResponse } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import { entrance, refuse } from './entrance.js'
import { hashOf, newMessageId } from './identifiers.js'
import { minor, moneyText } from './money.js'
import { isMobileNumber } from './numbers.js'
import { segmentsOf } from './segments.js'
import { fateOf, smsRefusals, type SmsFate, type SmsRefusal } from './sms-fates.js'
import { tellReports } from './sms-reports.js'
import { words } from './words.js'
import type { SandboxEnv, World } from './world.js'

const costPerPartMinor = 80

interface Sms {
  text: string
  sender: string | null
  statusCode: 101 | 102
  parts: number
}

/** POST /version1/messaging: accepted and kept, never sent anywhere; delivery reports follow where configured. */
export function addSms(app: Hono<SandboxEnv>, world: World): void {
  const guarded = entrance(world, 'sms', ({ to, message }) => {
    const numbers = String(to ?? '').split(',')
    return { key: `sms ${numbers.join()} ${hashOf(String(message ?? ''))}`, numbers, amounts: [] }
  })
  app.post('/version1/messaging', guarded, c => {
    const fields = c.get('fields')
    const account = c.get('account')
    const { to, message, from } = fields
    if (typeof to !== 'string' || to === '') return refuse(c, world, words.missingField('to'))
    if (typeof message !== 'string' || message === '') return refuse(c, world, words.missingField('message'))
    const sender = typeof from === 'string' ? from : null
    if (sender !== null && account.senderIds.length > 0 && !account.senderIds.includes(sender)) {
      return c.json(respond('InvalidSenderId', []), 201)
    }
    const statusCode = fields['enqueue'] === '1' ? 102 : 101
    const sms: Sms = { text: message, sender, statusCode, parts: segmentsOf(message) }
    const recipients = world.db.atomically(() =>
      to.split(',').map(number => accept(world, account, number.trim(), sms)),
    )
    world.callbacks.wake()
    return c.json(respond(summary(recipients, sms, account), recipients), 201)
  })
}

const respond = (Message: string, Recipients: SmsRecipient[]): SmsResponse => ({
  SMSMessageData: { Message, Recipients },
})

function summary(recipients: readonly SmsRecipient[], { parts }: Sms, account: Account): string {
  const sent = recipients.filter(one => one.statusCode < 400).length
  const cost = moneyText(minor(sent * parts * costPerPartMinor), account.currency)
  return `Sent to ${sent}/${recipients.length} Total Cost: ${cost} Message parts: ${parts}`
}

function accept(world: World, account: Account, number: string, sms: Sms): SmsRecipient {
  const fate = fateOf(number, world.numbers.facts(number).sms, account.numberEndings)
  const costMinor = minor(sms.parts * costPerPartMinor)
  const refusal = refusalOf(world, account, number, sms, costMinor, fate)
  if (refusal !== undefined) {
    const cost = moneyText(minor(0), account.currency)
    return { statusCode: refusal, number, status: smsRefusals[refusal], cost, messageId: 'None' }
  }
  const messageId = newMessageId()
  const subject = { key: `carriage ${number} ${hashOf(sms.text)}`, username: account.username, numbers: [number] }
  const isDown = world.faults.strike('carriage', () => ({ ...subject, amounts: [] })).length > 0
  const reports = isDown ? [{ status: 'Failed' as const, failureReason: 'DeliveryFailure' as const }] : fate.reports
  const last = reports.at(-1)
  world.db.run(
    `INSERT INTO message (message_id, username, phone_number, sender, text, parts, cost_minor, status_code, status,
                          failure_reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[messageId, account.username, number, sms.sender, sms.text, sms.parts, costMinor, sms.statusCode],
    ...[last?.status ?? 'Sent', last?.failureReason ?? null, Date.now()],
  )
  tellReports(world, account, { messageId, number, text: sms.text }, reports)
  const cost = moneyText(costMinor, account.currency)
  return { statusCode: sms.statusCode, number, status: sms.statusCode === 102 ? 'Queued' : 'Success', cost, messageId }
}

function refusalOf(
  { db }: World,
  { username, smsBudgetMinor }: Account,
  number: string,
  { sender }: Sms,
  costMinor: number,
  { refuse: refused }: SmsFate,
): SmsRefusal | undefined {
  if (!isMobileNumber(number)) return 403
  if (refused !== undefined) return refused
  const out = 'SELECT 1 AS yes FROM opt_out WHERE account = ? AND sender = ? AND phone_number = ?'
  if (db.one(out, username, sender ?? '', number)) return 406
  if (smsBudgetMinor === null) return undefined
  const sum = 'SELECT coalesce(sum(cost_minor), 0) AS spent FROM message WHERE username = ?'
  const spent = db.one<{ spent: number }>(sum, username)?.spent ?? 0
  return spent + costMinor > Number(smsBudgetMinor) ? 405 : undefined
}

export interface KeptMessage {
  messageId: string
  phoneNumber: string
  sender: string | null
  text: string
  at: string
}

/** What was accepted for sending, oldest first, for whoever plays the phone. */
export function keptMessages(world: World): KeptMessage[] {
  const rows = world.db.all<{
    message_id: string
    phone_number: string
    sender: string | null
    text: string
    at: number
  }>('SELECT message_id, phone_number, sender, text, at FROM message ORDER BY seq')
  return rows.map(row => ({
    messageId: row.message_id,
    phoneNumber: row.phone_number,
    sender: row.sender,
    text: row.text,
    at: new Date(row.at).toISOString(),
  }))
}
