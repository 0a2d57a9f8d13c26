import fc from 'fast-check'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { CarrierNotice, CarrierRequest } from '../contract.js'
import { parseIncoming, parseStatus } from './notice.js'
import { isSigned } from './signature.js'

const twilio = createRequire(import.meta.url)('twilio/lib/webhooks/webhooks.js') as {
  getExpectedTwilioSignature(token: string, url: string, params: object): string
  getExpectedBodyHash(body: string): string
}
/** Any UTF-16 unit; the library's own `binary` takes a second to get ready. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code))

const token = 'the-token-of-tests'
const url = 'https://mkono.example/carriers/1/status?try=0f8fad5b&x=a%27b'
const aRequest = (
  pairs: readonly [string, string][] | string,
  change: Partial<CarrierRequest> = {},
): CarrierRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
  body: new TextEncoder().encode(
    typeof pairs === 'string' ? pairs : new URLSearchParams(pairs.map(([...pair]) => pair)).toString(),
  ),
  ...change,
})
const signed = (request: CarrierRequest, signature: string): CarrierRequest => ({
  ...request,
  headers: { ...request.headers, 'x-twilio-signature': signature },
})

describe('a callback is Twilio’s', () => {
  const params = { MessageSid: 'SM1', MessageStatus: 'sent', Body: 'Ñandú & 🎉=' }
  const request = aRequest(Object.entries(params))
  const signature = twilio.getExpectedTwilioSignature(token, url, params)

  it('if it is signed for our public address', () => {
    expect(isSigned(token, signed(request, signature))).toBe(true)
  })

  it('with and without the port in either', () => {
    const withPort = url.replace('mkono.example', 'mkono.example:443')
    expect(isSigned(token, signed({ ...request, url: withPort }, signature))).toBe(true)
    const signedWithPort = twilio.getExpectedTwilioSignature(token, withPort, params)
    expect(isSigned(token, signed(request, signedWithPort))).toBe(true)
  })

  it('with a field that comes several times', () => {
    const twice = aRequest([
      ['MediaUrl', 'b'],
      ['MediaUrl', 'a'],
      ['MessageSid', 'SM1'],
    ])
    const of = twilio.getExpectedTwilioSignature(token, url, { MediaUrl: ['b', 'a'], MessageSid: 'SM1' })
    expect(isSigned(token, signed(twice, of))).toBe(true)
  })

  it('in JSON, by the hash of its body in its address', () => {
    const body = '{"MessageSid":"SM1"}'
    const address = `https://mkono.example/in?bodySHA256=${twilio.getExpectedBodyHash(body)}`
    const of = twilio.getExpectedTwilioSignature(token, address, {})
    const json = aRequest(body, { url: address, headers: { 'content-type': 'application/json' } })
    expect(isSigned(token, signed(json, of))).toBe(true)
    const other = { ...json, body: new TextEncoder().encode('{"MessageSid":"SM2"}') }
    expect(isSigned(token, signed(other, of))).toBe(false)
  })

  it.each<[string, CarrierRequest]>([
    ['without a signature', request],
    ['with an empty one', signed(request, '')],
    ['with another’s', signed(request, twilio.getExpectedTwilioSignature('another', url, params))],
    ['for another address', signed({ ...request, url: `${url}2` }, signature)],
    ['with a field more', signed(aRequest([...Object.entries(params), ['a', 'b']]), signature)],
    ['with a field changed', signed(aRequest(Object.entries({ ...params, MessageStatus: 'read' })), signature)],
    ['sent to what is no address', signed({ ...request, url: 'mkono' }, signature)],
  ])('not %s', (_, forged) => expect(isSigned(token, forged)).toBe(false))

  it('never throws, and lets nothing in by chance', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.string(), fc.boolean(), (body, at, word, json) => {
        const headers = { 'content-type': json ? 'application/json' : '', 'x-twilio-signature': word }
        expect(isSigned(token, { method: 'POST', url: at, headers, body })).toBe(false)
      }),
    )
  })
})

describe('how far a message is', () => {
  const read = (pairs: readonly [string, string][]): CarrierNotice => parseStatus(aRequest(pairs))

  it('with fields that nobody has told us of', () => {
    expect(
      read([
        ['ChannelPrefix', 'whatsapp'],
        ['EventType', 'READ'],
        ['MessageSid', 'SM1'],
        ['MessageStatus', 'read'],
        ['MessageStatus', 'sent'],
        ['SomethingNew', '{"a":1}'],
      ]),
    ).toEqual({ kind: 'status', carrierMessageId: 'SM1', delivery: 'read' })
  })

  it('by the older names too', () => {
    expect(
      read([
        ['SmsSid', 'SM1'],
        ['SmsStatus', 'DELIVERED'],
      ]),
    ).toEqual({ kind: 'status', carrierMessageId: 'SM1', delivery: 'delivered' })
  })

  it('failed for a reason, or for none that we know', () => {
    const failed = (code?: string) =>
      read([
        ['MessageSid', 'SM1'],
        ['MessageStatus', 'failed'],
        ...(code ? ([['ErrorCode', code]] as [string, string][]) : []),
      ])
    expect(failed('30006')).toMatchObject({ delivery: 'failed', reason: 'landline', code: '30006' })
    expect(failed('39999')).toMatchObject({ reason: 'refused_unlisted', code: '39999' })
    expect(failed()).toEqual({
      kind: 'status',
      carrierMessageId: 'SM1',
      delivery: 'failed',
      reason: 'refused_unlisted',
    })
  })

  it.each<[string, [string, string][]]>([
    ['nothing', []],
    ['no message', [['MessageStatus', 'sent']]],
    ['no status', [['MessageSid', 'SM1']]],
    [
      'a status of what people wrote',
      [
        ['MessageSid', 'SM1'],
        ['MessageStatus', 'received'],
      ],
    ],
    [
      'a status of every object',
      [
        ['MessageSid', 'SM1'],
        ['MessageStatus', 'constructor'],
      ],
    ],
  ])('%s is malformed', (_, pairs) => expect(read(pairs).kind).toBe('malformed'))
})

describe('what a person wrote', () => {
  const sms: readonly [string, string][] = [
    ['MessageSid', 'SM1'],
    ['From', '+254711000001'],
    ['To', '40404'],
    ['Body', 'Ndiyo 👍'],
    ['NumMedia', '0'],
  ]
  const read = (pairs: readonly [string, string][], optOutByCarrier: 'yes' | 'no' = 'yes') =>
    parseIncoming({ optOutByCarrier }, aRequest(pairs))
  const but = (change: Record<string, string>): [string, string][] => [
    ...sms.filter(([name]) => !(name in change)),
    ...Object.entries(change),
  ]

  it('by SMS', () => {
    expect(read(sms)).toEqual({
      kind: 'incoming',
      carrierMessageId: 'SM1',
      channel: 'sms',
      from: '+254711000001',
      to: '40404',
      text: 'Ndiyo 👍',
      mediaCount: 0,
      attachments: [],
    })
  })

  it('by a button on WhatsApp, in reply to a message of ours', () => {
    expect(
      read(
        but({
          From: 'whatsapp:+254711000001',
          To: 'whatsapp:+15005550009',
          Body: '',
          ButtonText: 'Ndiyo',
          ButtonPayload: 'consent-yes',
          OriginalRepliedMessageSid: 'SM9',
          NumMedia: '2',
          MediaContentType0: 'image/jpeg',
          MediaUrl0: 'https://api.twilio.com/media/1',
          MessageType: 'button',
        }),
      ),
    ).toEqual({
      kind: 'incoming',
      carrierMessageId: 'SM1',
      channel: 'whatsapp',
      from: '+254711000001',
      to: '+15005550009',
      text: 'Ndiyo',
      buttonPayload: 'consent-yes',
      inReplyTo: 'SM9',
      mediaCount: 2,
      attachments: [
        { type: 'image/jpeg', bytes: null },
        { type: null, bytes: null },
      ],
    })
  })

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['HELP', 'help'],
    ['Stop', 'stop'],
    ['ELSE', undefined],
  ])('Twilio’s own word on an opt-out, %s', (type, optOut) => {
    expect(read(but({ OptOutType: type }), 'no')).toMatchObject(optOut ? { optOut } : { kind: 'incoming' })
    expect('optOut' in read(but({ OptOutType: type }), 'no')).toBe(optOut !== undefined)
  })

  it.each([
    ['STOP', 'stop'],
    [' stop ', 'stop'],
    ['Stopall', 'stop'],
    ['UNSUBSCRIBE', 'stop'],
    ['CANCEL', 'stop'],
    ['END', 'stop'],
    ['QUIT', 'stop'],
    ['START', 'start'],
    ['UNSTOP', 'start'],
    ['HELP', 'help'],
    ['INFO', 'help'],
    ['YES', undefined],
    ['Please stop', undefined],
    ['ACHA', undefined],
  ])('%j by SMS, where Twilio answers by itself', (text, optOut) => {
    const notice = read(but({ Body: text }))
    expect('optOut' in notice ? notice.optOut : undefined).toBe(optOut)
    expect(read(but({ Body: text }), 'no')).not.toHaveProperty('optOut')
    expect(read(but({ Body: text, From: 'whatsapp:+254711000001' }))).not.toHaveProperty('optOut')
  })

  it.each<[string, Record<string, string>]>([
    ['no message', { MessageSid: '' }],
    ['no sender', { From: '' }],
    ['a sender that is a name', { From: 'SAFARICOM' }],
    ['nobody to read it', { To: '' }],
  ])('with %s is malformed', (_, change) => expect(read(but(change)).kind).toBe('malformed'))

  it('never throws, and says what is wrong without repeating it', () => {
    const names = fc.constantFrom(
      'MessageSid',
      'From',
      'To',
      'Body',
      'NumMedia',
      'MessageStatus',
      'ErrorCode',
      '__proto__',
    )
    const pairs = fc.array(fc.tuple(names, fc.string({ unit: anyUnit })))
    const bodies = fc.oneof(
      fc.uint8Array(),
      pairs.map(made => aRequest(made).body),
      fc.json().map(text => Buffer.from(text)),
    )
    fc.assert(
      fc.property(
        bodies,
        fc.constantFrom('application/json', 'application/x-www-form-urlencoded', ''),
        (body, type) => {
          const request = { method: 'POST', url, headers: { 'content-type': type }, body }
          for (const notice of [parseStatus(request), parseIncoming({ optOutByCarrier: 'yes' }, request)])
            if (notice.kind === 'malformed') expect(notice.why).toMatch(/^it[a-z ]+$/)
        },
      ),
    )
  })
})
