import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { jsonServer, rawServer } from '../../test/contract/wireServer.js'
import type { MessageToSend, SendOutcome } from '../contract.js'
import { createAfricasTalkingSms } from './carrier.js'
import { emptyAnswers, recipientCodes } from './codes.js'
import { outcomeOf, type Hooks } from './send.js'

const apiKey = 'the-key-of-tests'
const to = '+254711000001'
const body = 'Habari Amina, pesa zimetumwa & kadhalika'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.stop()))
})
async function opened<T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const started = await server
  open.push(started)
  return started
}

const carrierAt = (url: string, settings: Record<string, string> = {}, hooks: Hooks = {}, username = 'isiolo') =>
  createAfricasTalkingSms(
    {
      carrier: 'africastalking',
      credentials: { username, apiKey },
      settings: { answerTimeoutMs: '2000', ...settings },
    },
    { AFRICASTALKING_API_URL: url },
    hooks,
  )
const aMessage = (change: Partial<MessageToSend> = {}): MessageToSend => ({
  tryId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  channel: 'sms',
  to,
  body,
  sendByMs: Date.now() + 30_000,
  ...change,
})
const entry = (change: object = {}) => ({
  statusCode: 102,
  number: to,
  status: 'Queued',
  cost: 'KES 0.8000',
  messageId: 'ATXid_1',
  ...change,
})
const reply = (recipients: readonly object[], Message = 'Sent to 1/1 Total Cost: KES 0.8000 Message parts: 1') => ({
  SMSMessageData: { Message, Recipients: recipients },
})
const accepts = () => opened(jsonServer(() => ({ status: 201, body: reply([entry()]) })))

describe('what leaves, by the provider’s own SDK', () => {
  it('one SMS to one number, queued there, with what it cost', async () => {
    const server = await accepts()
    expect(await carrierAt(server.url, { senderId: 'MKONO' }).send(aMessage())).toEqual({
      is: 'accepted',
      carrierMessageId: 'ATXid_1',
      segments: 1,
      price: { micros: 800_000n, currency: 'KES' },
      code: '102',
    })
    const [asked] = server.asked
    expect(asked).toMatchObject({ method: 'POST', path: '/version1/messaging', headers: { apikey: apiKey } })
    expect(asked?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      username: 'isiolo',
      to,
      message: body,
      from: 'MKONO',
      bulkSMSMode: '1',
      enqueue: '1',
    })
  })

  it('an account called sandbox does not lead another one astray', async () => {
    const [live, test] = [await accepts(), await accepts()]
    await Promise.all([
      carrierAt(test.url, {}, {}, 'sandbox').send(aMessage()),
      carrierAt(live.url).send(aMessage()),
      carrierAt(live.url).send(aMessage()),
    ])
    expect([live.asked.length, test.asked.length]).toEqual([2, 1])
  })
})

describe('nothing left', () => {
  it.each(['+2547', 'nobody', '', '+254 711 000 001 999 999'])(
    'to %j, over which the SDK would throw: refused without a request',
    async number => {
      const server = await accepts()
      expect(await carrierAt(server.url).send(aMessage({ to: number }))).toEqual({
        is: 'refused',
        reason: 'invalid_number',
      })
      expect(server.asked).toEqual([])
    },
  )

  it('on a channel that it does not have', async () => {
    const server = await accepts()
    expect(await carrierAt(server.url).send(aMessage({ channel: 'whatsapp' }))).toMatchObject({ is: 'notTaken' })
    expect(server.asked).toEqual([])
  })

  it('where the connection was refused', async () => {
    const gone = await rawServer(() => undefined)
    await gone.stop()
    expect(await carrierAt(gone.url).send(aMessage())).toEqual({ is: 'notTaken', reason: 'not_reached' })
  })

  it('where the time to send had passed on the open connection', async () => {
    const server = await opened(rawServer(() => undefined))
    let now = 1_000
    const carrier = carrierAt(server.url, {}, { clock: () => now, beforeFirstByte: () => (now = 2_001) })
    expect(await carrier.send(aMessage({ sendByMs: 2_000 }))).toEqual({ is: 'notTaken', reason: 'too_late' })
    expect(server.received()).toBe('')
  })

  it.each([
    [401, 'credentials'],
    [429, 'throttled'],
  ])('where %i was said', async (status, reason) => {
    const text = 'The supplied authentication is invalid'
    const server = await opened(jsonServer(() => ({ status, headers: { 'retry-after': '3' }, body: text })))
    expect(await carrierAt(server.url).send(aMessage())).toMatchObject({ is: 'notTaken', reason, retryAfterMs: 3_000 })
    expect(server.asked).toHaveLength(1)
  })
})

