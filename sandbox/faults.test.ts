import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, patience, quick } from './testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let phone: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof payer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'faults' })
  phone = await listener()
  us = payer(sandbox.url)
  await us.account({ ...quick, notificationUrl: `${phone.url}/n` })
})

afterEach(async () => {
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

const order = { phoneNumber: '+254711000001', payoutId: 'p1' }
const orders = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ phoneNumber: `+25471100${1000 + index}`, payoutId: `p${index}` }))
const hits = async () => (await us.faults()).map(fault => fault.hits)
const transfers = async () => (await us.book()).summary.transfers

describe('the transport', () => {
  test('an answer lost before leaves nothing, one lost after leaves the payment', async () => {
    await us.arm({ kind: 'answer-lost-before', count: 1 })
    await expect(us.pay([order], 'k')).rejects.toThrow()
    await us.arm({ kind: 'answer-lost-after', count: 1 })
    await expect(us.pay([order], 'k')).rejects.toThrow()
    await phone.until(1)
    expect((await us.pay([order], 'k')).entries[0]?.status).toBe('DuplicateRequest')
    expect(await transfers()).toBe(1)
    expect(await hits()).toEqual([1, 1])
  })

  test('a slow answer comes after the money went', async () => {
    await us.arm({ kind: 'slow', params: { delayMs: 100 } })
    const answer = us.pay([order])
    await phone.until(1)
    expect((await answer).numQueued).toBe(1)
  })

  test('a slow request is taken only after its wait', async () => {
    await us.arm({ kind: 'slow', params: { delayMs: 50, accepted: false } })
    const startedAt = Date.now()
    await us.pay([order])
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(45)
  })

  test.each([
    ['status-401', 401, 'text/plain'],
    ['status-429', 429, 'text/plain'],
    ['status-500', 500, 'text/plain'],
    ['html-502', 502, 'text/html'],
    ['html-503', 503, 'text/html'],
    ['redirect-307', 307, null],
  ] as const)('%s takes nothing', async (kind, status, contentType) => {
    await us.arm({ kind, nth: 1 })
    const response = await us.request([order])
    expect(response.status).toBe(status)
    if (contentType !== null) expect(response.headers.get('content-type')).toContain(contentType)
    expect(await us.balanceMinor()).toBe(100_000_000)
    expect(await hits()).toEqual([1])
  })

  test('a client that follows the redirect is found out', async () => {
    await us.arm({ kind: 'redirect-307' })
    const location = (await us.request([order])).headers.get('location')
    await fetch(`${us.url}${location}`, {
      method: 'POST',
      headers: { apikey: 'key', 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'demo', productName: 'Isiolo', recipients: [] }),
    })
    expect((await us.health()).redirectsFollowed).toBe(1)
  })

  test.each(['status-500', 'html-502', 'html-503'] as const)(
    '%s can also come after the money was taken',
    async kind => {
      await us.arm({ kind, params: { accepted: true } })
      expect((await us.request([order])).status).toBeGreaterThanOrEqual(500)
      await phone.until(1)
      expect(await transfers()).toBe(1)
    },
  )

  test('a cut body breaks off after the request was taken', async () => {
    await us.arm({ kind: 'cut-body' })
    await expect(us.pay([order])).rejects.toThrow()
    await phone.until(1)
    expect(await transfers()).toBe(1)
  })

  test('faults hit the interface they were armed for and no other', async () => {
    await us.arm({ kind: 'status-500', where: 'find' })
    const answer = await us.pay([order])
    const transactionId = answer.entries[0]!.transactionId!
    expect((await us.query('/transaction/find', { transactionId })).status).toBe(500)
    expect((await us.query('/wallet/balance', {})).status).toBe(200)
  })
})

