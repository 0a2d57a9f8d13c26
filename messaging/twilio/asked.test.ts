/** What Twilio is asked about one message or one template, by its own client, and what the answers prove. */
import { afterEach, describe, expect, it } from 'vitest'
import { jsonServer } from '../../test/contract/wireServer.js'
import { createTwilio } from './carrier.js'

const accountSid = `AC${'1'.repeat(32)}`
const sid = (digit: string) => `SM${digit.repeat(32)}`
const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.stop()))
})
async function opened<T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const started = await server
  open.push(started)
  return started
}
const carrierAt = (url: string) =>
  createTwilio(
    {
      carrier: 'twilio',
      credentials: { accountSid, authToken: 'the-token-of-tests' },
      settings: { whatsappFrom: '+15005550009', answerTimeoutMs: '2000' },
    },
    { TWILIO_URL: url },
  )
const record = (change: object = {}) => ({
  sid: sid('a'),
  status: 'queued',
  to: '+254711000001',
  body: 'Habari Amina',
  direction: 'outbound-api',
  date_created: 'Tue, 03 Feb 2026 04:05:06 +0000',
  num_segments: '1',
  price: null,
  price_unit: 'USD',
  error_code: null,
  ...change,
})

describe('asking for one message', () => {
  it('tells how far it is and what it cost, by its id', async () => {
    const server = await opened(jsonServer(() => ({ body: record({ status: 'delivered', price: '-0.00750' }) })))
    expect(await carrierAt(server.url).lookUp(sid('a'))).toMatchObject({
      carrierMessageId: sid('a'),
      delivery: 'delivered',
      price: { micros: 7_500n, currency: 'USD' },
    })
    expect(server.asked.map(({ method, path }) => [method, path])).toEqual([
      ['GET', `/2010-04-01/Accounts/${accountSid}/Messages/${sid('a')}.json`],
    ])
  })

  it('that it does not know, or answers for another one, proves nothing', async () => {
    const none = await opened(jsonServer(() => ({ status: 404, body: { code: 20404 } })))
    expect(await carrierAt(none.url).lookUp(sid('a'))).toBeNull()
    const other = await opened(jsonServer(() => ({ body: record({ sid: sid('b') }) })))
    await expect(carrierAt(other.url).lookUp(sid('a'))).rejects.toMatchObject({ reason: 'unclear_answer' })
    const failing = await opened(jsonServer(() => ({ status: 500, body: {} })))
    await expect(carrierAt(failing.url).lookUp(sid('a'))).rejects.toMatchObject({ name: 'CarrierUnreachable' })
  })
})

describe('asking about a template', () => {
  const id = `HX${'1'.repeat(32)}`
  const keeps = (content: object, approval: object) =>
    opened(jsonServer(({ path }) => ({ body: path.endsWith('/ApprovalRequests') ? { whatsapp: approval } : content })))

  it('tells its variables, wherever they stand, its language and its approval', async () => {
    const server = await keeps(
      {
        sid: id,
        language: 'sw',
        variables: { 2: 'KES 5,000' },
        types: { 'twilio/quick-reply': { body: '{{1}}: {{ 2 }}', actions: [{ title: 'Ndiyo', id: 'yes-{{10}}' }] } },
      },
      { status: 'pending' },
    )
    expect(await carrierAt(server.url).template(id)).toEqual({
      language: 'sw',
      variables: ['1', '2', '10'],
      approval: 'waiting',
    })
    expect(server.asked.map(({ path }) => path)).toEqual([`/v1/Content/${id}`, `/v1/Content/${id}/ApprovalRequests`])
  })

  it.each([
    [{}, 'unsubmitted'],
    [{ status: 'approved' }, 'approved'],
    [{ status: 'rejected', rejection_reason: 'INVALID_FORMAT' }, 'rejected'],
    [{ status: 'constructor' }, 'unclear'],
  ])('its approval %j is %s', async (approval, is) => {
    const server = await keeps({ sid: id, language: 'en', types: {} }, approval)
    expect(await carrierAt(server.url).template(id)).toMatchObject({ variables: [], approval: is })
  })

  it('that it does not know is none, and one that can not be read proves nothing', async () => {
    const none = await opened(jsonServer(() => ({ status: 404, body: { code: 20404 } })))
    expect(await carrierAt(none.url).template(id)).toBeNull()
    const odd = await keeps({ sid: id }, { status: 'approved' })
    await expect(carrierAt(odd.url).template(id)).rejects.toMatchObject({ reason: 'unclear_answer' })
  })
})
