import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { close, jsonServer, listen, rawServer, type Asked } from '../../test/contract/wireServer.js'
import type { MessageToSend } from '../contract.js'
import { createTwilio } from './carrier.js'
import type { Hooks } from './client.js'

const accountSid = `AC${'1'.repeat(32)}`
const authToken = 'the-token-of-tests'
const to = '+254711000001'
const body = 'Habari Amina, pesa zimetumwa 🎉'
const sid = (digit: string, prefix = 'SM') => prefix + digit.repeat(32)

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.stop()))
})
async function opened<T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const started = await server
  open.push(started)
  return started
}

const carrierAt = (url: string, settings: Record<string, string> = {}, hooks: Hooks = {}, credentials = {}) =>
  createTwilio(
    {
      carrier: 'twilio',
      credentials: { accountSid, authToken, ...credentials },
      settings: { smsFrom: '+15005550006', whatsappFrom: '+15005550009', answerTimeoutMs: '2000', ...settings },
    },
    { TWILIO_URL: url },
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

const record = (change: object = {}) => ({
  sid: sid('a'),
  status: 'queued',
  to,
  body,
  direction: 'outbound-api',
  date_created: 'Tue, 03 Feb 2026 04:05:06 +0000',
  date_sent: null,
  num_segments: '1',
  price: null,
  price_unit: 'USD',
  error_code: null,
  ...change,
})
const accepts = () => opened(jsonServer(() => ({ status: 201, body: record() })))
const form = (asked: Asked | undefined) => [...new URLSearchParams(asked?.body)]

describe('what leaves, by Twilio’s own client', () => {
  it('an SMS with our credentials, and the answer’s id', async () => {
    const server = await accepts()
    const statusUrl = 'https://mkono.example/status?try=1'
    expect(await carrierAt(server.url).send(aMessage({ statusUrl }))).toEqual({
      is: 'accepted',
      carrierMessageId: sid('a'),
      segments: 1,
    })
    const [asked] = server.asked
    expect(asked).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${accountSid}/Messages.json` })
    expect(asked?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(Object.fromEntries(form(asked))).toEqual({
      To: to,
      From: '+15005550006',
      Body: body,
      StatusCallback: `${statusUrl}#rc=5&rp=all`,
    })
  })

  it('a WhatsApp template with its variables and an attachment, and no text beside it', async () => {
    const server = await accepts()
    const template = { id: `HX${'1'.repeat(32)}`, variables: { 1: 'Amina', 2: '“5,000”' } }
    const mediaUrl = 'https://mkono.example/voucher/1'
    await carrierAt(server.url).send(aMessage({ channel: 'whatsapp', template, mediaUrl }))
    expect(Object.fromEntries(form(server.asked[0]))).toEqual({
      To: `whatsapp:${to}`,
      From: 'whatsapp:+15005550009',
      ContentSid: template.id,
      ContentVariables: JSON.stringify(template.variables),
      MediaUrl: mediaUrl,
    })
  })

  it('an API key asks for the account, and a messaging service sends', async () => {
    const server = await accepts()
    const credentials = { apiKeySid: sid('2', 'SK'), apiKeySecret: 'secret' }
    const service = createTwilio(
      {
        carrier: 'twilio',
        credentials: { accountSid, authToken, ...credentials },
        settings: { messagingServiceSid: sid('3', 'MG') },
      },
      { TWILIO_URL: `${server.url}/twilio/` },
    )
    await service.send(aMessage())
    expect(server.asked[0]?.path).toBe(`/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`)
    expect(server.asked[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${credentials.apiKeySid}:secret`).toString('base64')}`,
    )
    expect(form(server.asked[0])).toContainEqual(['MessagingServiceSid', sid('3', 'MG')])
    expect(await service.send(aMessage({ channel: 'whatsapp' }))).toEqual({ is: 'notTaken', reason: 'bad_sender' })
    expect(server.asked).toHaveLength(1)
  })

  it('goes where the account says, whatever the environment of the process says of Twilio', async () => {
    const server = await accepts()
    const before = { ...process.env }
    Object.assign(process.env, { TWILIO_EDGE: 'dublin', TWILIO_REGION: 'ie1', HTTP_PROXY: 'http://127.0.0.1:1' })
    try {
      expect((await carrierAt(server.url).send(aMessage())).is).toBe('accepted')
    } finally {
      for (const name of ['TWILIO_EDGE', 'TWILIO_REGION', 'HTTP_PROXY'])
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
    }
  })
})

