import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SmsResponse } from '../fsp/africastalking/wire.js'
import type { MessageLine, MessageSummary } from './messageBook.js'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, quick } from './testkit/payer.js'

/** Against the real client library, pointed at the sandbox through the copy of axios that it resolves (facts 1.7). */

interface Axios {
  defaults: { adapter: unknown }
  getAdapter(adapter: unknown): (config: { url?: string }) => Promise<unknown>
}
interface Inbox {
  SMSMessageData: { Messages: { id: number; text: string; from: string; to: string; date: string; linkId: string }[] }
}
interface Sdk {
  SMS: {
    send(message: Record<string, unknown>): Promise<SmsResponse>
    fetchMessages(query: { lastReceivedId: number }): Promise<Inbox>
  }
}

const fromHere = createRequire(import.meta.url)
const makeSdk = fromHere('africastalking') as (options: { username: string; apiKey: string }) => Sdk
const axios = createRequire(fromHere.resolve('africastalking'))('axios') as Axios
const ordinaryAdapter = axios.defaults.adapter

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let phone: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof payer>
let sdk: Sdk

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'sms' })
  phone = await listener()
  us = payer(sandbox.url)
  await us.account({
    ...quick,
    deliveryReportUrl: `${phone.url}/reports`,
    deliveryReportDelayMs: 0,
    incomingUrl: `${phone.url}/incoming`,
    optOutUrl: `${phone.url}/optout`,
  })
  const send = axios.getAdapter(ordinaryAdapter)
  axios.defaults.adapter = (config: { url?: string }) =>
    send({ ...config, url: (config.url ?? '').replace(/^https:\/\/[^/]+/, sandbox.url) })
  sdk = makeSdk({ username: 'demo', apiKey: 'key' })
})

