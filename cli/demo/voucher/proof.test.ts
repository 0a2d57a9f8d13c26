import { describe, expect, it } from 'vitest'
import { completedOtherwise, disagreementsOf, unverified, whoHadAll } from './proof.js'
import type { Voucher } from './vouchers.js'
import type { VoucherBook } from './world.js'

const voucher = (payoutId: string, state: string): Voucher => ({
  ...{ id: `v-${payoutId}`, payoutId, beneficiaryId: `b-${payoutId}`, distributionId: 'd', part: 1, ordinal: 1 },
  ...{ amountMinor: '2500', state, ended: null, issuedAt: '2026-11-26T09:00:00Z' },
  ...{ askedAt: '2026-11-26T09:00:01Z', reminders: 0 },
})
const card = (payoutId: string, state: string, spentMinor = '0'): VoucherBook['cards'][number] => ({
  ...{ reference: `${payoutId}.1`, issuedMinor: '2500', spentMinor, state },
  balanceMinor: state === 'cancelled' ? '0' : String(2500 - Number(spentMinor)),
})
function bookOf(cards: VoucherBook['cards']): VoucherBook {
  const sum = (of: (each: VoucherBook['cards'][number]) => string): string =>
    String(cards.reduce((total, each) => total + Number(of(each)), 0))
  const standing = cards.filter(({ state }) => state !== 'cancelled').map(({ reference }) => reference)
  return {
    cards,
    summary: {
      ...{ cards: cards.length, liveCards: cards.filter(({ balanceMinor }) => balanceMinor !== '0').length },
      ...{ spentMinor: sum(each => each.spentMinor), heldMinor: sum(each => each.balanceMinor), returnedMinor: '0' },
      referencesWithTwoCards: [...new Set(standing.filter((each, at) => standing.indexOf(each) !== at))],
      refPosUsedTwice: [],
    },
  }
}
const balances = { funding: '-10000', available: '5000', disbursed: '5000', reserved: '0', in_transit: '0' }
const judged = (cards: VoucherBook['cards'], changed: Record<string, string> = {}, emptied = 0) =>
  disagreementsOf({
    vouchers: [voucher('a', 'delivered'), voucher('b', 'delivered'), voucher('c', 'cancelled')],
    emptied,
    book: bookOf(cards),
    balances: { ...balances, ...changed },
    budgetMinor: 10_000n,
  })
const right = [card('a', 'unused'), card('b', 'partly used', '1130'), card('c', 'cancelled')]

describe('the judgement of the voucher demo', () => {
  it('finds nothing where Intersolve, our vouchers and the ledger say the same', () => {
    expect(judged(right)).toEqual([])
  })

  it('finds a card that nobody was given', () => {
    expect(judged([...right.slice(0, 2), card('c', 'unused')])).toEqual([
      'Not the same: the ledger’s disbursed and Intersolve’s book (5000 and 7500 cents).',
      'Intersolve’s book has 3 cards to be spent; by our vouchers it is 2.',
      '1 card is live that nobody was given.',
    ])
  })

  it('holds the cards that can be spent against the vouchers that people have not wholly spent', () => {
    const spent = [card('a', 'used', '2500'), ...right.slice(1)]
    expect(judged(spent, {}, 1)).toEqual([])
    expect(judged(spent, {}, 0)).toEqual(['Intersolve’s book has 1 card to be spent; by our vouchers it is 2.'])
    expect(judged(right, {}, 1)).toEqual(['Intersolve’s book has 2 cards to be spent; by our vouchers it is 1.'])
  })

  it('finds who has two, and who has none', () => {
    expect(judged([...right, card('a', 'unused')])).toContain('Somebody has two vouchers for one part of a payout.')
    expect(judged(right.slice(1))).toContain('A voucher was given for which 0 cards stand.')
  })

  it('finds a cent that is missing in the ledger, and money that is still on its way', () => {
    expect(judged(right, { available: '4999' })).toEqual([
      'Not the same: what is available and what was not given (4999 and 5000 cents).',
      'Not the same: all accounts of the ledger together and nothing (-1 and 0 cents).',
    ])
    expect(judged(right, { available: '2500', in_transit: '2500' })).toContain(
      'Not the same: money on its way and nothing (2500 and 0 cents).',
    )
  })
})

describe('who is completed in the voucher demo', () => {
  const given = (beneficiaryId: string, distributionId: string, state = 'delivered'): Voucher => ({
    ...voucher(`${beneficiaryId}-${distributionId}`, state),
    ...{ beneficiaryId, distributionId },
  })

  it('are those who had a voucher in every week: one taken back counts for nothing, one week counts once', () => {
    const all = [
      ...[given('a', 'week 1'), given('a', 'week 2', 'expired')],
      ...[given('b', 'week 1'), given('b', 'week 2', 'cancelled')],
      ...[given('c', 'week 1'), given('c', 'week 1')],
    ]
    expect(whoHadAll(all, 2)).toBe(1)
    expect(whoHadAll(all, 1)).toBe(3)
  })

  it('is part of the judgement, by the vouchers and by the plan', () => {
    expect(completedOtherwise({ completed: 42, hadAll: 42, planned: 42 })).toEqual([])
    expect(completedOtherwise({ completed: 0, hadAll: 42, planned: 42 })).toEqual([
      '42 people had a voucher in every week, and 0 are completed.',
    ])
    expect(completedOtherwise({ completed: 41, hadAll: 41, planned: 42 })).toEqual([
      '41 people had a voucher in every week; by the plan it is 42.',
    ])
  })

  it('does not outweigh a ledger of which verify does not say that it is in order', () => {
    expect(unverified({ ok: false, checks: [] })).toHaveLength(1)
    expect(unverified({ ok: true, checks: [] })).toEqual([])
  })
})
