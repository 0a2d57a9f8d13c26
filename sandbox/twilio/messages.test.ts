import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from '../server.js'
import { bookFolder, listener, patience } from '../testkit/payer.js'
import {
  accountSid,
  codeOf,
  customer,
  formOf,
  hex32,
  newNumber,
  realClient,
  sms,
  statusesOf,
  whatsapp,
} from '../testkit/twilio.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let phone: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof customer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'twilio' })
  phone = await listener()
  us = customer(sandbox.url)
  await us.account()
})

afterEach(async () => {
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

const statusCallback = () => `${phone.url}/status?try=1`
const send = (to: string, more: object = {}) =>
  us.client.messages.create({ to, from: to.startsWith('whatsapp') ? whatsapp : sms, body: 'Habari', ...more })

describe('the real client sends', () => {
  test('an SMS, sees it on its way, and is told of each step', async () => {
    const to = newNumber()
    const sent = await send(to, { statusCallback: statusCallback() })
    expect(sent).toMatchObject({ accountSid, to, from: sms, body: 'Habari', status: 'queued', numSegments: '1' })
    expect(sent).toMatchObject({ numMedia: '0', price: null, errorCode: null, direction: 'outbound-api' })
    expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/)
    await phone.until(3)
    expect(statusesOf(phone, sent.sid)).toEqual(['queued', 'sent', 'delivered'])
    const now = await us.client.messages(sent.sid).fetch()
    expect(now).toMatchObject({ status: 'delivered', price: '-0.05000', priceUnit: 'USD' })
    expect(now.dateSent).toBeInstanceOf(Date)
    expect(formOf(phone.heard[2]!)).toMatchObject({ SmsSid: sent.sid, To: to, From: sms, AccountSid: accountSid })
  })

  test('a WhatsApp message within the window, which is read at last', async () => {
    const to = newNumber()
    await us.write({ from: `whatsapp:${to}`, to: whatsapp, body: 'Niko hapa' })
    const sent = await send(`whatsapp:${to}`, { statusCallback: statusCallback() })
    await phone.until(4)
    expect(statusesOf(phone, sent.sid)).toEqual(['queued', 'sent', 'delivered', 'read'])
    expect(formOf(phone.heard[3]!)).toMatchObject({
      EventType: 'READ',
      ChannelPrefix: 'whatsapp',
      ChannelToAddress: to,
    })
  })

  test('by a messaging service, which chooses the sender', async () => {
    const service = `MG${hex32()}`
    await us.account({ services: { [service]: [sms] } })
    const sent = await us.client.messages.create({ to: newNumber(), messagingServiceSid: service, body: 'Habari' })
    expect(sent).toMatchObject({ status: 'accepted', from: null, messagingServiceSid: service })
    await expect.poll(async () => (await us.client.messages(sent.sid).fetch()).status, patience).toBe('delivered')
    expect((await us.client.messages(sent.sid).fetch()).from).toBe(sms)
  })

  test('a long text, counted in parts and priced by them', async () => {
    await us.account({ pricePerSegment: '0.0079' })
    const sent = await send(newNumber(), { body: 'ŋ'.repeat(71) })
    expect(sent.numSegments).toBe('2')
    await expect.poll(async () => (await us.client.messages(sent.sid).fetch()).price, patience).toBe('-0.01580')
  })
})

describe('a request is refused', () => {
  test.each<[number, string, object]>([
    [21211, '+25471', {}],
    [21211, 'nobody', {}],
    [21602, '+254711000018', { body: '' }],
    [21606, '+254711000018', { from: '+15550000999' }],
    [21609, '+254711000018', { statusCallback: 'mailto:x' }],
    [21617, '+254711000018', { body: 'x'.repeat(1_601) }],
    [21620, '+254711000018', { mediaUrl: ['ftp://x'] }],
    [21655, '+254711000018', { contentSid: `HX${'0'.repeat(32)}` }],
    [21705, '+254711000018', { from: undefined, messagingServiceSid: `MG${'0'.repeat(32)}` }],
    [21603, '+254711000018', { from: undefined }],
    [21910, 'whatsapp:+254711000018', { from: sms }],
    [63007, 'whatsapp:+254711000018', { from: 'whatsapp:+15550000999' }],
    [63031, sms, {}],
    [21408, '+31611000018', {}],
  ])('%i: to %s', async (code, to, more) => {
    await us.account({ regions: ['+254', '+1'] })
    expect(await codeOf(send(to, more))).toBe(code)
    expect((await us.book()).summary.messages).toBe(0)
  })

  test('as Twilio documents for its own test numbers, which are told of nothing', async () => {
    const test = (last: number) => `+1500555000${last}`
    const to = newNumber()
    expect(await codeOf(send(to, { from: test(1) }))).toBe(21212)
    expect(await codeOf(send(to, { from: test(7) }))).toBe(21606)
    expect(await codeOf(send(to, { from: test(8) }))).toBe(21611)
    const codes = await Promise.all([1, 2, 3, 4, 9].map(last => codeOf(send(test(last), { from: test(6) }))))
    expect(codes).toEqual([21211, 21612, 21408, 21610, 21614])
    const sent = await send(to, { from: test(6), statusCallback: statusCallback() })
    expect(sent.status).toBe('queued')
    const other = await send(to, { statusCallback: statusCallback() })
    await phone.until(3)
    expect(statusesOf(phone, sent.sid)).toEqual([])
    expect(statusesOf(phone, other.sid)).toHaveLength(3)
  })

  test('with a wrong token, an unknown message, and more requests than the account may make', async () => {
    const wrong = realClient(sandbox.url, 'wrong')
    await expect(wrong.messages.list()).rejects.toMatchObject({ status: 401, code: 20003 })
    await expect(us.client.messages(`SM${hex32()}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
    await us.account({ requestsPerSecond: 2 })
    const codes = await Promise.all(Array.from({ length: 5 }, () => codeOf(send(newNumber()))))
    expect(codes.sort()).toEqual([20429, 20429, 20429, 'taken', 'taken'])
  })
})

describe('a message fails on the way', () => {
  test.each<[string, string, string, number]>([
    ['an unreachable phone, by its ending', '+254711130003', 'undelivered', 30003],
    ['a landline, by its ending', '+254711130006', 'undelivered', 30006],
    ['a filtered one, by its ending', '+254711130007', 'failed', 30007],
    ['nobody on WhatsApp, by its ending', 'whatsapp:+254711163003', 'failed', 63003],
    ['nobody wrote within the window', 'whatsapp:+254711000018', 'failed', 63016],
  ])('%s', async (_name, to, status, code) => {
    const sent = await send(to, { statusCallback: statusCallback() })
    const last = () => phone.heard.map(formOf).at(-1)
    await expect.poll(() => last()?.['MessageStatus'], patience).toBe(status)
    expect(last()).toMatchObject({ ErrorCode: String(code) })
    expect(await us.client.messages(sent.sid).fetch()).toMatchObject({ status, errorCode: code })
  })

  test('an ending means nothing where the account says so, and what is told of a number counts always', async () => {
    await us.account({ numberEndings: false })
    expect(await codeOf(send('+254711121614'))).toBe('taken')
    await us.phone('+254711121614', { code: 21614 })
    expect(await codeOf(send('+254711121614'))).toBe(21614)
  })

  test('after the window has closed', async () => {
    const to = newNumber()
    await us.account({ windowMs: 0 })
    await us.write({ from: `whatsapp:${to}`, to: whatsapp, body: 'Niko hapa' })
    const sent = await send(`whatsapp:${to}`)
    await expect.poll(async () => (await us.client.messages(sent.sid).fetch()).errorCode, patience).toBe(63016)
  })
})

describe('STOP', () => {
  test('from a phone ends what this sender may send to it, START begins again', async () => {
    const to = newNumber()
    await us.write({ from: to, to: sms, body: ' stop ' })
    expect(await codeOf(send(to))).toBe(21610)
    expect(await codeOf(send(newNumber()))).toBe('taken')
    await us.write({ from: to, to: sms, body: 'START' })
    expect(await codeOf(send(to))).toBe('taken')
  })

  test('is not heeded where the account has switched that off', async () => {
    const to = newNumber()
    await us.account({ optOut: 'off' })
    await us.write({ from: to, to: sms, body: 'STOP' })
    expect(await codeOf(send(to))).toBe('taken')
  })
})

describe('the list', () => {
  test('shows what went to a number within a time, the newest first, page by page', async () => {
    const to = newNumber()
    await send(newNumber())
    for (const body of ['one', 'two', 'three', 'four', 'five']) await send(to, { body })
    await us.write({ from: to, to: sms, body: 'six' })
    const bodies = async (query: object) => (await us.client.messages.list(query)).map(message => message.body)
    expect(await bodies({ to, pageSize: 2 })).toEqual(['five', 'four', 'three', 'two', 'one'])
    expect(await bodies({ to, limit: 3, pageSize: 2 })).toEqual(['five', 'four', 'three'])
    expect(await bodies({ from: to })).toEqual(['six'])
    expect(await bodies({ to: sms })).toEqual(['six'])
    expect(await bodies({ to: newNumber() })).toEqual([])
    const minute = 60_000
    const [before, after] = [new Date(Date.now() - minute), new Date(Date.now() + minute)]
    expect(await bodies({ to, dateSentAfter: before, dateSentBefore: after })).toHaveLength(5)
    expect(await bodies({ to, dateSentAfter: after })).toEqual([])
    expect(await bodies({ to, dateSentBefore: before })).toEqual([])
    expect(await us.client.messages.list()).toHaveLength(7)
  })
})

test('the book counts who was sent the same text twice, and not one that failed and was sent again', async () => {
  const [twice, once, failed] = [newNumber(), newNumber(), newNumber()]
  await us.phone(failed, { code: 30007 })
  for (const to of [twice, twice, once, failed]) await send(to)
  await send(once, { body: 'Something else' })
  await expect.poll(async () => (await us.book()).summary.byStatus, patience).toEqual({ delivered: 4, failed: 1 })
  await us.phone(failed, {})
  await send(failed)
  const { summary, messages } = await us.book()
  expect(summary.messages).toBe(6)
  expect(summary.phonesWithTheSameTextTwice).toEqual([
    { to: twice, bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/), times: 2 },
  ])
  expect(messages.map(line => line.to)).toHaveLength(6)
  expect(messages[0]).toMatchObject({ to: twice, body: 'Habari', channel: 'sms', from: sms, status: 'delivered' })
  const later = await us.book(`&since=${Date.now() + 1_000}`)
  expect(later).toMatchObject({ summary: { messages: 0, phonesWithTheSameTextTwice: [] }, messages: [] })
})

test('a sandbox that is stopped goes on with what was on its way', async () => {
  await us.account({ statusDelayMs: 400 })
  const sent = await send(newNumber(), { statusCallback: statusCallback() })
  await phone.until(1)
  await sandbox.stop()
  sandbox = await startSandbox({ dataFile: folder.dataFile })
  // What had just been told when it stopped may be told once more.
  await expect.poll(() => [...new Set(statusesOf(phone, sent.sid))], patience).toEqual(['queued', 'sent', 'delivered'])
  const again = await realClient(sandbox.url).messages(sent.sid).fetch()
  expect(again.status).toBe('delivered')
})
