import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { bookFolder, listener, payer, patience, quick, type Reply } from './testkit/payer.js'
import { compiledSandbox, startProcess, type SandboxProcess } from './testkit/process.js'

let compiled: ReturnType<typeof compiledSandbox>
let folder: ReturnType<typeof bookFolder>
let phone: Awaited<ReturnType<typeof listener>>
let reply: (path: string) => Reply
const running: SandboxProcess[] = []

beforeAll(() => {
  compiled = compiledSandbox()
})
afterAll(() => compiled.remove())

beforeEach(async () => {
  folder = bookFolder()
  reply = () => ({ status: 200 })
  phone = await listener(heard => reply(heard.path))
})

afterEach(async () => {
  for (const one of running.splice(0)) await one.end('SIGKILL')
  await phone.stop()
  folder.remove()
})

async function start(): Promise<ReturnType<typeof payer>> {
  const one = await startProcess(compiled.main, '--port', '0', '--data', folder.dataFile)
  running.push(one)
  return payer(one.url)
}

async function kill(): Promise<void> {
  await running.pop()?.end('SIGKILL')
}

const orders = Array.from({ length: 10 }, (_, index) => ({
  phoneNumber: `+25471100000${index}`,
  payoutId: `p${index}`,
}))

test('killed with callbacks pending, it still knows its book and tells every one of them', async () => {
  reply = () => ({ status: 503 })
  const before = await start()
  await before.account({ ...quick, notificationUrl: `${phone.url}/n`, retryEveryMs: 100 })
  await before.arm({ kind: 'status-500', where: 'balance' })
  await before.query('/wallet/balance', {})
  await before.pay(orders, 'call-1')
  await phone.until(10)
  await kill()

  const heardBefore = phone.heard.length
  reply = () => ({ status: 200 })
  const after = await start()
  await phone.until(heardBefore + 10)
  await expect
    .poll(after.health, patience)
    .toMatchObject({ callbacks: { delivered: 10, pending: 0 }, transfers: { paid: 10 } })
  const told = phone.notifications().slice(heardBefore)
  expect(told.map(one => one.requestMetadata?.['payoutId']).sort()).toEqual(orders.map(one => one.payoutId))
  expect((await after.book()).summary).toMatchObject({
    transfers: 10,
    paidMinor: '5000000',
    numbersOrPayoutsPaidTwice: 0,
  })
  expect(await after.balanceMinor()).toBe(100_000_000 - 10 * 501_000)
  expect((await after.pay(orders, 'call-1')).numQueued).toBe(0)
  expect(await after.faults()).toMatchObject([{ hits: 1, armed: true }])
})

test('killed between taking and paying, it pays each once after it is back', async () => {
  const before = await start()
  const slowly = { ...quick, processingMinMs: 1_000, processingMaxMs: 1_000 }
  await before.account({ ...slowly, notificationUrl: `${phone.url}/n` })
  expect((await before.pay(orders)).numQueued).toBe(10)
  await kill()
  const after = await start()
  await phone.until(10)
  expect((await after.book()).summary).toMatchObject({ transfers: 10, numbersOrPayoutsPaidTwice: 0 })
})

test('killed in the middle of many requests, it pays whatever it had answered for, and nothing twice', async () => {
  const before = await start()
  await before.account({ ...quick, openingBalanceMinor: '100000000000', notificationUrl: `${phone.url}/n` })
  const answered: string[] = []
  const requests = Array.from({ length: 60 }, async (_, call) => {
    const ten = orders.map(order => ({ ...order, payoutId: `${call}-${order.payoutId}` }))
    const answer = await before.pay(ten, `call-${call}`).catch(() => ({ entries: [] }))
    answered.push(...answer.entries.flatMap(entry => entry.transactionId ?? []))
    if (answered.length === 200) await kill()
  })
  await Promise.all(requests)
  const after = await start()
  await expect.poll(after.health, patience).toMatchObject({ transfers: { queued: 0 }, callbacks: { pending: 0 } })
  const { summary, transfers } = await after.book()
  const paid = new Set(transfers.map(line => line.transactionId))
  expect(answered.length).toBeGreaterThanOrEqual(200)
  expect(answered.filter(transactionId => !paid.has(transactionId))).toEqual([])
  expect(summary.numbersOrPayoutsPaidTwice).toBe(0)
  const told = new Set(phone.notifications().map(one => one.transactionId))
  expect([...paid].filter(transactionId => !told.has(transactionId))).toEqual([])
  expect(await after.balanceMinor()).toBe(100_000_000_000 - paid.size * 501_000)
})

test('killed while it asked for validation, it asks again and pays only what is validated', async () => {
  reply = path => (path === '/v' ? 'hang' : { status: 200 })
  const before = await start()
  const addresses = { notificationUrl: `${phone.url}/n`, validationUrl: `${phone.url}/v` }
  await before.account({ ...quick, ...addresses, failClosed: true })
  await before.pay(orders.slice(0, 2))
  await phone.until(2)
  await kill()
  reply = path => (path === '/v' ? { status: 200, body: '{"status":"Validated"}' } : { status: 200 })
  const after = await start()
  await phone.until(2 + 4)
  await expect.poll(after.health, patience).toMatchObject({ transfers: { paid: 2, validating: 0, queued: 0 } })
  expect((await after.book()).summary).toMatchObject({ transfers: 2, numbersOrPayoutsPaidTwice: 0 })
})

test('asked to end it ends well, and a port that is taken is one clear sentence', async () => {
  const us = await start()
  const port = new URL(us.url).port
  const second = startProcess(compiled.main, '--port', port, '--data', `${folder.dataFile}.2`)
  await expect(second).rejects.toThrow(
    /^exit 1: The port is taken: choose another with --port, or 0 for any free one\.\n$/,
  )
  expect(await running.pop()?.end('SIGTERM')).toBe(0)
})
