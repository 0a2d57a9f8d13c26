import { createRequire } from 'node:module'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SimSwapResponse, SmsResponse } from '../fsp/africastalking/wire.js'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, quick } from './testkit/payer.js'

/** The real client library, pointed at the sandbox through the copy of axios that it resolves itself (facts 1.7). */

interface RequestConfig {
  url?: string
  baseURL?: string
}
interface Axios {
  defaults: { adapter: unknown }
  getAdapter(adapter: unknown): (config: RequestConfig) => Promise<unknown>
}
interface Sdk {
  INSIGHTS: { checkSimSwapState(numbers: string | string[]): Promise<SimSwapResponse> }
  SMS: { send(message: Record<string, unknown>): Promise<SmsResponse> }
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
  sandbox = await startSandbox({ dataFile: folder.dataFile })
  phone = await listener()
  us = payer(sandbox.url)
  await us.account({ ...quick, insightsUrl: `${phone.url}/insights`, insightsDelayMs: 10, senderIds: ['MKONO'] })
  const send = axios.getAdapter(ordinaryAdapter)
  axios.defaults.adapter = (config: RequestConfig) =>
    send({ ...config, url: (config.url ?? '').replace(/^https:\/\/[^/]+/, sandbox.url) })
  sdk = makeSdk({ username: 'demo', apiKey: 'key' })
})

afterEach(async () => {
  axios.defaults.adapter = ordinaryAdapter
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

test('the SDK learns the carrier of each number at once, ported ones included, and the swap date later', async () => {
  await us.control('PUT', '/numbers', {
    '+254711000002': { carrier: 'Airtel' },
    '+254711000001': { lastSimSwapDate: '03-05-2026' },
  })
  const numbers = ['+254711000001', '+254711000002', '+254733000003', '+254202000000']
  const answer = await sdk.INSIGHTS.checkSimSwapState(numbers)
  expect(answer.status).toBe('Processed')
  expect(answer.responses.map(one => [one.status, one.phoneNumber.carrierName, one.phoneNumber.networkCode])).toEqual([
    ['Queued', 'Safaricom', '63902'],
    ['Queued', 'Airtel', '63903'],
    ['Queued', 'Airtel', '63903'],
    ['Failed', 'Unknown', '0'],
  ])
  await phone.until(3)
  const notices = phone.heard.map(one => JSON.parse(one.body) as { requestId: string; lastSimSwapDate: string })
  const swapped = new Map(notices.map(one => [one.requestId, one.lastSimSwapDate]))
  expect(swapped.get(answer.responses[0]!.requestId)).toBe('03-05-2026')
  expect(swapped.get(answer.responses[1]!.requestId)).toBe('01-01-1900')
})

test('the SDK may ask for a single number, and hears of a wrong key', async () => {
  const answer = await sdk.INSIGHTS.checkSimSwapState('+254711000001')
  expect(answer.responses).toHaveLength(1)
  await expect(
    makeSdk({ username: 'demo', apiKey: 'wrong' }).INSIGHTS.checkSimSwapState('+254711000001'),
  ).rejects.toThrow(/401/)
})

test('SMS by the SDK are accepted, kept and reported as delivered', async () => {
  await us.account({ deliveryReportUrl: `${phone.url}/reports`, deliveryReportDelayMs: 0 })
  const message = 'Umelipwa KES 5,500'
  const answer = await sdk.SMS.send({ to: ['+254711000001', '+254733000003'], message, from: 'MKONO', enqueue: true })
  expect(answer.SMSMessageData.Message).toBe('Sent to 2/2 Total Cost: KES 1.6000 Message parts: 1')
  expect(answer.SMSMessageData.Recipients.map(one => one.statusCode)).toEqual([102, 102])
  const { messages } = (await (await us.control('GET', '/messages')).json()) as { messages: unknown[] }
  expect(messages).toMatchObject([{ phoneNumber: '+254711000001', text: message, sender: 'MKONO' }, {}])
  await phone.until(2)
  const reports = phone.heard.map(one => new URLSearchParams(one.body))
  expect(reports.map(report => report.get('id')).sort()).toEqual(
    answer.SMSMessageData.Recipients.map(one => one.messageId).sort(),
  )
  expect(reports.every(report => report.get('status') === 'Success')).toBe(true)
})

test('an unknown sender is refused with no recipients, as the provider does it', async () => {
  const answer = await sdk.SMS.send({ to: '+254711000001', message: 'Habari', from: 'OTHER' })
  expect(answer.SMSMessageData).toEqual({ Message: 'InvalidSenderId', Recipients: [] })
})