afterEach(async () => {
  axios.defaults.adapter = ordinaryAdapter
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

const send = async (to: string, message = 'Habari', from = 'MKONO') =>
  (await sdk.SMS.send({ to, message, from })).SMSMessageData
const ordinary = '+254711000018'
const formsAt = (path: string) =>
  phone.heard.filter(one => one.path === path).map(one => Object.fromEntries(new URLSearchParams(one.body)))
const statuses = () => formsAt('/reports').map(form => form['status'])
const book = async () =>
  (await (await fetch(`${sandbox.url}/book/sms?username=demo`)).json()) as {
    summary: MessageSummary
    messages: MessageLine[]
  }

describe('an SMS is refused', () => {
  test.each<[string, number, string]>([
    ['+254711000401', 401, 'RiskHold'],
    ['+254711000402', 402, 'InvalidSenderId'],
    ['+254711000404', 404, 'UnsupportedNumberType'],
    ['+254711000406', 406, 'UserInBlacklist'],
    ['+254711000409', 409, 'DoNotDisturbRejection'],
    ['+254711000500', 500, 'InternalServerError'],
    ['+254711000502', 502, 'RejectedByGateway'],
  ])('to %s by its ending: %i, and costs nothing', async (number, statusCode, status) => {
    const answer = await send(number)
    expect(answer.Recipients).toEqual([{ statusCode, number, status, cost: 'KES 0.0000', messageId: 'None' }])
    expect(answer.Message).toBe('Sent to 0/1 Total Cost: KES 0.0000 Message parts: 1')
    expect((await book()).summary.messages).toBe(0)
  })

  test('once the credit is used up, and not before', async () => {
    await us.account({ smsBudgetMinor: '200' })
    const codes = [await send(ordinary), await send(ordinary), await send(ordinary)].map(
      answer => answer.Recipients[0]?.statusCode,
    )
    expect(codes).toEqual([101, 101, 405])
  })

  test('after the person asked this sender for no more, which we are told', async () => {
    await us.control('POST', '/africastalking/optout', { username: 'demo', phoneNumber: ordinary, senderId: 'MKONO' })
    await phone.until(1)
    expect(formsAt('/optout')).toEqual([{ senderId: 'MKONO', phoneNumber: ordinary }])
    expect((await send(ordinary)).Recipients[0]?.status).toBe('UserInBlacklist')
    expect((await send(ordinary, 'Habari', 'OTHER')).Recipients[0]?.statusCode).toBe(101)
  })

  test('where the number was told to be so, whatever it ends in', async () => {
    await us.control('PUT', '/numbers', { [ordinary]: { sms: { refuse: 407 } }, '+254711000406': { sms: {} } })
    expect((await send(ordinary)).Recipients[0]?.status).toBe('CouldNotRoute')
    expect((await send('+254711000406')).Recipients[0]?.statusCode).toBe(101)
    await us.account({ numberEndings: false })
    expect((await send('+254711000502')).Recipients[0]?.statusCode).toBe(101)
  })
})

describe('delivery reports', () => {
  test.each<[string, string[], string | undefined]>([
    ['+254711000601', ['Failed'], 'DeliveryFailure'],
    ['+254711000602', ['Rejected'], 'UserInBlackList'],
    ['+254711000603', ['AbsentSubscriber'], undefined],
    ['+254711000611', ['Sent', 'Submitted', 'Buffered', 'Success'], undefined],
    ['+254711000614', ['Failed'], 'NotNetworkSubcriber'],
  ])('of %s say %j', async (number, expected, failureReason) => {
    const sent = await send(number)
    await phone.until(expected.length)
    expect(statuses()).toEqual(expected)
    const last = formsAt('/reports').at(-1)
    expect(last).toMatchObject({ id: sent.Recipients[0]?.messageId, phoneNumber: number, networkCode: '63902' })
    expect(last?.['failureReason']).toBe(failureReason)
    expect((await book()).messages[0]).toMatchObject({
      to: number,
      status: expected.at(-1),
      error: failureReason ?? null,
    })
  })

  test('come twice, forged or contradictory by a fault; the book keeps to the truth', async () => {
    await us.arm({ kind: 'callback-twice', where: 'report', params: { times: 50, delayMs: 0 }, nth: 1 })
    await send(ordinary)
    await phone.until(50)
    await us.arm({ kind: 'callback-forged', where: 'report', params: { field: 'messageId' }, nth: 1 })
    const forged = await send(ordinary, 'two')
    await phone.until(52)
    const ids = formsAt('/reports')
      .slice(50)
      .map(form => form['id'] === forged.Recipients[0]?.messageId)
    expect(ids.sort()).toEqual([false, true])
    await us.arm({ kind: 'callback-contradictory', where: 'report', params: { first: 'Failed', delayMs: 1 }, nth: 1 })
    await send(ordinary, 'three')
    await phone.until(54)
    expect(statuses().slice(52)).toEqual(['Failed', 'Success'])
    expect((await book()).summary.byStatus).toEqual({ Success: 3 })
  })

  test('say that nothing arrived while the operator was down', async () => {
    await us.arm({ kind: 'operator-down' })
    await send(ordinary)
    await phone.until(1)
    expect(formsAt('/reports')).toMatchObject([{ status: 'Failed', failureReason: 'DeliveryFailure' }])
  })
})

test('an answer lost after the SMS was taken leaves it in the book, which counts the same text twice', async () => {
  await us.arm({ kind: 'answer-lost-after', where: 'sms', count: 1 })
  await expect(send(ordinary)).rejects.toThrow()
  await send(ordinary)
  await send(ordinary, 'Something else')
  const { summary } = await book()
  expect(summary).toMatchObject({ messages: 3, byStatus: { Success: 3 } })
  expect(summary.phonesWithTheSameTextTwice).toMatchObject([{ to: ordinary, times: 2 }])
})

test('what a text costs goes by its real parts', async () => {
  expect((await send(ordinary, 'ŋ'.repeat(71))).Message).toBe('Sent to 1/1 Total Cost: KES 1.6000 Message parts: 2')
  expect((await send(ordinary, '€'.repeat(80))).Message).toBe('Sent to 1/1 Total Cost: KES 0.8000 Message parts: 1')
})

test('what people write is told, and can be fetched, a hundred at a time', async () => {
  const write = (text: string) =>
    us.control('POST', '/africastalking/incoming', { username: 'demo', from: ordinary, to: '22384', text })
  for (let nth = 1; nth <= 101; nth += 1) await write(`Ndiyo ${nth}`)
  await phone.until(101)
  expect(formsAt('/incoming').find(form => form['text'] === 'Ndiyo 1')).toMatchObject({
    ...{ from: ordinary, to: '22384', text: 'Ndiyo 1', linkId: '', networkCode: '63902' },
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
    id: expect.stringMatching(/^ATXid_/) as string,
  })
  const first = (await sdk.SMS.fetchMessages({ lastReceivedId: 0 })).SMSMessageData.Messages
  expect(first).toHaveLength(100)
  const rest = (await sdk.SMS.fetchMessages({ lastReceivedId: first.at(-1)!.id })).SMSMessageData.Messages
  expect(rest.map(message => message.text)).toEqual(['Ndiyo 101'])
})