describe('the answer', () => {
  test('callbacks can overtake it', async () => {
    await us.account({ processingMinMs: 1_000, processingMaxMs: 1_000 })
    await us.arm({ kind: 'callback-before-answer' })
    await us.pay(orders(3))
    expect(phone.heard).toHaveLength(3)
  })

  test('entries reordered or missing are paid all the same', async () => {
    await us.arm({ kind: 'entries-reordered', nth: 1 })
    const sent = orders(4).map(one => one.phoneNumber)
    const first = (await us.pay(orders(4))).entries.map(entry => entry.phoneNumber)
    expect(first.every((number, index) => number !== sent[index])).toBe(true)
    expect([...first].sort()).toEqual(sent)
    await us.arm({ kind: 'entries-missing', params: { times: 3 } })
    expect((await us.pay(orders(4))).entries).toHaveLength(1)
    await phone.until(8)
    expect(await transfers()).toBe(8)
  })

  test('float exhausted refuses the recipient it was armed for', async () => {
    await us.arm({ kind: 'float-exhausted', numbers: [orders(2)[1]!.phoneNumber] })
    expect((await us.pay(orders(2))).entries.map(entry => entry.status)).toEqual(['Queued', 'Failed'])
  })
})

describe('the payment and what is told of it', () => {
  test('recipient not registered and limit reached fail what was taken', async () => {
    await us.arm({ kind: 'recipient-not-registered', numbers: [orders(3)[0]!.phoneNumber] })
    await us.arm({ kind: 'limit-reached', amountMinor: '700000' })
    const [one, two, three] = orders(3)
    await us.pay([one!, { ...two!, amount: 7_000 }, three!])
    await phone.until(3)
    expect(phone.notifications().filter(notice => notice.status === 'Success')).toHaveLength(1)
    expect(await transfers()).toBe(1)
    expect(await hits()).toEqual([1, 1])
  })

  test('a lost callback is never sent, though find knows', async () => {
    await us.arm({ kind: 'callback-lost', numbers: [order.phoneNumber] })
    const answer = await us.pay([order, ...orders(1)])
    await phone.until(1)
    await expect.poll(us.health, patience).toMatchObject({ callbacks: { lost: 1, delivered: 1, pending: 0 } })
    expect(phone.notifications()[0]?.destination).not.toBe(order.phoneNumber)
    expect((await us.find(answer.entries[0]!.transactionId!)).data?.status).toBe('Success')
  })

  test('a late callback waits while the others go, and find knows already', async () => {
    await us.arm({ kind: 'callback-late', numbers: [order.phoneNumber], params: { delayMs: 3_600_000 } })
    const answer = await us.pay([order, ...orders(1)])
    await expect.poll(us.health, patience).toMatchObject({ callbacks: { pending: 1, delivered: 1 } })
    expect(phone.notifications()[0]?.destination).not.toBe(order.phoneNumber)
    expect((await us.find(answer.entries[0]!.transactionId!)).data?.status).toBe('Success')
  })

  test('a callback a little late still comes', async () => {
    await us.arm({ kind: 'callback-late', params: { delayMs: 20 } })
    await us.pay([order])
    await phone.until(1)
    expect(phone.notifications()[0]?.status).toBe('Success')
  })

  test('a callback sent twice is the same twice', async () => {
    await us.arm({ kind: 'callback-twice', params: { times: 3, delayMs: 5 } })
    await us.pay([order])
    await phone.until(3)
    expect(new Set(phone.heard.map(one => one.body)).size).toBe(1)
  })

  test.each([
    ['amount', (notice: { value: string }) => notice.value, 'KES 10000.0000'],
    ['number', (notice: { destination: string }) => notice.destination, '+254711000002'],
    ['transactionId', (notice: { transactionId: string }) => notice.transactionId, expect.stringMatching(/^ATPid_/)],
  ] as const)('a forged callback lies about the %s and the true one follows', async (field, read, lie) => {
    await us.arm({ kind: 'callback-forged', params: { field } })
    const transactionId = (await us.pay([order])).entries[0]!.transactionId!
    await phone.until(2)
    const seen = phone.notifications().map(read)
    const truth = { amount: 'KES 5000.0000', number: order.phoneNumber, transactionId }[field]
    expect(seen).toContainEqual(lie)
    expect(seen).toContain(truth)
    expect(seen[0]).not.toBe(seen[1])
  })

  test.each([
    ['Success', ['Success', 'Failed']],
    ['Failed', ['Failed', 'Success']],
  ] as const)('contradictory callbacks say %s first; find and book keep to the truth', async (first, told) => {
    await us.arm({ kind: 'callback-contradictory', params: { first, delayMs: 50 } })
    const transactionId = (await us.pay([order])).entries[0]!.transactionId!
    await phone.until(2)
    expect(phone.notifications().map(notice => notice.status)).toEqual(told)
    expect((await us.find(transactionId)).data?.status).toBe('Success')
    expect(await transfers()).toBe(1)
  })

  test('find first says "not found" as often as it was told to, and the listing leaves it out', async () => {
    await us.arm({ kind: 'not-found-first', params: { times: 2 } })
    await us.arm({ kind: 'not-found-first', where: 'fetch' })
    const transactionId = (await us.pay([order])).entries[0]!.transactionId!
    const statuses = [await us.find(transactionId), await us.find(transactionId), await us.find(transactionId)]
    expect(statuses.map(one => one.status)).toEqual(['Failed', 'Failed', 'Success'])
    const list = async () => {
      const page = await us.query('/transaction/fetch', { productName: 'Isiolo', pageNumber: '1', count: '10' })
      return ((await page.json()) as { responses: unknown[] }).responses.length
    }
    expect([await list(), await list()]).toEqual([0, 1])
    expect(await hits()).toEqual([2, 1])
  })
})

