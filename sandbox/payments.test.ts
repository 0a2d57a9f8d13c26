import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, quick } from './testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let phone: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof payer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile })
  phone = await listener()
  us = payer(sandbox.url)
  await us.account({ ...quick, notificationUrl: `${phone.url}/n` })
})

afterEach(async () => {
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

const safaricom = (last: number) => `+2547110000${String(last).padStart(2, '0')}`

describe('a payment request', () => {
  test('is answered 201 before it is paid, then told of, and stands in the book', async () => {
    const answer = await us.pay([{ phoneNumber: safaricom(1), payoutId: 'p1' }], 'call-1')
    expect(answer).toMatchObject({ numQueued: 1, totalValue: 'KES 5000.0000', totalTransactionFee: 'KES 10.0000' })
    expect(answer.entries[0]).toMatchObject({
      status: 'Queued',
      transactionId: expect.stringMatching(/^ATPid_[0-9a-f]{32}$/),
    })

    await phone.until(1)
    const transactionId = answer.entries[0]!.transactionId!
    expect(phone.notifications()[0]).toMatchObject({
      transactionId,
      category: 'MobileB2C',
      status: 'Success',
      value: 'KES 5000.0000',
      destination: safaricom(1),
      requestMetadata: { payoutId: 'p1', attemptKey: 'p1.1' },
      providerMetadata: { recipientIsRegistered: 'true', recipientName: expect.stringMatching(/^254711000001 - \w+/) },
      transactionDate: expect.stringMatching(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/),
    })
    const found = await us.find(transactionId)
    expect(found).toMatchObject({ status: 'Success', data: { status: 'Success', transactionId } })
    const { summary, transfers } = await us.book()
    expect(summary).toMatchObject({ transfers: 1, paidMinor: '500000', numbersOrPayoutsPaidTwice: 0 })
    expect(transfers[0]).toMatchObject({
      payoutId: 'p1',
      attemptKey: 'p1.1',
      amountMinor: '500000',
      currency: 'KES',
      status: 'paid',
    })
  })

  test('with a wrong key is refused in plain text and takes nothing', async () => {
    const response = await fetch(`${us.url}/mobile/b2c/request`, {
      method: 'POST',
      headers: { apikey: 'wrong', 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'demo', productName: 'Isiolo', recipients: [] }),
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await response.text()).toBe('The supplied authentication is invalid')
  })

  test('of more than ten recipients is refused as a whole, of ten it is taken', async () => {
    const orders = Array.from({ length: 11 }, (_, index) => ({ phoneNumber: safaricom(index) }))
    expect((await us.request(orders)).status).toBe(400)
    expect((await us.pay(orders.slice(0, 10))).numQueued).toBe(10)
    await phone.until(10)
    expect((await us.book()).summary.transfers).toBe(10)
  })

  test('refuses recipients one by one and takes the others', async () => {
    const answer = await us.pay([
      { phoneNumber: '+2547' },
      { phoneNumber: safaricom(1), amount: 10.005 },
      { phoneNumber: safaricom(2), currencyCode: 'UGX' },
      { phoneNumber: safaricom(3), amount: 10.5 },
    ])
    expect(answer.entries.map(entry => entry.status)).toEqual([
      'InvalidRequest',
      'InvalidRequest',
      'InvalidRequest',
      'Queued',
    ])
    expect(answer.entries.slice(0, 3).every(entry => entry.errorMessage && !entry.transactionId)).toBe(true)
    expect(answer.totalValue).toBe('KES 10.5000')
  })

  test('beyond the wallet is refused entry by entry', async () => {
    await us.control('POST', '/accounts/demo/withdrawals', { amountMinor: '99000000' })
    const answer = await us.pay([
      { phoneNumber: safaricom(1), amount: 9_000 },
      { phoneNumber: safaricom(2), amount: 9_000 },
    ])
    expect(answer.entries.map(entry => entry.status)).toEqual(['Queued', 'Failed'])
    expect(await us.balanceMinor()).toBe(1_000_000 - 901_000)
  })

  test('to a number that cannot receive fails later and gives back amount and fee', async () => {
    await us.control('PUT', '/numbers', {
      [safaricom(1)]: { registered: false },
      [safaricom(2)]: { carrier: 'Airtel' },
      [safaricom(3)]: { refuse: 'The recipient account is blocked' },
    })
    await us.pay([1, 2, 3, 4].map(last => ({ phoneNumber: safaricom(last) })))
    await phone.until(4)
    const told = new Map(phone.notifications().map(one => [one.destination, one]))
    expect(told.get(safaricom(1))).toMatchObject({
      status: 'Failed',
      providerMetadata: { recipientIsRegistered: 'false' },
    })
    expect(told.get(safaricom(2))).toMatchObject({ status: 'Failed' })
    expect(told.get(safaricom(3))).toMatchObject({ status: 'Failed', description: 'The recipient account is blocked' })
    expect(told.get(safaricom(4))).toMatchObject({ status: 'Success' })
    expect(await us.balanceMinor()).toBe(100_000_000 - 501_000)
  })
})

describe('the idempotency key', () => {
  test('when on, a repeat is answered DuplicateRequest for every entry and pays nothing', async () => {
    await us.pay([{ phoneNumber: safaricom(1) }], 'same')
    await phone.until(1)
    const again = await us.pay([{ phoneNumber: safaricom(1) }, { phoneNumber: safaricom(2) }], 'same')
    expect(again).toMatchObject({ numQueued: 0, totalValue: 'KES 0.0000' })
    expect(again.entries.map(entry => entry.status)).toEqual(['DuplicateRequest', 'DuplicateRequest'])
    expect((await us.book()).summary.transfers).toBe(1)
  })

  test('when off, a repeat pays again and the book says who was paid twice', async () => {
    await us.account({ idempotency: 'off' })
    for (const round of [1, 2]) {
      await us.pay([{ phoneNumber: safaricom(1), payoutId: 'p1' }], 'same')
      await phone.until(round)
    }
    expect((await us.book()).summary).toMatchObject({ transfers: 2, numbersOrPayoutsPaidTwice: 1, paidTwice: ['p1'] })
  })

  test('when it forgets, a repeat within the time is known and a later one pays again', async () => {
    await us.account({ idempotency: 'forgets', idempotencyForgetsAfterMs: 60_000 })
    await us.pay([{ phoneNumber: safaricom(1) }], 'same')
    expect((await us.pay([{ phoneNumber: safaricom(1) }], 'same')).entries[0]?.status).toBe('DuplicateRequest')
    await us.account({ idempotencyForgetsAfterMs: 0 })
    expect((await us.pay([{ phoneNumber: safaricom(1) }], 'same')).entries[0]?.status).toBe('Queued')
  })
})

describe('the queries', () => {
  test('list by product and day, newest first, and refuse a page of a thousand', async () => {
    await us.pay([1, 2, 3].map(last => ({ phoneNumber: safaricom(last) })))
    await phone.until(3)
    const today = new Date().toISOString().slice(0, 10)
    const page = (fields: Record<string, string>) =>
      us.query('/transaction/fetch', { productName: 'Isiolo', pageNumber: '1', count: '2', ...fields })
    const first = (await (await page({ startDate: today, endDate: today })).json()) as {
      responses: { destination: string }[]
    }
    const second = (await (await page({ pageNumber: '2' })).json()) as { responses: { destination: string }[] }
    expect([...first.responses, ...second.responses].map(one => one.destination)).toEqual([3, 2, 1].map(safaricom))
    expect(await (await page({ endDate: '2020-01-01' })).json()).toEqual({ status: 'Success', responses: [] })
    expect(await (await page({ status: 'Failed' })).json()).toEqual({ status: 'Success', responses: [] })
    expect((await page({ count: '1000' })).status).toBe(400)
    expect((await page({ startDate: 'yesterday' })).status).toBe(400)
  })

  test('are served by POST as the old SDK sends them', async () => {
    const response = await fetch(`${us.url}/query/wallet/balance`, {
      method: 'POST',
      headers: { apikey: 'key', 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'demo' }),
    })
    expect(await response.json()).toEqual({ status: 'Success', balance: 'KES 1000000.0000' })
  })

  test('say which field is missing', async () => {
    const response = await us.query('/transaction/find', {})
    expect(response.status).toBe(400)
    expect(await response.text()).toBe("Request is missing required form field 'transactionId'")
  })

  test('tell the wallet, and a reversal returns the amount but not the fee', async () => {
    const answer = await us.pay([{ phoneNumber: safaricom(1) }])
    await phone.until(1)
    const reversal = { transactionId: answer.entries[0]!.transactionId }
    expect((await us.control('POST', '/reversals', reversal)).status).toBe(201)
    expect((await us.control('POST', '/reversals', reversal)).status).toBe(400)
    const wallet = await (await us.query('/wallet/fetch', { pageNumber: '1', count: '10' })).json()
    expect(wallet).toMatchObject({
      responses: [
        { category: 'Credit', value: 'KES 5000.0000', balance: 'KES 999990.0000' },
        { category: 'Debit', value: 'KES 5010.0000', balance: 'KES 994990.0000' },
        { category: 'Topup', value: 'KES 1000000.0000' },
      ],
    })
    expect((await us.book()).summary).toMatchObject({ transfers: 1, paidMinor: '0', reversedMinor: '500000' })
    await us.pay([{ phoneNumber: safaricom(1) }])
    await phone.until(2)
    const afterwards = { transfers: 2, paidMinor: '500000', reversedMinor: '500000', numbersOrPayoutsPaidTwice: 0 }
    expect((await us.book()).summary).toMatchObject(afterwards)
  })
})
