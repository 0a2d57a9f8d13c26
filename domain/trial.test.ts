import { describe, expect, it } from 'vitest'
import { trialAmount, trialReport, type TrialSeen } from './trial.js'

describe('the amount of a trial', () => {
  const account = { currency: 'KES', stepMinor: 100n, leastMinor: 1_000n } as const
  const amount = (wantedMinor?: bigint, over = {}) =>
    trialAmount({ ...account, ...over }, { wantedMinor, mostTimes: 5 })

  it('is the smallest that the account can pay, where nobody says otherwise', () => {
    expect(amount()).toEqual({ ok: true, amountMinor: 1_000n })
    expect(amount(undefined, { leastMinor: null })).toEqual({ ok: true, amountMinor: 100n })
    expect(amount(undefined, { leastMinor: 1_050n })).toEqual({ ok: true, amountMinor: 1_100n })
  })

  it('is in steps, and neither below the smallest nor beyond the limit', () => {
    expect(amount(2_500n)).toEqual({ ok: true, amountMinor: 2_500n })
    expect(amount(2_550n)).toMatchObject({ problem: 'invalid', why: expect.stringContaining('KES 1.00') })
    expect(amount(900n)).toMatchObject({ problem: 'invalid', why: expect.stringContaining('KES 10.00') })
    expect(amount(5_100n)).toMatchObject({ problem: 'invalid', why: expect.stringContaining('KES 50.00') })
  })
})

describe('the report of a trial', () => {
  const seen: TrialSeen = {
    currency: 'KES',
    amountMinor: 1_000n,
    highestFeeMinor: 1_500n,
    payout: 'paid',
    reason: null,
    leftAt: new Date('2026-11-26T09:00:00Z'),
    httpStatus: 201,
    asked: { valid: true },
    callback: { lagMs: 4_200, state: 'applied' },
    agrees: true,
    hasReceipt: true,
    feeMinor: 900n,
    disbursedMinor: 1_000n,
    feesMinor: 900n,
    balanceBefore: 50_000n,
    balanceAfter: 48_100n,
    onStatement: null,
  }
  const line = (what: string, over: Partial<TrialSeen> = {}) =>
    trialReport({ ...seen, ...over }).find(each => each.what === what)

  it('says of everything whether it was seen', () => {
    expect(trialReport(seen).map(({ what, ok, says }) => `${what}: ${says} (${ok})`)).toEqual([
      'sent: at 2026-11-26T09:00:00.000Z, answered with 201 (true)',
      'asked back: and told yes (true)',
      'outcome: KES 10.00 paid (true)',
      'callback: seen after 4.2 s (true)',
      'query: agrees (true)',
      'receipt: kept (true)',
      'fee: KES 9.00, within the highest of KES 15.00 (true)',
      'ledger: KES 10.00 disbursed, KES 9.00 fees (true)',
      'float: KES 500.00 before, KES 481.00 after, as expected (true)',
      'statement: no statement that could show it yet (null)',
    ])
  })

  it('waits while it is on its way, and knows nothing by then', () => {
    const waiting = trialReport({
      ...seen,
      payout: 'in_progress',
      callback: null,
      agrees: null,
      hasReceipt: false,
      feeMinor: null,
      disbursedMinor: 0n,
      feesMinor: 0n,
      balanceAfter: null,
    })
    expect(waiting.filter(each => each.ok === false)).toEqual([])
    expect(waiting.find(each => each.what === 'outcome')).toMatchObject({ ok: null, says: 'in progress' })
  })

  it('names a callback that never came, and one that was not believed', () => {
    expect(line('callback', { callback: null })).toMatchObject({ ok: false, says: expect.stringContaining('not seen') })
    expect(line('callback', { callback: { lagMs: 100, state: 'contradiction' } })).toMatchObject({ ok: false })
  })

  it('names a fee that the tariff does not know, and a ledger that differs', () => {
    expect(line('fee', { feeMinor: 2_000n })).toMatchObject({ ok: false, says: expect.stringContaining('tariff') })
    expect(line('fee', { feeMinor: null })).toMatchObject({ ok: false, says: 'not told' })
    expect(line('ledger', { disbursedMinor: 2_000n })?.ok).toBe(false)
  })

  it('takes a float that others moved meanwhile for no proof of anything', () => {
    expect(line('float', { balanceAfter: 10_000n })).toMatchObject({
      ok: null,
      says: expect.stringContaining('of which'),
    })
  })

  it('tells why nothing was paid, and expects no money to have gone', () => {
    const refused = { payout: 'refused', reason: 'not_registered', disbursedMinor: 0n, feesMinor: 0n } as const
    expect(line('outcome', refused)).toEqual({ what: 'outcome', ok: false, says: 'refused (not_registered)' })
    expect(line('ledger', refused)?.ok).toBe(true)
  })
})