describe('arming', () => {
  test('chance is the same for the same seed, in whatever order things come', async () => {
    const sample = orders(40)
    const failed = async (seed: string, list: typeof sample) => {
      const other = bookFolder()
      const run = await startSandbox({ dataFile: other.dataFile, seed })
      const client = payer(run.url)
      await client.account(quick)
      await client.arm({ kind: 'float-exhausted', probability: 0.4 })
      const answers = []
      for (let from = 0; from < list.length; from += 10) answers.push(await client.pay(list.slice(from, from + 10)))
      await run.stop()
      other.remove()
      return answers
        .flatMap(answer => answer.entries)
        .filter(entry => entry.status === 'Failed')
        .map(entry => entry.phoneNumber)
        .sort()
    }
    const forwards = await failed('one', sample)
    expect(await failed('one', [...sample].reverse())).toEqual(forwards)
    expect(await failed('two', sample)).not.toEqual(forwards)
    expect(forwards.length).toBeGreaterThan(5)
    expect(forwards.length).toBeLessThan(30)
  })

  test('the n-th request only, and no more than the count', async () => {
    await us.arm({ kind: 'status-429', nth: 2 })
    await us.arm({ kind: 'status-500', where: 'balance', count: 2 })
    const requests = []
    for (let round = 0; round < 3; round += 1) requests.push((await us.request([order])).status)
    expect(requests).toEqual([201, 429, 201])
    const balances = []
    for (let round = 0; round < 3; round += 1) balances.push((await us.query('/wallet/balance', {})).status)
    expect(balances).toEqual([500, 500, 200])
  })

  test('a disarmed fault hits nothing more and still tells its hits', async () => {
    const { id } = await us.arm({ kind: 'status-500' })
    await us.request([order])
    expect((await us.control('DELETE', `/faults/${id}`)).status).toBe(204)
    expect((await us.request([order])).status).toBe(201)
    expect(await us.faults()).toMatchObject([{ hits: 1, armed: false }])
  })

  test('a fault that cannot be is refused with the reason', async () => {
    const refused = async (fault: unknown) => (await us.control('POST', '/faults', fault)).status
    expect(await refused({ kind: 'earthquake' })).toBe(400)
    expect(await refused({ kind: 'callback-lost', where: 'find' })).toBe(400)
    expect(await refused({ kind: 'status-401', params: { accepted: true } })).toBe(400)
    expect(await refused({ kind: 'slow', params: { delay: 5 } })).toBe(400)
  })
})
