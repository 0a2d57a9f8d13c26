import { afterEach, describe, expect, it } from 'vitest'
import { anAttempt, aReadAccount, asked } from '../../test/contract/builders.js'
import { jsonServer, rawServer, type Asked } from '../../test/contract/wireServer.js'
import { money } from '../../domain/money.js'
import type { AttemptToSend } from '../contract.js'
import { balance, readBalance } from './balance.js'
import { query } from './query.js'

const nowMs = Date.parse('2026-02-03T22:30:00Z')
const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.stop()))
})

async function server(answer: (asked: Asked) => { status?: number; headers?: Record<string, string>; body: unknown }) {
  const started = await jsonServer(answer)
  open.push(started)
  return started
}

const record = (attempt: AttemptToSend, change: object = {}) => ({
  transactionId: `ATPid_${attempt.key}`,
  status: 'Success',
  category: 'MobileB2C',
  productName: 'Isiolo',
  providerRefId: 'TJF987E58C',
  destination: attempt.number,
  value: 'KES 5500.0000',
  transactionFee: 'KES 10.0000',
  requestMetadata: { payoutId: attempt.payoutId, attemptKey: attempt.key },
  ...change,
})
const withId = (attempt: AttemptToSend, ...more: string[]) =>
  asked(attempt, { transactionIds: [`ATPid_${attempt.key}`, ...more], leftAtMs: nowMs })

describe('asking for a transaction by its id', () => {
  const findWith = async (data: object | undefined, attempt = anAttempt()) => {
    const { url } = await server(() => ({ body: data ? { status: 'Success', data } : { status: 'Failed' } }))
    return query(aReadAccount({}, url), [withId(attempt)], nowMs)
  }
  const attempt = anAttempt()

  it('gives its outcome and what else is known of it', async () => {
    expect(await findWith(record(attempt), attempt)).toEqual([
      {
        attemptKey: attempt.key,
        by: 'find',
        outcome: { is: 'paid' },
        transactionId: `ATPid_${attempt.key}`,
        receipt: 'TJF987E58C',
        number: attempt.number,
        amount: money(550_000n, 'KES'),
        fee: money(1_000n, 'KES'),
      },
    ])
  })

  it('that the provider does not see is not found, which is no refusal', async () => {
    expect(await findWith(undefined, attempt)).toEqual([
      { attemptKey: attempt.key, by: 'find', outcome: { is: 'notFound' }, transactionId: `ATPid_${attempt.key}` },
    ])
  })

  it.each<[string, object]>([
    ['another number', { destination: '+254711999999' }],
    ['another amount', { value: 'KES 1.0000' }],
    ['another currency', { value: 'UGX 5500' }],
    ['an amount in fractions of a cent', { value: 'KES 5500.0001' }],
    ['another attempt’s key', { requestMetadata: { attemptKey: anAttempt().key } }],
    ['another kind of transaction', { category: 'MobileC2B' }],
  ])('that shows %s is for a person to look at', async (_, change) => {
    for (const status of ['Success', 'Failed', 'Queued']) {
      const [finding] = await findWith(record(attempt, { ...change, status }), attempt)
      expect(finding).toMatchObject({
        outcome: { is: 'unknown', reason: 'unclear_answer' },
        oddities: [expect.any(String)],
      })
    }
  })

  it('every known id of an attempt is asked for', async () => {
    const { url } = await server(({ query: { transactionId } }) => ({
      body: {
        status: 'Success',
        data: record(attempt, { transactionId, status: transactionId === 'ATPid_2' ? 'Failed' : 'Success' }),
      },
    }))
    const findings = await query(aReadAccount({}, url), [withId(attempt, 'ATPid_2')], nowMs)
    expect(findings.map(({ outcome }) => outcome.is).sort()).toEqual(['paid', 'refused'])
  })

  it('an answer about another transaction is no answer', async () => {
    await expect(findWith(record(attempt, { transactionId: 'ATPid_other' }), attempt)).rejects.toMatchObject({
      reason: 'unclear_answer',
    })
  })

  it('asks by GET with the key in a header, never in the address', async () => {
    const { url, asked: requests } = await server(() => ({ body: { status: 'Success', data: record(attempt) } }))
    await query(aReadAccount({}, url), [withId(attempt)], nowMs)
    expect(requests[0]).toMatchObject({
      method: 'GET',
      path: '/query/transaction/find',
      query: { username: 'isiolo', transactionId: `ATPid_${attempt.key}` },
      headers: { apikey: 'a-key-for-tests' },
    })
    expect(requests[0]!.query).not.toHaveProperty('apikey')
  })

  it('asks by POST where a server wants it so', async () => {
    const { url, asked: requests } = await server(({ method, body }) =>
      method === 'GET'
        ? { status: 405, body: '' }
        : { body: { status: 'Success', data: record(attempt, JSON.parse(body) as object) } },
    )
    const [finding] = await query(aReadAccount({}, url), [withId(attempt)], nowMs)
    expect(finding).toMatchObject({ outcome: { is: 'paid' } })
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'POST'])
  })

  it.each([
    [401, 'credentials'],
    [403, 'not_permitted'],
    [429, 'throttled'],
    [500, 'unclear_answer'],
    [307, 'unclear_answer'],
  ])('a question answered %i says so as an exception', async (status, reason) => {
    const { url, asked: requests } = await server(() => ({
      status,
      headers: { 'retry-after': '3', location: '/' },
      body: '',
    }))
    await expect(query(aReadAccount({}, url), [withId(attempt)], nowMs)).rejects.toMatchObject({
      reason,
      retryAfterMs: 3_000,
    })
    expect(requests).toHaveLength(1)
  })

  it('a provider that can not be reached is an exception, and its message holds nothing personal', async () => {
    const gone = await rawServer(() => undefined)
    await gone.stop()
    const asking = query(aReadAccount({}, gone.url), [withId(attempt)], nowMs)
    const error = await asking.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'FspUnreachable', reason: 'not_reached' })
    expect(String(error)).not.toContain(attempt.number.slice(4))
    expect(String(error)).not.toContain('a-key-for-tests')
  })

  it('one answer that can not be read leaves out one attempt only', async () => {
    const [good, bad] = [anAttempt(), anAttempt()]
    const { url } = await server(({ query: { transactionId = '' } }) =>
      transactionId.includes(bad.key) ? { body: '<html>' } : { body: { status: 'Success', data: record(good) } },
    )
    const findings = await query(aReadAccount({}, url), [withId(bad), withId(good)], nowMs)
    expect(findings.map(({ attemptKey }) => attemptKey)).toEqual([good.key])
  })

  it('credentials that are refused are not tried a hundred times', async () => {
    const { url, asked: requests } = await server(() => ({ status: 401, body: '' }))
    const many = Array.from({ length: 100 }, () => withId(anAttempt()))
    await expect(query(aReadAccount({ callsAtOnce: '2' }, url), many, nowMs)).rejects.toMatchObject({
      reason: 'credentials',
    })
    expect(requests.length).toBeLessThanOrEqual(2)
  })
})

