import { describe, expect, it } from 'vitest'
import type { VoucherCard } from '../provider.js'
import { judgeVouchers, type VoucherClaims } from './judge.js'
import type { OurVoucher } from './reading.js'

const voucher = (payoutId: string, over: Partial<OurVoucher> = {}): OurVoucher => ({
  ...{ id: `v-${payoutId}`, payoutId, part: 1, parts: 1, ordinal: 1, amountMinor: '2500', state: 'delivered' },
  ...{ movedMinor: null, ended: null, ...over },
})
let cards = 0
const card = (payoutId: string, over: Partial<VoucherCard> = {}): VoucherCard => ({
  ...{ refPos: `ref-${(cards += 1)}`, reference: `${payoutId}.1`, state: 'unused', issuedMinor: '2500' },
  ...{ spentMinor: '0', balanceMinor: '2500', ...over },
})
const takenBack = { state: 'cancelled', balanceMinor: '0' }
const claims = (vouchers: OurVoucher[], over: Partial<VoucherClaims> = {}): VoucherClaims => {
  const ids = [...new Set(vouchers.map(({ payoutId }) => payoutId))]
  const isPaid = (id: string): boolean => vouchers.some(each => each.payoutId === id && each.state === 'delivered')
  const disbursed = 2500n * BigInt(ids.filter(isPaid).length)
  return {
    payouts: ids.map(id => ({ id, amountMinor: '2500', state: isPaid(id) ? 'paid' : 'closed' })),
    vouchers,
    balances: { funding: -100_000n, available: 100_000n - disbursed, disbursed },
    fundedMinor: 100_000n,
    ...over,
  }
}

describe('the judge of vouchers', () => {
  it('is content when everybody has the card that we say, and what was taken back is gone', () => {
    const ours = [voucher('a'), voucher('b', { state: 'cancelled', ended: 'declined' })]
    expect(judgeVouchers(claims(ours), [card('a'), card('b', takenBack)])).toMatchObject({
      ...{ right: true, cards: 2, liveCards: 1 },
    })
  })
  it('sees two live cards for one part of a payout', () => {
    const found = judgeVouchers(claims([voucher('a')]), [card('a'), card('a')])
    expect(found).toMatchObject({ right: false, twoCards: ['a.1'], nobodys: ['a.1'] })
  })
  it('counts what was spent as theirs, wholly or in part, and sees what the ledger says of it otherwise', () => {
    const used = { state: 'used', spentMinor: '2500', balanceMinor: '0' }
    const partly = { state: 'partly used', spentMinor: '900', balanceMinor: '1600' }
    const ours = [voucher('a'), voucher('b')]
    expect(judgeVouchers(claims(ours), [card('a', used), card('b', partly)])).toMatchObject({
      ...{ right: true, liveCards: 2, spentMinor: '3400' },
    })
    const back = [voucher('a', { state: 'cancelled' }), voucher('b')]
    expect(judgeVouchers(claims(back), [card('a', used), card('b')])).toMatchObject({ right: false, nobodys: ['a.1'] })
    const less = { available: 98_400n, disbursed: 1_600n, funding: -100_000n }
    expect(judgeVouchers(claims([voucher('b')], { balances: less }), [card('b', partly)]).driftIn).toEqual([
      'disbursed, against what people spent and hold: 1600 and 2500',
    ])
  })
  it('takes what came off a payout that was given in part for not given, and sees a card that still stands for it', () => {
    const parts = { parts: 2, movedMinor: null }
    const ours = [
      voucher('a', { ...parts, amountMinor: '1500' }),
      voucher('a', { ...parts, id: 'other', part: 2, amountMinor: '1000', state: 'cancelled', movedMinor: '1000' }),
    ]
    const first = card('a', { issuedMinor: '1500', spentMinor: '400', balanceMinor: '1100' })
    const second = { reference: 'a.2', issuedMinor: '1000' }
    const balances = { funding: -100_000n, available: 98_500n, disbursed: 1_500n }
    const judged = (over: object) =>
      judgeVouchers(claims(ours, { balances }), [first, card('a', { ...second, ...over })])
    expect(judged(takenBack)).toMatchObject({ right: true, wrongAmount: [] })
    expect(judged({})).toMatchObject({ right: false, wrongAmount: ['a'], nobodys: ['a.2'] })
    const notBooked = ours.map(each => ({ ...each, movedMinor: null }))
    const card2 = card('a', { ...second, ...takenBack })
    expect(judgeVouchers(claims(notBooked, { balances }), [first, card2]).wrongAmount).toEqual(['a'])
  })
  it('forgives the card of an order that is declared lost, and tells of it', () => {
    const ours = [voucher('a', { state: 'lost' }), voucher('a', { id: 'again', ordinal: 2 })]
    const found = judgeVouchers(claims(ours), [card('a'), card('a')])
    expect(found).toMatchObject({ twoCards: [], nobodys: [], late: ['a.1'] })
  })
  it.each(['cancelled', 'void', 'refused'])('sees a live card whose voucher we call %s', state => {
    expect(judgeVouchers(claims([voucher('a', { state })]), [card('a')])).toMatchObject({
      ...{ right: false, nobodys: ['a.1'] },
    })
  })
  it('sees a live card for nothing that we ever ordered', () => {
    expect(judgeVouchers(claims([voucher('a')]), [card('a'), card('stranger')]).nobodys).toEqual(['stranger.1'])
  })
  it('sees a voucher that we call given, and no card stands for it', () => {
    expect(judgeVouchers(claims([voucher('a')]), [card('a', takenBack)])).toMatchObject({
      ...{ right: false, missing: ['a.1'] },
    })
  })
  it('sees a card of another amount, and a payout of which one part is missing', () => {
    const dear = card('a', { issuedMinor: '9900', balanceMinor: '9900' })
    expect(judgeVouchers(claims([voucher('a')]), [dear]).wrongAmount).toEqual(['a', 'a.1'])
    const half = voucher('a', { amountMinor: '1250', parts: 2 })
    const found = judgeVouchers(claims([half]), [card('a', { issuedMinor: '1250', balanceMinor: '1250' })])
    expect(found.wrongAmount).toEqual(['a'])
  })
  it('sees one RefPos under two cards, and money that the ledger has elsewhere', () => {
    const twice = [card('a', { refPos: 'one' }), card('b', { refPos: 'one' })]
    const found = judgeVouchers(claims([voucher('a'), voucher('b')], { fundedMinor: 1n }), twice)
    expect(found).toMatchObject({ right: false, refPosTwice: ['one'] })
    expect(found.driftIn).toEqual(['funding, against what was funded: 100000 and 1'])
  })
  it('sees what is not at its end', () => {
    const asked = claims([voucher('a', { state: 'waiting' })], {
      payouts: [{ id: 'a', amountMinor: '2500', state: 'in_progress' }],
    })
    expect(judgeVouchers(asked, [card('a')])).toMatchObject({ right: false, underWay: ['a', 'a'] })
  })
})
