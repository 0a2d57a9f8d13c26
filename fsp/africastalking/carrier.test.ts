import { afterEach, describe, expect, it } from 'vitest'
import { aReadAccount } from '../../test/contract/builders.js'
import { jsonServer, rawServer, type Asked } from '../../test/contract/wireServer.js'
import { entryFinding } from './carrier.js'
import { checkAccounts } from './insights.js'
import { readAccount, urlsFor } from './settings.js'

const number = '+254711000001'
const entry = (phoneNumber: object, change: object = {}) => ({
  requestId: 'ATXSwid_1',
  status: 'Queued',
  phoneNumber: { number, countryCode: 254, numberType: 'Mobile', ...phoneNumber },
  ...change,
})
const finding = (phoneNumber: object, change: object = {}, settings = {}) =>
  entryFinding(aReadAccount(settings), number, entry(phoneNumber, change))

describe('who can receive by M-PESA, by the provider’s word on the carrier', () => {
  it.each([
    ['63902', 'Safaricom', 'ok'],
    ['63903', 'Airtel', 'cannotReceive'],
    ['63907', 'Telkom', 'cannotReceive'],
    ['63999', 'Equitel', 'cannotReceive'],
    ['64002', 'Tigo', 'cannotReceive'],
    ['64004', 'Vodacom', 'cannotReceive'],
    ['64005', 'Airtel', 'cannotReceive'],
    ['64101', 'Airtel', 'cannotReceive'],
    ['64110', 'MTN', 'cannotReceive'],
    ['63510', 'MTN', 'cannotReceive'],
    ['63601', 'Ethio Telecom', 'cannotReceive'],
    ['99999', 'Athena', 'cannotReceive'],
  ])('network %s (%s): %s', (networkCode, carrier, is) => {
    const expected = { number, carrier, checkId: 'ATXSwid_1', is, ...(is !== 'ok' && { reason: 'wrong_operator' }) }
    expect(finding({ networkCode })).toEqual(expected)
    expect(finding({ networkCode, carrierName: carrier })).toEqual(expected)
  })

  it('a number with a prefix of another operator that was taken along to Safaricom is ok', () => {
    const ported = '+254733000001'
    expect(entryFinding(aReadAccount(), ported, entry({ number: ported, networkCode: '63902' })).is).toBe('ok')
  })

  it('a programme may accept further networks', () => {
    expect(finding({ networkCode: '63999' }, {}, { acceptedNetworks: '63999,63907' }).is).toBe('ok')
    expect(finding({ networkCode: '63902' }, {}, { acceptedNetworks: '63999' }).is).toBe('ok')
  })

  it.each([
    ['Safaricom', 'ok'],
    ['SAFARICOM LIMITED', 'ok'],
    ['Airtel Networks Kenya', 'cannotReceive'],
    ['Jamii', 'cannotReceive'],
  ])('without a code the name %s decides: %s', (carrierName, is) => {
    expect(finding({ carrierName }).is).toBe(is)
    expect(finding({ carrierName, networkCode: '00000' }).is).toBe(is)
  })

  it('a landline can not receive', () => {
    expect(finding({ numberType: 'FixedLine', networkCode: '63902' })).toMatchObject({
      is: 'cannotReceive',
      reason: 'not_registered',
    })
  })

  it('a number that the provider calls invalid can not receive', () => {
    expect(finding({}, { status: 'InvalidPhoneNumber' })).toMatchObject({
      is: 'cannotReceive',
      reason: 'invalid_number',
    })
  })

  it.each([{}, { carrierName: 'Unknown', networkCode: '0' }, { carrierName: 'Something New' }, { networkCode: null }])(
    'without a carrier it is pending while the provider will call back, else unclear: %j',
    phoneNumber => {
      expect(finding(phoneNumber)).toMatchObject({ is: 'pending', checkId: 'ATXSwid_1' })
      expect(finding(phoneNumber, { status: 'Failed' }).is).toBe('unclear')
      expect(finding(phoneNumber, { requestId: undefined }).is).toBe('unclear')
    },
  )

  it('where nobody said which networks can receive, no carrier decides', () => {
    const elsewhere = { country: 'MW', acceptedNetworks: undefined }
    expect(entryFinding(elsewhere, number, entry({ networkCode: '63903' })).is).toBe('pending')
  })
})