describe('looking for lost transactions in the list', () => {
  /** A list in pages, as servers do it. */
  const listing = (records: () => readonly unknown[], most = Infinity) =>
    server(({ query: { pageNumber, count } }) => {
      const size = Math.min(Number(count), most)
      return {
        body: {
          status: 'Success',
          responses: records().slice((Number(pageNumber) - 1) * size, Number(pageNumber) * size),
        },
      }
    })

  it('finds them all in one reading, from the day before the oldest left until tomorrow', async () => {
    const attempts = Array.from({ length: 30 }, () => anAttempt())
    const { url, asked: requests } = await listing(() => attempts.map(attempt => record(attempt)))
    const questions = attempts.map((attempt, index) => asked(attempt, { leftAtMs: nowMs - index * 3_600_000 }))
    const findings = await query(aReadAccount({ listPageSize: '10' }, url), questions, nowMs)
    expect(findings.map(({ outcome }) => outcome.is)).toEqual(Array(30).fill('paid'))
    expect(findings[7]).toMatchObject({
      attemptKey: attempts[7]!.key,
      transactionId: `ATPid_${attempts[7]!.key}`,
      by: 'list',
    })
    expect(requests).toHaveLength(4)
    expect(requests[0]).toMatchObject({
      path: '/query/transaction/fetch',
      query: { productName: 'Isiolo', pageNumber: '1', count: '10', startDate: '2026-02-01', endDate: '2026-02-04' },
    })
  })

  it('reads on past short pages: a server may give less than it was asked for', async () => {
    const attempts = Array.from({ length: 9 }, () => anAttempt())
    const { url } = await listing(() => attempts.map(attempt => record(attempt)), 4)
    const findings = await query(
      aReadAccount({ listPageSize: '500' }, url),
      attempts.map(attempt => asked(attempt)),
      nowMs,
    )
    expect(findings.every(({ outcome }) => outcome.is === 'paid')).toBe(true)
  })

  it('misses nobody while new transactions push the old ones onto later pages', async () => {
    const attempts = Array.from({ length: 12 }, () => anAttempt())
    const records: unknown[] = attempts.map(attempt => record(attempt))
    const { url } = await listing(() => {
      if (records.length < 18) records.unshift(...[1, 2, 3].map(() => record(anAttempt())))
      return records
    })
    const findings = await query(
      aReadAccount({ listPageSize: '3' }, url),
      attempts.map(attempt => asked(attempt)),
      nowMs,
    )
    expect(findings.map(({ outcome }) => outcome.is)).toEqual(Array(12).fill('paid'))
  })

  it('ends where a server repeats its last page for ever', async () => {
    const [attempt, stranger] = [anAttempt(), anAttempt()]
    const { url, asked: requests } = await server(() => ({
      body: { status: 'Success', responses: [record(stranger)] },
    }))
    const findings = await query(aReadAccount({}, url), [asked(attempt)], nowMs)
    expect(findings.map(({ outcome }) => outcome.is)).toEqual(['notFound'])
    expect(requests).toHaveLength(3)
  })

  it('an attempt that was paid twice gives two findings', async () => {
    const attempt = anAttempt()
    const { url } = await listing(() => [record(attempt), record(attempt, { transactionId: 'ATPid_again' })])
    const findings = await query(aReadAccount({}, url), [asked(attempt)], nowMs)
    expect(findings.map(({ transactionId }) => transactionId)).toEqual([`ATPid_${attempt.key}`, 'ATPid_again'])
  })

  it('who is not in it is not found, which is no refusal', async () => {
    const attempt = anAttempt()
    const { url } = await listing(() => [record(anAttempt()), null, 'x', {}])
    expect(await query(aReadAccount({}, url), [asked(attempt)], nowMs)).toEqual([
      { attemptKey: attempt.key, by: 'list', outcome: { is: 'notFound' } },
    ])
  })

  it('a reading that breaks off tells what it found and calls nobody not found', async () => {
    const [seen, unseen] = [anAttempt(), anAttempt()]
    const { url } = await server(({ query: { pageNumber } }) =>
      pageNumber === '1' ? { body: { status: 'Success', responses: [record(seen)] } } : { status: 503, body: '<html>' },
    )
    const findings = await query(aReadAccount({ listPageSize: '2' }, url), [asked(seen), asked(unseen)], nowMs)
    expect(findings.map(({ attemptKey }) => attemptKey)).toEqual([seen.key])
  })

  it('asks for those with an id by id, for the others by one list', async () => {
    const [known, lost] = [anAttempt(), anAttempt()]
    const { url, asked: requests } = await server(({ path, query: { pageNumber } }) => ({
      body: path.endsWith('/find')
        ? { status: 'Success', data: record(known, { status: 'Queued' }) }
        : { status: 'Success', responses: pageNumber === '1' ? [record(lost)] : [] },
    }))
    const findings = await query(aReadAccount({}, url), [withId(known), asked(lost)], nowMs)
    expect(findings.map(({ by, outcome }) => [by, outcome.is])).toEqual([
      ['find', 'accepted'],
      ['list', 'paid'],
    ])
    expect(requests.map(({ path }) => path)).toEqual([
      '/query/transaction/find',
      ...Array<string>(2).fill('/query/transaction/fetch'),
    ])
  })
})

