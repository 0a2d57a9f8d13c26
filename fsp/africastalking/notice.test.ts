import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aReadAccount } from '../../test/contract/builders.js'
import { money, type Currency } from '../../domain/money.js'
import { parseNotice, parseValidation, validationReply } from './notice.js'
import { amountLiteral } from './request.js'

const account = aReadAccount()
const json = 'application/json; charset=utf-8'
const key = '0f0e0d0c-0b0a-4908-8706-050403020100.1'
const success = {
  transactionId: 'ATPid_1',
  category: 'MobileB2C',
  provider: 'Mpesa',
  providerRefId: 'TJF987E58C',
  providerChannel: '525900',
  productName: 'Isiolo',
  sourceType: 'Wallet',
  source: 'PaymentWallet',
  destinationType: 'PhoneNumber',
  destination: '+254711000001',
  value: 'KES 5500.0000',
  transactionFee: 'KES 10.0000',
  status: 'Success',
  description: 'The payment was completed',
  requestMetadata: { payoutId: 'p', attemptKey: key },
  providerMetadata: { recipientIsRegistered: 'true', recipientName: '254711XXXYYY - Jina Jingine' },
  transactionDate: '12.05.2018 21:46:13',
}
const parse = (change: object = {}, type = json) =>
  parseNotice(account, JSON.stringify({ ...success, ...change }), type)

describe('a notification', () => {
  it('of success says what was paid to whom, with receipt, registered name and fee', () => {
    expect(parse()).toEqual({
      kind: 'outcome',
      direction: 'out',
      attemptKey: key,
      outcome: { is: 'paid' },
      transactionId: 'ATPid_1',
      receipt: 'TJF987E58C',
      recipientName: 'Jina Jingine',
      fee: money(1_000n, 'KES'),
      amount: money(550_000n, 'KES'),
      number: '+254711000001',
    })
  })

  it('of failure says why, and has no fee, for it was refunded', () => {
    const notice = parse({ status: 'Failed', description: 'The recipient is not registered for M-PESA' })
    expect(notice).toMatchObject({ outcome: { is: 'refused', reason: 'not_registered' }, transactionId: 'ATPid_1' })
    expect(notice).not.toHaveProperty('fee')
    expect(notice).not.toHaveProperty('receipt')
  })

  it('with a status nobody knows is unknown', () => {
    expect(parse({ status: 'Reversed' })).toMatchObject({ outcome: { is: 'unknown', reason: 'unclear_answer' } })
  })

  it('adds the operator’s fee to the provider’s', () => {
    expect(parse({ providerFee: 'KES 2.5000' })).toMatchObject({ fee: money(1_250n, 'KES') })
  })

  it('keeps a success whose fee is a fraction of a cent, and remarks on it', () => {
    const notice = parse({ transactionFee: 'KES 10.0010' })
    expect(notice).toMatchObject({ outcome: { is: 'paid' }, oddities: [expect.any(String)] })
    expect(notice).not.toHaveProperty('fee')
  })

  it('without our key is still read: the transaction id names it', () => {
    expect(parse({ requestMetadata: null })).not.toHaveProperty('attemptKey')
    expect(parse({ requestMetadata: null })).toMatchObject({ kind: 'outcome', transactionId: 'ATPid_1' })
  })

  it('without a category is ours if it carries our key', () => {
    expect(parse({ category: undefined })).toMatchObject({ kind: 'outcome' })
    expect(parse({ category: undefined, requestMetadata: undefined })).toMatchObject({ kind: 'malformed' })
  })

  it.each(['MobileC2B', 'MobileCheckout', 'CardCheckout', 'BankCheckout'])('of %s is money that comes in', category => {
    expect(parse({ category })).toEqual({
      kind: 'incoming',
      direction: 'in',
      transactionId: 'ATPid_1',
      amount: money(550_000n, 'KES'),
    })
  })

  it.each<[string, object]>([
    ['no transaction id', { transactionId: undefined }],
    ['a blank transaction id', { transactionId: ' ' }],
    ['a number as transaction id', { transactionId: 5 }],
    ['no status', { status: undefined }],
    ['no amount', { value: undefined }],
    ['an amount as a number', { value: 5500 }],
    ['an amount in fractions of a cent', { value: 'KES 5500.0001' }],
    ['an amount without currency', { value: '5500.00' }],
    ['no destination', { destination: undefined }],
    ['a wallet as destination', { destination: 'PaymentWallet' }],
    ['another category', { category: 'WalletTransfer' }],
  ])('with %s proves nothing', (_, change) => expect(parse(change).kind).toBe('malformed'))

  it.each(['text/plain', '', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
    'sent as %j is not read',
    type => expect(parse({}, type).kind).toBe('malformed'),
  )

  it.each(['application/json', 'APPLICATION/JSON', 'application/json;charset=UTF-8', 'application/json ; x=y'])(
    'sent as %j is read',
    type => expect(parse({}, type).kind).toBe('outcome'),
  )

  it('never throws and never repeats what it read, whatever arrives', () => {
    const parts = fc.record({
      transactionId: fc.anything(),
      status: fc.anything(),
      value: fc.anything(),
      requestMetadata: fc.anything(),
      destination: fc.anything(),
    })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          parts.map(part => JSON.stringify(part) ?? ''),
        ),
        raw => {
          const notice = parseNotice(account, raw, json)
          expect(['malformed', 'outcome', 'incoming', 'accountCheck']).toContain(notice.kind)
        },
      ),
    )
    const secret = parseNotice(account, JSON.stringify({ ...success, destination: 'Jina 0711' }), json)
    expect(JSON.stringify(secret)).not.toContain('0711')
  })
})

