import { createHash } from 'node:crypto'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from '../server.js'
import { bookFolder, listener, patience, type Heard, type Reply } from '../testkit/payer.js'
import { authToken, customer, formOf, newNumber, sms, statusesOf, whatsapp } from '../testkit/twilio.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let phone: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof customer>
let reply: (heard: Heard) => Reply

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'twilio' })
  reply = () => ({ status: 200 })
  phone = await listener(heard => reply(heard))
  us = customer(sandbox.url)
  await us.account({ incomingUrl: `${phone.url}/incoming` })
})

afterEach(async () => {
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

const send = (more: object = {}) =>
  us.client.messages.create({
    to: newNumber(),
    from: sms,
    body: 'Habari',
    statusCallback: `${phone.url}/s?try=a%20b`,
    ...more,
  })

/** By Twilio's own word. */
const isGenuine = (heard: Heard, origin = phone.url): boolean =>
  twilio.validateRequest(
    authToken,
    String(heard.headers['x-twilio-signature'] ?? ''),
    origin + heard.path,
    formOf(heard),
  )

describe("Twilio's own validator", () => {
  test('accepts what is told of a message and what a person wrote', async () => {
    await send()
    await us.write({ from: `whatsapp:${newNumber()}`, to: whatsapp, body: 'Ndiyo, ninakubali 👍 é' })
    await phone.until(4)
    expect(phone.heard.map(heard => isGenuine(heard))).toEqual([true, true, true, true])
  })

  test.each(['bad', 'none'] as const)('refuses all where the account signs %s', async signatures => {
    await us.account({ signatures })
    await send()
    await us.write({ from: newNumber(), to: sms, body: 'Ndiyo' })
    await phone.until(4)
    expect(phone.heard.some(heard => isGenuine(heard))).toBe(false)
  })

  test('refuses a single forged one, and accepts the true one after it', async () => {
    await us.arm({ kind: 'callback-forged', where: 'report' })
    const sent = await send()
    await phone.until(6)
    const told = phone.heard.map(heard => [formOf(heard)['MessageStatus'], isGenuine(heard)])
    expect(told.filter(([, genuine]) => genuine).map(([status]) => status)).toEqual(['queued', 'sent', 'delivered'])
    expect(told.filter(([, genuine]) => !genuine).map(([status]) => status)).toEqual([
      'delivered',
      'delivered',
      'undelivered',
    ])
    expect((await us.client.messages(sent.sid).fetch()).status).toBe('delivered')
  })

  test('accepts what comes through a proxy by its public address only', async () => {
    const publicUrl = 'https://mkono.example'
    await us.account({ publicUrl, behindPublicUrl: phone.url })
    await send({ statusCallback: `${publicUrl}/s?x=1` })
    await phone.until(3)
    expect(phone.heard.map(heard => isGenuine(heard, publicUrl))).toEqual([true, true, true])
    expect(phone.heard.some(heard => isGenuine(heard))).toBe(false)
    expect(phone.heard[0]?.headers).toMatchObject({
      'x-forwarded-host': 'mkono.example',
      'x-forwarded-proto': 'https',
    })
  })
})

describe('what a person writes is told', () => {
  test('by SMS', async () => {
    const from = newNumber()
    await us.write({ from, to: sms, body: 'Asante' })
    await phone.until(1)
    expect(formOf(phone.heard[0]!)).toMatchObject({
      ...{ From: from, To: sms, Body: 'Asante', NumMedia: '0', NumSegments: '1', SmsStatus: 'received' },
      FromCountry: 'KE',
    })
    expect(formOf(phone.heard[0]!)).not.toHaveProperty('OptOutType')
  })

  test('by WhatsApp, with the button that was pressed and the message it stood under', async () => {
    const from = `whatsapp:${newNumber()}`
    const button = { payload: 'consent-yes', text: 'Ja, graag' }
    await us.phone(from.slice(9), { profileName: 'Jina Jingine' })
    await us.write({ from, to: whatsapp, button, replyTo: 'SM123' })
    await phone.until(1)
    expect(formOf(phone.heard[0]!)).toMatchObject({
      ...{ From: from, To: whatsapp, Body: 'Ja, graag', WaId: from.slice(10), ProfileName: 'Jina Jingine' },
      ...{ MessageType: 'button', ButtonPayload: 'consent-yes', ButtonText: 'Ja, graag' },
      OriginalRepliedMessageSid: 'SM123',
    })
  })

  test('with its wish to get no more, where the account has asked for that', async () => {
    await us.account({ optOut: 'advanced' })
    const from = newNumber()
    for (const body of ['YES', 'STOP', 'HELP', 'YES']) await us.write({ from, to: sms, body })
    await phone.until(4)
    const types = Object.fromEntries(phone.heard.map(formOf).map(form => [form['Body'], form['OptOutType']]))
    expect(types).toMatchObject({ STOP: 'STOP', HELP: 'HELP' })
    expect(phone.heard.map(formOf).filter(form => form['OptOutType'] === 'START')).toHaveLength(1)
  })

  test('to nobody where no account has the sender', async () => {
    const answer = await us.control('POST', '/twilio/incoming', { from: newNumber(), to: '+15550009999', body: 'x' })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('sender')])
  })
})

