import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCall, anAttempt, aReadAccount } from '../../test/contract/builders.js'
import { money, parseDecimal, toDecimal, type Currency } from '../../domain/money.js'
import { amountLiteral, faultsOf, requestBody } from './request.js'

const account = aReadAccount()

describe('the body of a call', () => {
  it('names the product, and of a person the number only', () => {
    const attempt = anAttempt({ number: '+254711000001' })
    const body = requestBody(account, aCall([attempt]))
    expect(JSON.parse(body)).toEqual({
      username: 'isiolo',
      productName: 'Isiolo',
      recipients: [
        {
          phoneNumber: '+254711000001',
          currencyCode: 'KES',
          amount: 5500,
          metadata: { payoutId: attempt.payoutId, attemptKey: attempt.key },
        },
      ],
    })
    expect(body).toContain('"amount":5500,')
  })

  it('carries reason and channel where the account names them', () => {
    const special = aReadAccount({ reason: 'BusinessPaymentWithWithdrawalChargePaid', providerChannel: '525900' })
    const body = JSON.parse(requestBody(special, aCall(1))) as { recipients: [object] }
    expect(body.recipients[0]).toMatchObject({
      reason: 'BusinessPaymentWithWithdrawalChargePaid',
      providerChannel: '525900',
    })
  })

  it('is the same for the same call and another for another amount', () => {
    const call = aCall(10)
    expect(requestBody(account, call)).toBe(requestBody(account, { ...call, sendByMs: 0 }))
    const [first, ...rest] = call.attempts
    const other = { ...call, attempts: [{ ...first!, amount: money(100n, 'KES') }, ...rest] }
    expect(requestBody(account, other)).not.toBe(requestBody(account, call))
  })
})

describe('amounts on the wire', () => {
  const currency = fc.constantFrom<Currency>('KES', 'UGX', 'RWF', 'EUR')
  const minor = fc.bigInt({ min: 1n, max: 10n ** 15n - 1n })

  it.each([
    [550_000n, 'KES', '5500'],
    [550_050n, 'KES', '5500.5'],
    [100n, 'KES', '1'],
    [1n, 'KES', '0.01'],
    [1_000n, 'UGX', '1000'],
    [100_000n, 'KES', '1000'],
  ] as const)('%s minor units of %s leave as %s', (units, code, literal) =>
    expect(amountLiteral(money(units, code))).toBe(literal),
  )

  it('come back as the same minor units', () => {
    fc.assert(
      fc.property(minor, currency, (units, code) => {
        const amount = money(units, code)
        expect(parseDecimal(amountLiteral(amount), code)).toEqual({ ok: true, money: amount })
        expect(parseDecimal(toDecimal(amount), code)).toEqual({ ok: true, money: amount })
      }),
    )
  })

  it('are JSON numbers as they stand', () => {
    fc.assert(
      fc.property(minor, currency, (units, code) => {
        expect(amountLiteral(money(units, code))).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/)
      }),
    )
  })
})

describe('a call that must not leave', () => {
  const reasonsOf = (call: Parameters<typeof faultsOf>[1], settings = {}) => [
    ...faultsOf(aReadAccount(settings), call).values(),
  ]

  it('a good call of ten has no faults', () => expect(reasonsOf(aCall(10))).toEqual([]))

  it('eleven recipients are all to blame', () => expect(reasonsOf(aCall(11))).toEqual(Array(11).fill('bad_request')))

  it('a number twice could not be told apart in the answer', () => {
    const number = '+254711000001'
    expect(reasonsOf(aCall([anAttempt({ number }), anAttempt(), anAttempt({ number })]))).toEqual([
      'bad_request',
      'bad_request',
    ])
  })

  it('the same attempt twice would pay twice', () => {
    const attempt = anAttempt()
    expect(reasonsOf(aCall([attempt, { ...attempt, number: '+254711000002' }]))).toEqual(['bad_request', 'bad_request'])
  })

  it('a number that is not E.164', () => {
    expect(reasonsOf(aCall([anAttempt({ number: '0711000001' })]))).toEqual(['bad_request'])
  })

  it.each([
    ['nothing', money(0n, 'KES'), {}],
    ['less than nothing', money(-100n, 'KES'), {}],
    ['cents', money(550_050n, 'KES'), {}],
    ['another currency', money(550_000n, 'UGX'), {}],
    ['less than the account allows', money(900n, 'KES'), { minAmountMinor: '1000' }],
    ['more than the account allows', money(1_100n, 'KES'), { maxAmountMinor: '1000' }],
  ])('an amount of %s', (_, amount, settings) => {
    expect(reasonsOf(aCall([anAttempt({ amount }), anAttempt({ amount: money(1_000n, 'KES') })]), settings)).toEqual([
      'amount_not_allowed',
    ])
  })
})
