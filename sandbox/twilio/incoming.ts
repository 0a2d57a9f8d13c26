import { z } from 'zod'
import { hashOf } from '../identifiers.js'
import { segmentsOf } from '../segments.js'
import { afflicted } from '../tellings.js'
import type { World } from '../world.js'
import type { TwilioAccount } from './accounts.js'
import { addressOf, splitAddress, type Message } from './messages.js'
import type { OptOutType } from './optOuts.js'
import { signed, type Form } from './tell.js'

const address = z.string().min(1).max(40)

/** What a person writes, or which quick reply they press. Numbers with `whatsapp:` before them on WhatsApp. */
export const written = z.strictObject({
  from: z.string().regex(/^(whatsapp:)?\+[1-9]\d{6,14}$/),
  to: address,
  body: z.string().max(4_096).default(''),
  button: z.strictObject({ payload: z.string().max(200), text: z.string().max(200) }).optional(),
  media: z
    .array(z.strictObject({ url: z.url(), contentType: z.string() }))
    .max(10)
    .default([]),
  /** Our message that is answered. */
  replyTo: z.string().optional(),
})
export type Written = z.infer<typeof written>

/** Keeps what a person wrote and tells it to the account whose sender it is. Throws RangeError where no account has it. */
export function receive(world: World, given: Written): Message {
  const { twilio, db, callbacks, faults } = world
  const { channel, number: person } = splitAddress(given.from)
  const to = splitAddress(given.to)
  const account = twilio.accounts.all().find(one => sendersOf(one).includes(given.to))
  if (!account) throw new RangeError('No account has this sender: PUT /sandbox/twilio/accounts/<AC…> names its senders')
  if (to.channel !== channel) throw new RangeError('from and to must both be on WhatsApp, or neither')
  const body = given.button?.text ?? given.body
  const message = db.atomically(() => {
    const kept = twilio.messages.add({
      account_sid: account.accountSid,
      direction: 'inbound',
      ...{ channel, person, sender: to.number, body, media: given.media.map(one => one.url) },
      segments: channel === 'sms' ? segmentsOf(body) : 1,
      ...{ status: 'received', due_at: null },
    })
    const optOut = twilio.optOuts.hear(account, channel, person, to.number, body)
    if (account.incomingUrl === null) return kept
    const key = `incoming ${given.from} ${hashOf(body)}`
    const subject = { key, username: account.accountSid, numbers: [person], amounts: [] }
    const hits = faults.strike('incoming', () => subject)
    const document = incomingForm(world, kept, given, optOut)
    for (const telling of afflicted({ document, dueAt: Date.now() }, hits, { forged })) {
      callbacks.add(signed(account, 'incoming', kept.sid, account.incomingUrl, telling))
    }
    return kept
  })
  callbacks.wake()
  return message
}

const sendersOf = ({ senders, services }: TwilioAccount): string[] => [...senders, ...Object.values(services).flat()]

/** Somebody else's words under the same number. */
const forged = (form: Form): Form => ({ ...form, Body: 'STOP' })

/** As told to the address for incoming messages (facts/protocols.md 3.5). */
function incomingForm(world: World, message: Message, given: Written, optOut: OptOutType | undefined): Form {
  const { sid, channel, person } = message
  const { button, media, replyTo } = given
  return {
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    AccountSid: message.account_sid,
    From: addressOf(channel, person),
    To: addressOf(channel, message.sender),
    Body: message.body,
    NumMedia: String(media.length),
    NumSegments: String(message.segments),
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
    ...Object.fromEntries(
      media.flatMap(({ url, contentType }, index) => [
        [`MediaUrl${index}`, url],
        [`MediaContentType${index}`, contentType],
      ]),
    ),
    ...(optOut !== undefined && { OptOutType: optOut }),
    ...(channel === 'sms' && { FromCountry: countryOf(person), ToCountry: countryOf(message.sender) }),
    ...(channel === 'whatsapp' && {
      WaId: person.slice(1),
      ProfileName: world.twilio.phones.facts(person).profileName ?? 'Somebody',
      MessageType: button ? 'button' : 'text',
      ...(button && { ButtonText: button.text, ButtonPayload: button.payload }),
      ...(replyTo !== undefined && { OriginalRepliedMessageSid: replyTo }),
    }),
  }
}

const countries: readonly [prefix: string, country: string][] = [
  ['+254', 'KE'],
  ['+255', 'TZ'],
  ['+256', 'UG'],
  ['+31', 'NL'],
  ['+1', 'US'],
]

const countryOf = (number: string): string => countries.find(([prefix]) => number.startsWith(prefix))?.[1] ?? ''