describe('nothing left', () => {
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
    [401, { code: 20003, message: 'Authenticate', status: 401 }, 'credentials'],
    [429, { code: 20429, message: 'Too Many Requests', status: 429 }, 'throttled'],
  ])('where %i was said', async (status, said, reason) => {
    const server = await opened(jsonServer(() => ({ status, headers: { 'retry-after': '3' }, body: said })))
    expect(await carrierAt(server.url).send(aMessage())).toEqual({
      is: 'notTaken',
      reason,
      code: String(said.code),
      retryAfterMs: 3_000,
    })
    expect(server.asked).toHaveLength(1)
  })
})

describe('nobody knows', () => {
  const answers = (text: string) => opened(rawServer(socket => socket.end(text)))

  it.each<[string, string]>([
    ['the answer is lost', ''],
    [
      'the answer is cut',
      `HTTP/1.1 201 Created\r\ncontent-length: 999\r\n\r\n${JSON.stringify(record()).slice(0, 40)}`,
    ],
  ])('where %s, and it is not sent again', async (_, text) => {
    const server = await answers(text)
    expect(await carrierAt(server.url).send(aMessage())).toEqual({ is: 'unknown', reason: 'no_answer' })
    expect(server.connections()).toBe(1)
  })

  it('where no answer comes in time', async () => {
    const server = await opened(rawServer(() => undefined))
    const carrier = carrierAt(server.url, { answerTimeoutMs: '80' })
    expect(await carrier.send(aMessage())).toEqual({ is: 'unknown', reason: 'no_answer' })
  })

  it('where a page of a proxy answers', async () => {
    const page = '<html>503 Service Unavailable</html>'
    const server = await answers(`HTTP/1.1 503 Unavailable\r\ncontent-length: ${page.length}\r\n\r\n${page}`)
    expect(await carrierAt(server.url).send(aMessage())).toEqual({ is: 'unknown', reason: 'unclear_answer' })
  })

  it('where we are sent elsewhere; we do not go', async () => {
    const elsewhere = await accepts()
    const server = await opened(jsonServer(() => ({ status: 307, headers: { location: elsewhere.url }, body: '' })))
    expect(await carrierAt(server.url).send(aMessage())).toEqual({ is: 'unknown', reason: 'unclear_answer' })
    expect(elsewhere.asked).toEqual([])
  })
})