describe('a callback that fails', () => {
  test('is not repeated', async () => {
    reply = () => ({ status: 500 })
    const sent = await send()
    await expect.poll(async () => (await us.client.messages(sent.sid).fetch()).status, patience).toBe('delivered')
    await expect.poll(health, patience).toMatchObject({ pending: 0, givenUp: 3 })
    expect(phone.heard).toHaveLength(3)
  })

  test('is repeated as its address asks, under the same token', async () => {
    await us.account({ retryEveryMs: 1 })
    reply = () => ({ status: 503 })
    await send({ statusCallback: `${phone.url}/s#rc=2&rp=5xx` })
    await expect.poll(health, patience).toMatchObject({ pending: 0, givenUp: 3 })
    expect(phone.heard).toHaveLength(9)
    expect(new Set(phone.heard.map(heard => heard.headers['i-twilio-idempotency-token'])).size).toBe(3)
    expect(phone.heard.every(heard => isGenuine(heard))).toBe(true)
  })

  const health = async () =>
    ((await (await us.control('GET', '/health')).json()) as { callbacks: Record<string, number> }).callbacks
})

describe('by a fault, a callback', () => {
  test('comes fifty times, the same each time', async () => {
    await us.arm({ kind: 'callback-twice', where: 'incoming', params: { times: 50, delayMs: 0 } })
    await us.write({ from: newNumber(), to: sms, body: 'Ndiyo' })
    await phone.until(50)
    expect(new Set(phone.heard.map(heard => heard.body)).size).toBe(1)
    expect(phone.heard.every(heard => isGenuine(heard))).toBe(true)
  })

  test('is lost, late or out of turn', async () => {
    await us.arm({ kind: 'callback-lost', where: 'report', nth: 1 })
    await us.arm({ kind: 'callback-late', where: 'report', nth: 2, params: { delayMs: 300 } })
    const sent = await send()
    await phone.until(2)
    // The first armed fault met "queued"; the second, its second meeting, "sent".
    expect(statusesOf(phone, sent.sid)).toEqual(['delivered', 'sent'])
  })

  test('says delivered and then undelivered of the same message; the message itself says the truth', async () => {
    await us.arm({ kind: 'callback-contradictory', where: 'report', params: { delayMs: 1 } })
    const sent = await send()
    await phone.until(4)
    expect(statusesOf(phone, sent.sid)).toEqual(['queued', 'sent', 'delivered', 'undelivered'])
    expect((await us.client.messages(sent.sid).fetch()).status).toBe('delivered')
  })
})

describe('an attachment is fetched', () => {
  const png = Buffer.from('89504e470d0a1a0a', 'hex')
  const serve = (answer: Reply & object) =>
    (reply = heard => (heard.path.startsWith('/media') ? answer : { status: 200 }))
  const media = () => send({ mediaUrl: [`${phone.url}/media/card.png`] })
  const end = async (sid: string) => {
    await expect.poll(async () => (await us.client.messages(sid).fetch()).status, patience).toMatch(/delivered|failed/)
    return (await us.client.messages(sid).fetch()).errorCode
  }

  test('and kept as its hash only', async () => {
    serve({ status: 200, body: png.toString('latin1'), headers: { 'content-type': 'image/png' } })
    const sent = await media()
    expect(sent.sid).toMatch(/^MM/)
    expect(await end(sent.sid)).toBeNull()
    const kept = (await (await us.control('GET', '/twilio/media')).json()) as { media: { sha256: string }[] }
    const body = Buffer.from(png.toString('latin1'))
    expect(kept.media).toMatchObject([
      { content_type: 'image/png', bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') },
    ])
  })

  test.each<[string, number, Reply & object]>([
    ['of a kind that is not taken', 12300, { status: 200, body: '<p>', headers: { 'content-type': 'text/html' } }],
    ['not there', 11200, { status: 404 }],
    ['redirected more than once', 11200, { status: 302, headers: { location: '/media/again' } }],
    [
      'too large',
      11751,
      { status: 200, body: 'x'.repeat(5 * 1_048_576 + 1), headers: { 'content-type': 'image/png' } },
    ],
  ])('%s: %i', async (_name, code, answer) => {
    serve(answer)
    expect(await end((await media()).sid)).toBe(code)
  })

  test('in vain on WhatsApp: 63019', async () => {
    serve({ status: 500 })
    const to = newNumber()
    await us.phone(to, { windowOpen: true })
    const sent = await send({ to: `whatsapp:${to}`, from: whatsapp, mediaUrl: [`${phone.url}/media/x`] })
    expect(await end(sent.sid)).toBe(63019)
  })
})
