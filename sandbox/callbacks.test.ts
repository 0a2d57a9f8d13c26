import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountChange } from './accounts.js'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, patience, quick, type Heard, type Reply } from './testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let us: ReturnType<typeof payer>
const listeners: Awaited<ReturnType<typeof listener>>[] = []

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile })
  us = payer(sandbox.url)
})

afterEach(async () => {
  await sandbox.stop()
  for (const one of listeners.splice(0)) await one.stop()
  folder.remove()
})

async function listening(reply: (heard: Heard) => Reply, account: AccountChange = {}) {
  const phone = await listener(reply)
  listeners.push(phone)
  await us.account({ ...quick, notificationUrl: `${phone.url}/n`, ...account })
  return phone
}

const order = { phoneNumber: '+254711000001', payoutId: 'p1' }

describe('a notification', () => {
  test('answered 400 or more comes again until it is taken, with the same body', async () => {
    let answers = 0
    const phone = await listening(() => ({ status: (answers += 1) <= 3 ? 400 + answers * 33 : 204 }))
    await us.pay([order])
    await phone.until(4)
    await expect.poll(us.health, patience).toMatchObject({ callbacks: { delivered: 1, pending: 0 } })
    expect(phone.heard).toHaveLength(4)
    expect(new Set(phone.heard.map(one => one.body)).size).toBe(1)
  })

  test('answered with a redirect counts as delivered and is not sent after it', async () => {
    const phone = await listening(() => ({ status: 302 }))
    await us.pay([order])
    await expect.poll(us.health, patience).toMatchObject({ callbacks: { delivered: 1, pending: 0 } })
    expect(phone.heard).toHaveLength(1)
  })

  test('is given up when its time is over', async () => {
    const phone = await listening(() => ({ status: 500 }), { retryForMs: 50 })
    await us.pay([order])
    await expect.poll(us.health, patience).toMatchObject({ callbacks: { givenUp: 1, pending: 0 } })
    expect(phone.heard.length).toBeGreaterThanOrEqual(2)
  })

  test('that found nobody comes again, unless the account is set not to', async () => {
    let answers = 0
    const phone = await listening(() => ((answers += 1) === 1 ? 'hang up' : { status: 200 }))
    await us.pay([order])
    await phone.until(2)
    await us.account({ retryUnreachable: false, notificationUrl: 'http://127.0.0.1:1/nobody' })
    await us.pay([order])
    await expect.poll(us.health, patience).toMatchObject({ callbacks: { delivered: 1, givenUp: 1, pending: 0 } })
  })
})

describe('the validation callback', () => {
  const asking = (validation: Reply, account: AccountChange = {}) =>
    listening(heard => (heard.path === '/v' ? validation : { status: 200 }), account)
  const withValidation = async (validation: Reply, account: AccountChange) => {
    const phone = await asking(validation, account)
    await us.account({ validationUrl: `${phone.url}/v` })
    return phone
  }
  const impatientWith = (validation: Reply): AccountChange => (validation === 'hang' ? { validationTimeoutMs: 50 } : {})
  const said = (status: string): Reply => ({ status: 200, body: JSON.stringify({ status }) })
  const told = (phone: Awaited<ReturnType<typeof listener>>) =>
    phone.heard.filter(one => one.path === '/n').map(one => (JSON.parse(one.body) as { status: string }).status)

  test('names transaction, number, currency, amount and metadata, and comes before the money', async () => {
    const phone = await withValidation(said('Validated'), { failClosed: true })
    const answer = await us.pay([{ ...order, amount: 10.5 }])
    await phone.until(2)
    expect(phone.heard.map(one => one.path)).toEqual(['/v', '/n'])
    expect(phone.heard[0]?.body).toContain('"amount":10.50,')
    expect(JSON.parse(phone.heard[0]!.body)).toMatchObject({
      transactionId: answer.entries[0]?.transactionId,
      phoneNumber: order.phoneNumber,
      currencyCode: 'KES',
      metadata: { payoutId: 'p1', attemptKey: 'p1.1' },
    })
    expect(told(phone)).toEqual(['Success'])
  })

  test.each<[string, Reply]>([
    ['a Failed', said('Failed')],
    ['an error', { status: 500 }],
    ['an unknown word', said('Perhaps')],
    ['no answer in time', 'hang'],
    ['a closed connection', 'hang up'],
  ])('fail-closed: after %s nothing is paid and the money comes back', async (_name, validation) => {
    const phone = await withValidation(validation, { failClosed: true, ...impatientWith(validation) })
    await us.pay([order])
    await phone.until(2)
    expect(told(phone)).toEqual(['Failed'])
    expect((await us.book()).summary.transfers).toBe(0)
    expect(await us.balanceMinor()).toBe(100_000_000)
  })

  test('fail-closed without an address pays nothing at all', async () => {
    const phone = await listening(() => ({ status: 200 }), { failClosed: true })
    await us.pay([order])
    await phone.until(1)
    expect(phone.notifications()[0]?.status).toBe('Failed')
    expect((await us.book()).summary.transfers).toBe(0)
  })

  test.each<[string, Reply, string[]]>([
    ['an answered Failed stops it', said('Failed'), ['Failed']],
    ['an error does not', { status: 500 }, ['Success']],
    ['silence does not', 'hang', ['Success']],
  ])('not fail-closed: %s', async (_name, validation, expected) => {
    const phone = await withValidation(validation, impatientWith(validation))
    await us.pay([order])
    await phone.until(2)
    expect(told(phone)).toEqual(expected)
  })
})
