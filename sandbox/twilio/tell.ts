import type { Callbacks } from '../callbacks.js'
import type { Faults } from '../faults.js'
import { hashOf, newSid } from '../identifiers.js'
import type { NewCallback } from '../outbox.js'
import { afflicted, type Lies, type Telling } from '../tellings.js'
import type { TwilioAccount } from './accounts.js'
import { codes } from './codes.js'
import { addressOf, type Message } from './messages.js'
import { addressed } from './signature.js'

export type Form = Record<string, string>

interface Rooms {
  faults: Faults
  callbacks: Callbacks
}

const finals: readonly string[] = ['delivered', 'undelivered', 'failed']

/** Plans what is told of a message's status, if anybody wants to know; call within the transaction that changes it. */
export function tellStatus({ faults, callbacks }: Rooms, account: TwilioAccount, message: Message): void {
  const { status_url: url, sid, status, person, channel, body } = message
  if (url === null) return
  const key = `report ${channel} ${person} ${hashOf(body)} ${status}`
  const hits = faults.strike(
    'report',
    () => ({ key, username: account.accountSid, numbers: [person], amounts: [] }),
    kind => kind !== 'callback-contradictory' || finals.includes(status),
  )
  const truth = { document: statusForm(message), dueAt: Date.now() }
  for (const telling of afflicted(truth, hits, lies)) callbacks.add(signed(account, 'status', sid, url, telling))
}

/** A telling as a callback, signed for its address. One that is sent several times is the same each time. */
export function signed(
  account: TwilioAccount,
  kind: 'status' | 'incoming',
  about: string,
  configured: string,
  { document, dueAt, remark, lost, forged = false }: Telling<Form>,
): NewCallback {
  const { url, headers } = addressed(account, configured, document, forged)
  const body = new URLSearchParams(document).toString()
  const because = { ...(remark !== undefined && { remark }), ...(lost !== undefined && { lost }) }
  return { username: account.accountSid, about, kind, url, headers, body, dueAt, ...because }
}

/** As told to the status callback (facts/protocols.md 3.4). */
function statusForm(message: Message): Form {
  const { sid, status, channel, error_code: code, service_sid: service } = message
  const to = addressOf(channel, message.person)
  return {
    MessageSid: sid,
    SmsSid: sid,
    MessageStatus: status,
    SmsStatus: status,
    To: to,
    From: addressOf(channel, message.sender),
    AccountSid: message.account_sid,
    ApiVersion: '2010-04-01',
    ...(service !== null && { MessagingServiceSid: service }),
    ...(code !== null && { ErrorCode: String(code), ErrorMessage: codes[code].says }),
    ...(channel === 'sms' && finals.includes(status) && { RawDlrDoneDate: minuteOf(message.updated_at) }),
    ...(channel === 'whatsapp' && {
      ChannelPrefix: 'whatsapp',
      ChannelToAddress: message.person,
      ChannelInstallSid: `XE${message.account_sid.slice(2)}`,
      StructuredMessage: 'false',
      ...(status !== 'queued' && { EventType: status.toUpperCase() }),
    }),
  }
}

/** `YYMMDDhhmm`, as operators write it. */
const minuteOf = (at: number): string => new Date(at).toISOString().replace(/\D/g, '').slice(2, 12)

const isSuccess = ({ MessageStatus: status }: Form): boolean => status === 'delivered' || status === 'read'

function opposite(form: Form): Form {
  const { ErrorCode: _code, ErrorMessage: _says, ...rest } = form
  if (!isSuccess(form)) return { ...rest, MessageStatus: 'delivered', SmsStatus: 'delivered' }
  return { ...rest, MessageStatus: 'undelivered', SmsStatus: 'undelivered', ErrorCode: '30008' }
}

const lies: Lies<Form> = {
  opposite,
  isSuccess,
  forged: (form, field) => {
    if (field === 'number') return { ...form, To: `${(form['To'] ?? '').slice(0, -1)}0` }
    const sid = newSid('SM')
    return field === 'messageId' ? { ...form, MessageSid: sid, SmsSid: sid } : opposite(form)
  },
}
