import type { Hono } from 'hono'
import type { SmsDeliveryReport, SmsRecipient, SmsResponse } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import { carriers } from './carriers.js'
import { entrance, refuse } from './entrance.js'
import { newMessageId } from './identifiers.js'
import { minor, moneyText } from './money.js'
import { isMobileNumber } from './numbers.js'
import { words } from './words.js'
import type { SandboxEnv, World } from './world.js'

const costPerPartMinor = 80
/** One part holds 160 characters, several hold 153 each (GSM alphabet; good enough for a cost). */
const partsOf = (text: string): number => (text.length <= 160 ? 1 : Math.ceil(text.length / 153))

/** POST /version1/messaging: accepted and kept, never sent anywhere; a delivery report follows where configured. */
export function addSms(app: Hono<SandboxEnv>, world: World): void {
  const guarded = entrance(world, 'sms', fields => {
    const numbers = String(fields['to'] ?? '').split(',')
    return { key: `sms ${numbers.join()}`, numbers, amounts: [] }
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
    const recipients = world.db.atomically(() =>
      to.split(',').map(number => accept(world, account, number.trim(), message, sender, statusCode)),
    )
    world.callbacks.wake()
    return c.json(respond(summary(recipients, message, account), recipients), 201)
  })
}

const respond = (Message: string, Recipients: SmsRecipient[]): SmsResponse => ({
  SMSMessageData: { Message, Recipients },
})

function summary(recipients: readonly SmsRecipient[], message: string, account: Account): string {
  const sent = recipients.filter(one => one.statusCode < 400).length
  const parts = partsOf(message)
  const cost = moneyText(minor(sent * parts * costPerPartMinor), account.currency)
  return `Sent to ${sent}/${recipients.length} Total Cost: ${cost} Message parts: ${parts}`
}

function accept(
  world: World,
  account: Account,
  number: string,
  message: string,
  sender: string | null,
  statusCode: 101 | 102,
): SmsRecipient {
  if (!isMobileNumber(number)) {
    const cost = moneyText(minor(0), account.currency)
    return { statusCode: 403, number, status: 'InvalidPhoneNumber', cost, messageId: 'None' }
  }
  const messageId = newMessageId()
  world.db.run(
    `INSERT INTO message (message_id, username, phone_number, sender, text, status_code, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[messageId, account.username, number, sender, message, statusCode, Date.now()],
  )
  report(world, account, number, messageId)
  const cost = moneyText(minor(partsOf(message) * costPerPartMinor), account.currency)
  return { statusCode, number, status: statusCode === 102 ? 'Queued' : 'Success', cost, messageId }
}

function report(world: World, account: Account, phoneNumber: string, messageId: string): void {
  const url = account.deliveryReportUrl
  if (url === null) return
  const name = world.numbers.carrier(phoneNumber)
  const document: SmsDeliveryReport = {
    id: messageId,
    status: 'Success',
    phoneNumber,
    ...(name && { networkCode: carriers[name].networkCode }),
    retryCount: '0',
  }
  const body = new URLSearchParams(Object.entries(document)).toString()
  const dueAt = Date.now() + account.deliveryReportDelayMs
  world.callbacks.add({ username: account.username, about: messageId, kind: 'delivery', url, body, dueAt })
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
