import { describe, expect, it } from 'vitest'
import { judge as judged, type Claims, type ProvidersWord } from './judge.js'
import type { BookLine } from './provider.js'
import type { Payout } from './rounds.js'

const payout = (id: string, over: Partial<Payout> = {}): Payout => ({
  ...{ id, distributionId: 'd', beneficiaryId: `b-${id}`, ref: 'ISI-0001', amountMinor: '500000', state: 'paid' },
  ...{ reason: null, money: 'disbursed', released: false, heldReason: null, nextCheckAt: null, attempts: 1, ...over },
})
const line = (payoutId: string, over: Partial<BookLine> = {}): BookLine => ({
  ...{ payoutId, attemptKey: `${payoutId}.1`, phoneNumber: '+254720000001', amountMinor: '500000', currency: 'KES' },
  ...{ transactionId: `ATPid_${payoutId}`, at: '2026-11-25T10:00:00.000Z', status: 'paid', ...over },
})
const claims = (payouts: Payout[], over: Partial<Claims> = {}): Claims => {
  const disbursed = payouts
    .filter(({ state }) => state === 'paid' || state === 'overpaid')
    .reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
  return {
    ...{ payouts, withCase: new Set<string>(), withTimer: new Set<string>(), verified: true, fundedMinor: 10_000_000n },
    balances: { funding: -10_000_000n, disbursed, available: 10_000_000n - disbursed },
    ...over,
  }
}
const word = (book: BookLine[], over: Partial<ProvidersWord> = {}): ProvidersWord => ({ book, records: [], ...over })
const record = (payoutId: string) => ({
  ...{ transactionId: `ATPid_${payoutId}`, status: 'Success', value: 'KES 5000.0000', destination: '+254720000001' },
  requestMetadata: { payoutId, attemptKey: `${payoutId}.1` },
})

const everybody = { twice: [], ofPayments: 1_000 }
const judge = (claims: Claims, word: ProvidersWord) => judged(claims, word, everybody)

describe('the judge', () => {
  it('sees who was told the same twice, and who was paid and not told', () => {
    const paid = [claims([payout('a')]), word([line('a')])] as const
    expect(judged(...paid, { twice: [], ofPayments: 1 }).right).toBe(true)
    expect(judged(...paid, { twice: ['+254720000001'], ofPayments: 1 }).right).toBe(false)
    expect(judged(...paid, { twice: [], ofPayments: 0 })).toMatchObject({ right: false, untold: 1 })
  })
  it('is content when every payout was paid once, its own amount', () => {
    const found = judge(claims([payout('a'), payout('b')]), word([line('a'), line('b')]))
    expect(found).toMatchObject({ right: true, paid: 2, couldBePaid: 2, ledgerDriftMinor: '0' })
  })
  it('sees who was paid twice, and that we hide it', () => {
    const found = judge(claims([payout('a')]), word([line('a'), line('a', { transactionId: 'ATPid_again' })]))
    expect(found).toMatchObject({
      right: false,
      paidTwice: ['a'],
      overpaidUnreported: ['a'],
      ledgerDriftMinor: '500000',
    })
  })
  it('does not count a transfer that was taken back', () => {
    const back = line('a', { transactionId: 'ATPid_back', status: 'reversed' })
    expect(judge(claims([payout('a')]), word([line('a'), back])).right).toBe(true)
  })
  it('sees what we call paid and the provider never paid', () => {
    expect(judge(claims([payout('a')]), word([]))).toMatchObject({ right: false, lost: ['a'] })
  })
  it.each(['refused', 'in_progress', 'cancelled', 'ready'])('sees what the provider paid and we call %s', state => {
    expect(judge(claims([payout('a', { state })]), word([line('a')]))).toMatchObject({ right: false, lost: ['a'] })
  })
  it('takes an unknown with an owner for no loss, but for left when the provider would tell', () => {
    const held = claims([payout('a', { state: 'unknown' })], { withCase: new Set(['a']) })
    expect(judge(held, word([line('a')], { records: [record('a')] }))).toMatchObject({ lost: [], unknownLeft: ['a'] })
    expect(judge(held, word([])).unknownLeft).toEqual([])
  })
  it('sees what nobody follows', () => {
    const left = payout('a', { state: 'refused' })
    expect(judge(claims([left]), word([])).unowned).toEqual(['a'])
    expect(judge(claims([left], { withTimer: new Set(['a']) }), word([])).unowned).toEqual([])
  })
  it('sees another amount, and money paid for nothing of ours', () => {
    expect(judge(claims([payout('a')]), word([line('a', { amountMinor: '500100' })])).wrongAmount).toEqual(['a'])
    expect(judge(claims([payout('a')]), word([line('a'), line('stranger')])).lost).toEqual(['stranger'])
  })
  it('does not let everything be called unknown', () => {
    const many = Array.from({ length: 100 }, (_, i) => payout(`p${i}`, i < 2 ? { state: 'unknown' } : {}))
    const owned = claims(many, { withCase: new Set(['p0', 'p1']) })
    expect(judge(owned, word(many.slice(2).map(({ id }) => line(id))))).toMatchObject({ right: false, paid: 98 })
  })
  it('agrees only when mkono verify does', () => {
    expect(judge(claims([payout('a')], { verified: false }), word([line('a')])).right).toBe(false)
  })
})