describe('nobody knows', () => {
  it.each<[string, string, string]>([
    ['the answer is lost', '', 'no_answer'],
    ['the answer is cut', 'HTTP/1.1 201 Created\r\ncontent-length: 999\r\n\r\n{"SMSMess', 'no_answer'],
    ['a page answers', 'HTTP/1.1 503 Unavailable\r\ncontent-length: 6\r\n\r\n<html>', 'unclear_answer'],
    [
      'we are sent elsewhere',
      'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n',
      'unclear_answer',
    ],
  ])('where %s, and it is not sent again', async (_, text, reason) => {
    const server = await opened(rawServer(socket => socket.end(text)))
    expect(await carrierAt(server.url).send(aMessage())).toEqual({ is: 'unknown', reason })
    expect(server.connections()).toBe(1)
  })

  it('where no answer comes in time', async () => {
    const server = await opened(rawServer(() => undefined))
    expect(await carrierAt(server.url, { answerTimeoutMs: '80' }).send(aMessage())).toEqual({
      is: 'unknown',
      reason: 'no_answer',
    })
  })
})

const answered = (said: unknown, status = 201): SendOutcome =>
  outcomeOf({ is: 'answer', status, headers: {}, body: typeof said === 'string' ? said : JSON.stringify(said) }, to, 0)

describe('what an answer proves', () => {
  it.each([
    [100, 'accepted', undefined],
    [101, 'accepted', undefined],
    [102, 'accepted', undefined],
    [401, 'accepted', undefined],
    [402, 'refused', 'bad_sender'],
    [403, 'refused', 'invalid_number'],
    [404, 'refused', 'landline'],
    [405, 'notTaken', 'no_credit'],
    [406, 'refused', 'opted_out'],
    [407, 'refused', 'not_on_channel'],
    [409, 'refused', 'filtered'],
    [500, 'unknown', 'unclear_answer'],
    [501, 'unknown', 'unclear_answer'],
    [502, 'refused', 'filtered'],
    [999, 'unknown', 'unclear_answer'],
  ])('status code %i: %s, %s', (statusCode, is, reason) => {
    const outcome = answered(reply([entry({ statusCode })]))
    expect([outcome.is, 'reason' in outcome ? outcome.reason : undefined]).toEqual([is, reason])
  })

  it('every row is tested', () => {
    expect(Object.keys(recipientCodes)).toHaveLength(12)
    expect(Object.keys(emptyAnswers)).toHaveLength(2)
  })

  it('held for a risk, without an id: it will not go', () => {
    expect(answered(reply([entry({ statusCode: 401, messageId: 'None' })]))).toMatchObject({
      is: 'refused',
      reason: 'filtered',
    })
  })

  it('a status that is no number, or a number as text, is read by its digits', () => {
    expect(answered(reply([entry({ statusCode: '101' })])).is).toBe('accepted')
    expect(answered(reply([entry({ statusCode: 'constructor' })])).is).toBe('unknown')
  })

  it.each([
    ['InvalidSenderId', { is: 'refused', reason: 'bad_sender', code: 'InvalidSenderId' }],
    ['InsufficientBalance', { is: 'notTaken', reason: 'no_credit', code: 'InsufficientBalance' }],
    ['Sent to 0/1 Total Cost: 0', { is: 'refused', reason: 'refused_unlisted' }],
    ['Something new', { is: 'unknown', reason: 'unclear_answer' }],
  ])('nobody in the list and %j', (said, outcome) => expect(answered(reply([], said))).toEqual(outcome))

  it.each<[string, unknown]>([
    ['no JSON', 'Sent'],
    ['another document', { SMSMessageData: {} }],
    ['another number', reply([entry({ number: '+254711000002' })])],
    ['a number that is none', reply([entry({ number: 'someone' })])],
    ['two of them', reply([entry(), entry()])],
  ])('%s proves nothing', (_, said) => expect(answered(said)).toEqual({ is: 'unknown', reason: 'unclear_answer' }))

  it('the number without its plus is the same number', () => {
    expect(answered(reply([entry({ number: to.slice(1) })])).is).toBe('accepted')
  })

  it.each([
    [401, 'notTaken', 'credentials'],
    [403, 'notTaken', 'credentials'],
    [404, 'notTaken', 'bad_request'],
    [405, 'notTaken', 'bad_request'],
    [413, 'notTaken', 'bad_request'],
    [415, 'notTaken', 'bad_request'],
    [429, 'notTaken', 'throttled'],
    [400, 'unknown', 'unclear_answer'],
    [408, 'unknown', 'unclear_answer'],
    [500, 'unknown', 'unclear_answer'],
  ])('an answer of %i: %s, %s', (status, is, reason) =>
    expect(answered(reply([entry()]), status)).toMatchObject({ is, reason }),
  )
})

it('no outcome repeats text, number or key, whatever the answer repeats', async () => {
  const words = `${to} ${body} ${apiKey}`
  for (const said of [
    { status: 400, body: words },
    { status: 401, body: words },
    { status: 201, body: reply([], words) },
    { status: 201, body: reply([entry({ status: words, statusCode: 403 })], words) },
  ]) {
    const server = await opened(jsonServer(() => said))
    const outcome = inspect(await carrierAt(server.url).send(aMessage()), { depth: null })
    for (const secret of [apiKey, to.slice(1), 'Habari']) expect(outcome).not.toContain(secret)
  }
})