describe('the wallet', () => {
  const balanceOf = async (body: unknown) => {
    const { url } = await server(() => ({ body }))
    return balance(aReadAccount({}, url))
  }

  it('says what it holds', async () => {
    expect(await balanceOf({ status: 'Success', balance: 'KES 90.0000' })).toEqual(money(9_000n, 'KES'))
  })

  it.each<[string, unknown]>([
    ['does not tell', { status: 'NotAvailable' }],
    ['tells another currency', { status: 'Success', balance: 'USD 5.00' }],
    ['tells nonsense', { status: 'Success', balance: 'plenty' }],
    ['tells a number', { status: 'Success', balance: 90 }],
  ])('that %s is an exception, not zero', async (_, body) => {
    await expect(balanceOf(body)).rejects.toMatchObject({ name: 'FspUnreachable', reason: 'unclear_answer' })
  })

  it.each([
    ['KES 90.0199', 9_001n],
    ['KES 0.0099', 0n],
    ['KES -0.0099', -1n],
    ['KES -1.5000', -150n],
    ['KES 7', 700n],
  ])('%s pays %s cents: fractions pay nobody', (text, minor) => expect(readBalance(text)).toEqual(money(minor, 'KES')))

  it('a currency without minor units is cut to whole units', () => {
    expect(readBalance('UGX 90.9000')).toEqual(money(90n, 'UGX'))
  })
})