describe('the later answer of an account check', () => {
  const check = {
    requestId: 'ATXSwid_1',
    transactionId: 't',
    providerRefId: 'r',
    status: 'NotSwapped',
    lastSimSwapDate: '01-01-1900',
  }

  it('that names only the request is found by it, and decides nothing', () => {
    expect(parseNotice(account, JSON.stringify(check), json)).toEqual({
      kind: 'accountCheck',
      direction: 'none',
      checkId: 'ATXSwid_1',
      finding: { number: '', is: 'unclear', reason: 'unclear_answer', checkId: 'ATXSwid_1' },
    })
  })

  it('that names the carrier decides by it', () => {
    const phoneNumber = { number: '+254711000001', carrierName: 'Airtel', networkCode: '63903', numberType: 'Mobile' }
    expect(parseNotice(account, JSON.stringify({ ...check, phoneNumber }), json)).toMatchObject({
      finding: { number: '+254711000001', is: 'cannotReceive', reason: 'wrong_operator', carrier: 'Airtel' },
    })
  })
})

describe('the question before a payment', () => {
  const ask = (amount: string, change: object = {}) =>
    parseValidation(
      account,
      JSON.stringify({
        transactionId: 'ATPid_1',
        phoneNumber: '+254711000001',
        currencyCode: 'KES',
        amount: 'HERE',
        sourceIpAddress: '127.0.0.1',
        metadata: { payoutId: 'p', attemptKey: key },
        ...change,
      }).replace('"HERE"', amount),
    )

  it('names attempt, transaction, number and amount', () => {
    expect(ask('5500.0000')).toEqual({
      kind: 'ask',
      attemptKey: key,
      transactionId: 'ATPid_1',
      number: '+254711000001',
      amount: money(550_000n, 'KES'),
    })
  })

  it('without metadata has no key', () => expect(ask('5500', { metadata: undefined })).not.toHaveProperty('attemptKey'))

  it('reads the amount from its digits, beyond what a float could tell apart', () => {
    expect(ask('900719925474099.23')).toMatchObject({ amount: money(90071992547409923n, 'KES') })
  })

  it('reads every amount that we could have sent', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }),
        fc.constantFrom<Currency>('KES', 'UGX'),
        (units, currencyCode) => {
          const amount = money(units, currencyCode)
          expect(ask(amountLiteral(amount), { currencyCode })).toMatchObject({ kind: 'ask', amount })
        },
      ),
    )
  })

  it.each<[string, string, object]>([
    ['a fraction of a cent', '5500.001', {}],
    ['an exponent', '55e2', {}],
    ['no amount', 'null', {}],
    ['no number', '5500', { phoneNumber: undefined }],
    ['no phone number', '5500', { phoneNumber: '+2547' }],
    ['no currency', '5500', { currencyCode: undefined }],
    ['a currency that we do not pay in', '5500', { currencyCode: 'XAU' }],
    ['no transaction', '5500', { transactionId: '' }],
  ])('with %s is malformed', (_, amount, change) => expect(ask(amount, change).kind).toBe('malformed'))

  it('that is no JSON is malformed', () => expect(parseValidation(account, 'amount=5500').kind).toBe('malformed'))

  it('is answered with one of two words, always 200', () => {
    expect(validationReply(true)).toEqual({ status: 200, body: { status: 'Validated' } })
    expect(validationReply(false)).toEqual({ status: 200, body: { status: 'Failed' } })
  })
})