describe('the check by the provider’s own SDK', () => {
  const open: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map(server => server.stop()))
  })
  const server = async (
    answer: (asked: Asked) => { status?: number; headers?: Record<string, string>; body: unknown },
  ) => {
    const started = await jsonServer(answer)
    open.push(started)
    return started
  }
  const safaricom = ({ body }: Asked) => ({
    body: {
      status: 'Processed',
      transactionId: 't',
      responses: (JSON.parse(body) as { phoneNumbers: string[] }).phoneNumbers.map(to =>
        entry({ number: to, networkCode: '63902' }),
      ),
    },
  })

  it('asks the account’s own address, in parts, each number once, and answers in the order asked', async () => {
    const { url, asked } = await server(safaricom)
    const numbers = Array.from({ length: 120 }, (_, index) => `+2547110${String(index).padStart(5, '0')}`)
    const findings = await checkAccounts(aReadAccount({}, url), [...numbers, numbers[0]!])
    expect(findings.map(one => one.number)).toEqual(numbers)
    expect(findings.every(({ is }) => is === 'ok')).toBe(true)
    expect(asked.map(({ path, method }) => `${method} ${path}`)).toEqual(Array(3).fill('POST /v1/sim-swap'))
    expect(asked[0]!.headers['apikey']).toBe('a-key-for-tests')
  })

  it('accounts keep to their own addresses, even beside one that is called sandbox', async () => {
    const [live, test] = [await server(safaricom), await server(safaricom)]
    const account = (username: string, url: string) =>
      readAccount(
        {
          fspName: 'africastalking',
          currency: 'KES',
          country: 'KE',
          credentials: { username, apiKey: 'k' },
          settings: { productName: 'p' },
        },
        urlsFor(username, { AFRICASTALKING_INSIGHTS_URL: url }),
      )
    await Promise.all([
      checkAccounts(account('sandbox', test.url), [number]),
      checkAccounts(account('isiolo', live.url), [number]),
      checkAccounts(account('isiolo', live.url), [number]),
    ])
    expect(test.asked.map(({ body }) => (JSON.parse(body) as { username: string }).username)).toEqual(['sandbox'])
    expect(live.asked.map(({ body }) => (JSON.parse(body) as { username: string }).username)).toEqual([
      'isiolo',
      'isiolo',
    ])
  })

  it('a number that the answer leaves out or names twice is unclear', async () => {
    const [one, two] = ['+254711000001', '+254711000002']
    const { url } = await server(() => ({
      body: {
        status: 'Processed',
        responses: [entry({ number: one, networkCode: '63902' }), entry({ number: one, networkCode: '63903' })],
      },
    }))
    expect((await checkAccounts(aReadAccount({}, url), [one, two])).map(({ is, reason }) => [is, reason])).toEqual([
      ['unclear', 'entry_missing'],
      ['unclear', 'entry_missing'],
    ])
  })

  it('a number that the SDK would throw over excludes nobody, itself included', async () => {
    const { url } = await server(safaricom)
    const findings = await checkAccounts(aReadAccount({}, url), ['no number', number])
    expect(findings.map(({ is }) => is)).toEqual(['unclear', 'ok'])
  })

  it.each([
    [401, 'credentials'],
    [403, 'not_permitted'],
    [429, 'throttled'],
    [500, 'unclear_answer'],
    [307, 'unclear_answer'],
  ])('an answer of %i is an exception without key and numbers, and is not followed', async (status, reason) => {
    const elsewhere = await server(safaricom)
    const { url } = await server(() => ({ status, headers: { location: elsewhere.url, 'retry-after': '2' }, body: '' }))
    const error: unknown = await checkAccounts(aReadAccount({}, url), [number]).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'FspUnreachable', reason })
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/a-key-for-tests|254711/)
    expect(elsewhere.asked).toEqual([])
  })

  it.each<[string, unknown]>([
    ['a page', '<html></html>'],
    ['another status', { status: 'Failed', errorMessage: 'no' }],
    ['no responses', { status: 'Processed' }],
  ])('%s is an exception', async (_, body) => {
    const { url } = await server(() => ({ body }))
    await expect(checkAccounts(aReadAccount({}, url), [number])).rejects.toMatchObject({ reason: 'unclear_answer' })
  })

  it('a provider that can not be reached, or never answers, is an exception', async () => {
    const gone = await rawServer(() => undefined)
    await gone.stop()
    await expect(checkAccounts(aReadAccount({}, gone.url), [number])).rejects.toMatchObject({ reason: 'not_reached' })
    const silent = await rawServer(() => undefined)
    open.push(silent)
    const account = aReadAccount({ answerTimeoutMs: '80' }, silent.url)
    await expect(checkAccounts(account, [number])).rejects.toMatchObject({ name: 'FspUnreachable' })
  })
})