describe('looking for a lost message', () => {
  const leftAtMs = Date.parse('2026-02-03T04:05:05Z')
  const lost = { tryId: 't', channel: 'sms' as const, to, body, leftAtMs }
  const lists = (pages: readonly object[][], change: object = {}) =>
    opened(
      jsonServer(({ query }) => {
        const page = Number(query['Page'] ?? 0)
        const more = page + 1 < pages.length
        const path = `/2010-04-01/Accounts/${accountSid}/Messages.json?To=${encodeURIComponent(query['To'] ?? '')}&Page=${page + 1}`
        return { body: { messages: pages[page], next_page_uri: more ? path : null, page, page_size: 1_000, ...change } }
      }),
    )

  it('reads every page by the number, and each line once', async () => {
    const second = record({ sid: sid('b'), date_created: 'Tue, 03 Feb 2026 04:05:07 +0000' })
    const server = await lists([[record()], [record(), second]])
    const found = await carrierAt(server.url).find([lost])
    expect(found).toEqual([
      {
        carrierMessageId: sid('b'),
        channel: 'sms',
        to,
        body,
        createdAtMs: leftAtMs + 2_000,
        delivery: 'accepted',
        segments: 1,
      },
      expect.objectContaining({ carrierMessageId: sid('a'), createdAtMs: leftAtMs + 1_000 }),
    ])
    expect(server.asked.map(({ method, query }) => [method, query['To'], query['Page']])).toEqual([
      ['GET', to, undefined],
      ['GET', to, '1'],
    ])
    expect(server.asked[0]?.query).toEqual({ To: to, PageSize: '1000' })
  })

  it('asks once for each number and channel, and nothing for lists that are read out', async () => {
    const server = await lists([[]])
    const print = { ...lost, channel: 'print' as const }
    await carrierAt(server.url).find([lost, { ...lost, tryId: 'u' }, { ...lost, channel: 'whatsapp' }, print])
    expect(server.asked.map(({ query }) => query['To'])).toEqual([to, `whatsapp:${to}`])
  })

  it('tells how far it is, why it failed, and what it cost', async () => {
    const line = record({ to: `whatsapp:${to}`, status: 'undelivered', error_code: 63016, price: '-0.00420' })
    const server = await lists([[line]])
    expect(await carrierAt(server.url).find([{ ...lost, channel: 'whatsapp' }])).toEqual([
      expect.objectContaining({
        channel: 'whatsapp',
        delivery: 'failed',
        reason: 'outside_window',
        code: '63016',
        price: { micros: 4_200n, currency: 'USD' },
      }),
    ])
  })

  it('passes over what people wrote to us and what is of another time', async () => {
    const old = record({ sid: sid('c'), date_created: 'Mon, 02 Feb 2026 04:05:06 +0000' })
    const server = await lists([[old, record({ sid: sid('d'), direction: 'inbound', to: '40404' })]])
    expect(await carrierAt(server.url).find([lost])).toEqual([])
  })

  it.each<[string, object]>([
    ['a line without an id', { sid: null }],
    ['a line without its time', { date_created: 'yesterday' }],
  ])('%s makes the list unreliable', async (_, change) => {
    const server = await lists([[record(), record(change)]])
    await expect(carrierAt(server.url).find([lost])).rejects.toMatchObject({ reason: 'unclear_answer' })
  })

  it('a next page at another address is not followed', async () => {
    const elsewhere = await accepts()
    const server = await lists([[record()]], { next_page_uri: `${elsewhere.url}/next` })
    await expect(carrierAt(server.url).find([lost])).rejects.toMatchObject({ reason: 'unclear_answer' })
    expect(elsewhere.asked).toEqual([])
  })

  it('a list without an end is given up', async () => {
    const server = await lists([[]], { next_page_uri: `/2010-04-01/Accounts/${accountSid}/Messages.json?Page=0` })
    await expect(carrierAt(server.url).find([lost])).rejects.toMatchObject({ reason: 'unclear_answer' })
    expect(server.asked).toHaveLength(20)
  })

  it.each<[number, object, string, number | undefined]>([
    [401, { code: 20003 }, 'credentials', undefined],
    [429, { code: 20429 }, 'throttled', 5_000],
    [500, {}, 'unclear_answer', undefined],
    [302, {}, 'unclear_answer', undefined],
    [200, { nothing: true }, 'unclear_answer', undefined],
  ])('an answer of %i is no list', async (status, said, reason, retryAfterMs) => {
    const server = await opened(jsonServer(() => ({ status, headers: { 'retry-after': '5' }, body: said })))
    const error: unknown = await carrierAt(server.url)
      .find([lost])
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'CarrierUnreachable', reason, retryAfterMs })
    const shown = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack ?? ''}`
    for (const secret of [authToken, to, to.slice(1), body, accountSid]) expect(shown).not.toContain(secret)
  })

  it('a carrier that is away can not be asked', async () => {
    const gone = createServer()
    const url = `http://127.0.0.1:${await listen(gone)}`
    await close(gone)
    await expect(carrierAt(url).find([lost])).rejects.toMatchObject({ reason: 'not_reached' })
    const cutting = await opened(rawServer(socket => socket.destroy()))
    await expect(carrierAt(cutting.url).find([lost])).rejects.toMatchObject({ reason: 'no_answer' })
  })
})

it('no outcome repeats text, number or credentials, whatever the answer repeats', async () => {
  const words = `${to} ${body} ${authToken}`
  const hostile = [
    { status: 400, body: { code: 21211, message: words, more_info: words } },
    { status: 400, body: words },
    { status: 500, body: words },
    { status: 201, body: record({ error_message: words, from: words }) },
  ]
  for (const reply of hostile) {
    const server = await opened(jsonServer(() => reply))
    const outcome = inspect(await carrierAt(server.url).send(aMessage()), { depth: null })
    for (const secret of [authToken, to.slice(1), 'Habari']) expect(outcome).not.toContain(secret)
  }
})
