import { describe, expect, it } from 'vitest'
import { carrierFor, carrierProblems, knownCarriers } from './registry.js'

const sid = (prefix: string, digit = '1') => prefix + digit.repeat(32)
const twilio = {
  carrier: 'twilio',
  credentials: { accountSid: sid('AC'), authToken: 'a-token' },
  settings: { smsFrom: '+15005550006' } as Record<string, string>,
}
const talking = { carrier: 'africastalking', credentials: { username: 'isiolo', apiKey: 'k' }, settings: {} }

describe('what a carrier can do', () => {
  it('Twilio can be asked and signs; how fast, the account says, or the slowest of its senders', () => {
    expect(carrierFor(twilio, {}).describe()).toEqual({
      carrier: 'twilio',
      channels: ['sms'],
      canFind: true,
      hasTemplates: false,
      signs: true,
      messagesPerSecond: 1,
      longestCallMs: 40_000,
      listedWithinMs: 120_000,
    })
    const can = (settings: Record<string, string>) => carrierFor({ ...twilio, settings }, {}).describe()
    expect(can({ whatsappFrom: '+15005550006' })).toMatchObject({
      channels: ['whatsapp'],
      hasTemplates: true,
      messagesPerSecond: 80,
    })
    expect(can({ whatsappFrom: '+15005550006', smsFrom: 'MKONO', messagesPerSecond: '25' })).toMatchObject({
      channels: ['whatsapp', 'sms'],
      messagesPerSecond: 25,
    })
  })

  it('Africa’s Talking can not be asked and does not sign', () => {
    expect(carrierFor(talking, {}).describe()).toMatchObject({ channels: ['sms'], canFind: false, signs: false })
  })

  it('a list for reading out takes what is printed, at once, and nothing else', async () => {
    const print = carrierFor({ carrier: 'print', credentials: {}, settings: {} }, {})
    expect(print.describe()).toMatchObject({ channels: ['print'], canFind: false })
    const message = { tryId: 't', to: '', body: 'Habari', sendByMs: 0 }
    expect(await print.send({ ...message, channel: 'print' })).toEqual({ is: 'accepted' })
    expect(await print.send({ ...message, channel: 'sms' })).toMatchObject({ is: 'notTaken' })
    const request = { method: 'POST', url: 'https://here/', headers: {}, body: new Uint8Array() }
    expect(print.isGenuine(request)).toBe(false)
    expect(print.parseNotice(request, 'status').kind).toBe('malformed')
  })

  it.each([talking, { carrier: 'print', credentials: {}, settings: {} }])(
    '$carrier says that it lists nothing',
    async account => {
      const carrier = carrierFor(account, {})
      for (const asked of [carrier.find([]), carrier.lookUp('x'), carrier.template('x')])
        await expect(asked).rejects.toMatchObject({ name: 'CarrierUnreachable' })
    },
  )

  it('of an unknown name does not exist', () => {
    expect(() => carrierFor({ ...twilio, carrier: 'pigeon' }, {})).toThrow(
      'must be one of twilio, africastalking, print',
    )
  })

  it('of an account that can not be used names the field and never the value', () => {
    const bad = { ...twilio, credentials: { accountSid: 'AC-secret', authToken: 'very\nsecret' } }
    expect(() => carrierFor(bad, {})).toThrow('Correct the credentials of the carrier account: accountSid, authToken.')
    expect(() => carrierFor({ ...twilio, settings: {} }, {})).toThrow('there is nobody to send from')
  })

  it.each([
    ['TWILIO_URL', twilio],
    ['AFRICASTALKING_API_URL', talking],
  ])('%s must be an address', (variable, account) => {
    for (const text of ['somewhere', 'ftp://host', 'http://me:secret@host', 'http://host/?key=1'])
      expect(() => carrierFor(account, { [variable]: text })).toThrow(variable)
  })
})

describe('checking an account before it is kept', () => {
  const fields = (account: { carrier: string; credentials: unknown; settings: unknown }) =>
    carrierProblems(account).map(({ field }) => field)

  it('good ones have no problems', () => {
    expect(fields(twilio)).toEqual([])
    expect(fields(talking)).toEqual([])
    expect(fields({ ...talking, settings: { senderId: 'MKONO' } })).toEqual([])
  })

  it.each<[string, Parameters<typeof fields>[0], string[]]>([
    ['an unknown carrier', { ...twilio, carrier: 'pigeon' }, ['carrier']],
    ['no credentials', { ...twilio, credentials: null }, ['credentials']],
    [
      'a key for an account',
      { ...twilio, credentials: { accountSid: sid('SK'), authToken: 't' } },
      ['credentials.accountSid'],
    ],
    ['half an API key', { ...twilio, credentials: { ...twilio.credentials, apiKeySid: sid('SK') } }, ['settings']],
    ['no sender', { ...twilio, settings: {} }, ['settings']],
    ['two senders', { ...twilio, settings: { smsFrom: 'MKONO', messagingServiceSid: sid('MG') } }, ['settings']],
    ['a sender of twelve letters', { ...twilio, settings: { smsFrom: 'MKONOMKONOMK' } }, ['settings.smsFrom']],
    [
      'a WhatsApp sender without plus',
      { ...twilio, settings: { whatsappFrom: '15005550006' } },
      ['settings.whatsappFrom'],
    ],
    [
      'too many a second',
      { ...twilio, settings: { smsFrom: 'MKONO', messagesPerSecond: '5000' } },
      ['settings.messagesPerSecond'],
    ],
    ['a maybe', { ...twilio, settings: { smsFrom: 'MKONO', optOutByCarrier: 'maybe' } }, ['settings.optOutByCarrier']],
    ['a key with a line break', { ...talking, credentials: { username: 'a', apiKey: 'b\nc' } }, ['credentials.apiKey']],
  ])('%s is named, without its value', (_, account, expected) => {
    expect(fields(account)).toEqual(expected)
    expect(JSON.stringify(carrierProblems(account))).not.toMatch(/1{32}|MKONOMKONO/)
  })

  it('every known carrier has a name of its own', () => {
    expect(new Set(knownCarriers().map(({ name }) => name)).size).toBe(knownCarriers().length)
  })
})
