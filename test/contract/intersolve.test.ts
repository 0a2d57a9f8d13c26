/** Intersolve's connector against its sandbox: the contract of all, and what is its own: its codes, factors and faults. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { IntersolveHarness } from './intersolveHarness.js'
import { voucherContract } from './voucherSuite.js'
import { anOrder, euros, takingBack, VoucherGround } from './voucherGround.js'

voucherContract(new IntersolveHarness())

const ground = new VoucherGround()
beforeAll(() => ground.start())
afterEach(() => ground.mend())
afterAll(() => ground.stop())

const notTaken = (reason: string) => ({ is: 'notTaken', reason })
const unknown = (reason: string) => ({ is: 'unknown', reason })

describe('a voucher', () => {
  it('is issued for the amount that was ordered, under its RefPos', async () => {
    const { order, card } = await ground.issued(anOrder({ amount: euros(1_999n) }))
    expect(card).toEqual({
      cardId: expect.stringMatching(/^\d{19}$/),
      pin: expect.stringMatching(/^\d{6}$/),
      amount: euros(1_999n),
      dueDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      transactionId: expect.stringMatching(/^\d{12}$/),
    })
    expect(await ground.book(order)).toMatchObject([{ reference: order.reference, issuedMinor: '1999' }])
  })

  it('keeps the zeros of its PIN, and they open it', async () => {
    await ground.account({ leadingZeros: true })
    const { card } = await ground.issued()
    await ground.account({ leadingZeros: false })
    expect(card.pin).toMatch(/^00\d{4}$/)
    expect((await ground.connector().balance({ ...card, currency: 'EUR' })).outcome).toMatchObject({ is: 'balance' })
  })

  it('of which all or part was spent tells what is left, to the cent', async () => {
    const { card } = await ground.issued()
    const ask = async () => (await ground.connector().balance({ ...card, currency: 'EUR' })).outcome
    expect(await ask()).toEqual({ is: 'balance', amount: euros(2_500n), usable: true, status: 'Active' })
    await ground.spend(card, '1245')
    for (const balanceFactor of [100, 10, 1, 1000]) {
      await ground.account({ balanceFactor })
      expect(await ask()).toMatchObject({ amount: euros(1_255n) })
    }
    await ground.account({ balanceFactor: 100 })
    await ground.spend(card, '1255')
    expect(await ask()).toMatchObject({ amount: euros(0n), usable: true })
  })

  it('that is due, blocked or inactive is not usable, which is no balance of nothing', async () => {
    const { card } = await ground.issued()
    const ask = async () => (await ground.connector().balance({ ...card, currency: 'EUR' })).outcome
    await ground.mark(card, { mark: 'blocked' })
    expect(await ask()).toEqual({ is: 'balance', amount: null, usable: false, why: 'blocked' })
    await ground.mark(card, { mark: 'inactive' })
    expect(await ask()).toMatchObject({ amount: null, why: 'inactive' })
    await ground.mark(card, { mark: 'active', dueDate: '2020-02-29' })
    expect(await ask()).toMatchObject({ amount: null, why: 'expired' })
  })

  it('that nobody has is not found, and another PIN opens none', async () => {
    const { card } = await ground.issued()
    const connector = ground.connector()
    const ask = async (change: object) => (await connector.balance({ ...card, currency: 'EUR', ...change })).outcome
    expect(await ask({ cardId: '7099999999999999999' })).toEqual({ is: 'notFound' })
    expect(await ask({ pin: card.pin === '123456' ? '654321' : '123456' })).toEqual({ is: 'wrongPin' })
  })

  it('with a due date that is past, missing or no date is issued with a remark', async () => {
    for (const [dueDate, oddity] of [
      ['past', 'due_date_past'],
      ['missing', 'due_date_missing'],
      ['malformed', 'due_date_missing'],
    ]) {
      await ground.trouble({ kind: 'due-date-odd', params: { dueDate }, count: 1 })
      const { outcome } = await ground.connector().issue(anOrder())
      expect(outcome).toMatchObject({ is: 'issued', oddities: [oddity] })
    }
  })
})

describe('an issue that meets trouble says what it knows and no more', () => {
  const where = 'voucher-issue'
  it.each([
    ['a lost answer, nothing issued', { kind: 'answer-lost-before' }, unknown('no_answer'), 0],
    ['a lost answer, a card issued', { kind: 'answer-lost-after' }, unknown('no_answer'), 1],
    ['half an answer', { kind: 'cut-body' }, unknown('no_answer'), 1],
    ['an answer later than our patience', { kind: 'slow', params: { delayMs: 900 } }, unknown('no_answer'), 1],
    ['an error page', { kind: 'status-500' }, unknown('unclear_answer'), 0],
    ['an error page, a card issued', { kind: 'status-500', params: { accepted: true } }, unknown('unclear_answer'), 1],
    ['a page of something between', { kind: 'html-503' }, unknown('unclear_answer'), 0],
    [
      'a page of a gateway, a card issued',
      { kind: 'html-502', params: { accepted: true } },
      unknown('unclear_answer'),
      1,
    ],
    ['a fault', { kind: 'soap-fault' }, unknown('unclear_answer'), 0],
    ['a fault, a card issued', { kind: 'soap-fault', params: { accepted: true } }, unknown('unclear_answer'), 1],
    ['a redirect', { kind: 'redirect-307' }, unknown('unclear_answer'), 0],
    [
      'a code of another matter',
      { kind: 'result-code', params: { code: 101, accepted: true } },
      unknown('unclear_answer'),
      1,
    ],
    [
      'a code that is in no list',
      { kind: 'result-code', params: { code: 999, accepted: true } },
      unknown('unclear_answer'),
      1,
    ],
    ['being asked to slow down', { kind: 'status-429' }, notTaken('throttled'), 0],
    ['being turned away', { kind: 'status-401' }, notTaken('credentials'), 0],
  ])('%s', async (_, fault, outcome, cards) => {
    await ground.trouble({ where, ...fault })
    const order = anOrder()
    const answer = await ground.connector({ settings: { answerTimeoutMs: '600' } }).issue(order)
    expect(answer.outcome).toEqual(outcome)
    await ground.mend()
    expect(await ground.book(order)).toHaveLength(cards)
  })

  it.each([
    ['at an address where nobody listens', { unreachable: true }, notTaken('not_reached')],
    ['with another password', { wrongPassword: true }, notTaken('credentials')],
    ['by a sender that comes too late', { clock: () => Number.MAX_SAFE_INTEGER }, notTaken('too_late')],
    ['of another product', { settings: { ean: '4000000000000' } }, notTaken('not_permitted')],
    [
      'above the most that a card takes, by our settings',
      { settings: { maxAmountMinor: '2499' } },
      notTaken('amount_not_allowed'),
    ],
  ])('%s it issues nothing', async (_, options, outcome) => {
    const order = anOrder()
    expect((await ground.connector(options).issue(order)).outcome).toEqual(outcome)
    expect(await ground.book(order)).toEqual([])
  })

  it('above the most that the FSP takes it is refused', async () => {
    const order = anOrder({ amount: euros(15_001n) })
    expect((await ground.connector().issue(order)).outcome).toEqual({ is: 'refused', reason: 'amount_not_allowed' })
  })

  it('does not leave where the limit of requests says no', async () => {
    const order = anOrder({ mayLeave: async () => false })
    expect((await ground.connector().issue(order)).outcome).toEqual(notTaken('too_late'))
    expect(await ground.book(order)).toEqual([])
  })

  it('does not leave when its process dies before the first byte', async () => {
    const order = anOrder()
    const beforeFirstByte = () => {
      throw new Error('killed')
    }
    await expect(ground.connector({ beforeFirstByte }).issue(order)).rejects.toThrow('killed')
    expect(await ground.book(order)).toEqual([])
  })
})

describe('a lost issue is settled by its RefPos', () => {
  it('cancelled, it leaves no card, and the voucher is issued anew under another', async () => {
    await ground.trouble({ kind: 'answer-lost-after', where: 'voucher-issue', count: 1 })
    const lost = anOrder()
    expect((await ground.connector().issue(lost)).outcome.is).toBe('unknown')
    const { outcome } = await ground.connector().cancelByRefPos(takingBack(lost))
    expect(outcome).toEqual({ is: 'cancelled', returned: lost.amount })
    const again = anOrder({ reference: lost.reference })
    await ground.issued(again)
    expect([...(await ground.book(lost)), ...(await ground.book(again))].map(({ state }) => state)).toEqual([
      'cancelled',
      'unused',
    ])
  })

  it('is never found to be “no”: what the FSP does not find may still come', async () => {
    await ground.account({ unknownRefPos: 101 })
    const order = anOrder()
    expect((await ground.connector().cancelByRefPos(takingBack(order))).outcome).toEqual({ is: 'notFound' })
    await ground.account({ unknownRefPos: 18 })
    expect((await ground.connector().cancelByRefPos(takingBack(order))).outcome).toEqual({ is: 'unable' })
    await ground.issued(order)
    expect(await ground.book(order)).toHaveLength(1)
  })
})

describe('cancelling', () => {
  it.each([
    ['a lost answer', { kind: 'answer-lost-after' }, unknown('no_answer'), 'cancelled'],
    ['a lost answer, nothing done', { kind: 'answer-lost-before' }, unknown('no_answer'), 'unused'],
    ['half an answer', { kind: 'cut-body' }, unknown('no_answer'), 'cancelled'],
    ['an error page', { kind: 'html-503', params: { accepted: true } }, unknown('unclear_answer'), 'cancelled'],
    ['a fault', { kind: 'soap-fault' }, unknown('unclear_answer'), 'unused'],
    ['being asked to slow down', { kind: 'status-429' }, notTaken('throttled'), 'unused'],
  ])('%s proves nothing, and the balance tells which it was', async (_, fault, outcome, state) => {
    const { order, card } = await ground.issued()
    await ground.trouble({ where: 'voucher-cancel', ...fault })
    expect((await ground.connector().cancelByRefPos(takingBack(order))).outcome).toEqual(outcome)
    await ground.mend()
    expect(await ground.book(order)).toMatchObject([{ state }])
    const { outcome: now } = await ground.connector().balance({ ...card, currency: 'EUR' })
    expect(now).toMatchObject({ amount: euros(state === 'cancelled' ? 0n : 2_500n) })
  })

  it('what was spent of is already used, and stays with what it holds', async () => {
    const { order, card } = await ground.issued()
    await ground.spend(card, '100')
    expect((await ground.connector().cancelByRefPos(takingBack(order))).outcome).toEqual({ is: 'alreadyUsed' })
    expect(await ground.book(order)).toMatchObject([{ balanceMinor: '2400', state: 'partly used' }])
  })

  it('twice is not cancelled twice, and the second time proves nothing', async () => {
    const { order } = await ground.issued()
    expect((await ground.connector().cancelByRefPos(takingBack(order))).outcome.is).toBe('cancelled')
    expect((await ground.connector().cancelByRefPos(takingBack(order))).outcome).toEqual({ is: 'unable' })
  })

  it('by the card does the same', async () => {
    const { order, card } = await ground.issued()
    const cancel = { cardId: card.cardId, transactionId: card.transactionId ?? '', amount: card.amount }
    const leaving = { ...cancel, sendByMs: Date.now() + 30_000 }
    expect((await ground.connector().cancelCard({ ...leaving, transactionId: '1' })).outcome.is).toBe('unable')
    expect((await ground.connector().cancelCard(leaving)).outcome).toEqual({ is: 'cancelled', returned: card.amount })
    expect(await ground.book(order)).toMatchObject([{ state: 'cancelled' }])
  })

  it('too late sends nothing', async () => {
    const { order } = await ground.issued()
    const late = ground.connector({ clock: () => Number.MAX_SAFE_INTEGER })
    expect((await late.cancelByRefPos(takingBack(order))).outcome).toEqual(notTaken('too_late'))
    expect(await ground.book(order)).toMatchObject([{ state: 'unused' }])
  })
})

describe('an answer that is no balance is none', () => {
  it.each([
    [{ kind: 'result-code', params: { code: 9 } }, unknown('not_permitted')],
    [{ kind: 'result-code', params: { code: 3 } }, unknown('credentials')],
    [{ kind: 'result-code', params: { code: 0 } }, unknown('unclear_answer')],
    [{ kind: 'result-code', params: { code: 555 } }, unknown('unclear_answer')],
    [{ kind: 'status-500' }, unknown('unclear_answer')],
    [{ kind: 'answer-lost-before' }, unknown('no_answer')],
  ])('%j', async (fault, outcome) => {
    const { card } = await ground.issued()
    await ground.trouble({ where: 'voucher-balance', ...fault })
    expect((await ground.connector().balance({ ...card, currency: 'EUR' })).outcome).toEqual(outcome)
  })
})

describe('testing the connection moves nothing and tells', () => {
  it.each([
    ['that it works', {}, undefined, { is: 'ok' }],
    ['wrong credentials', { wrongPassword: true }, undefined, { is: 'refused', reason: 'credentials' }],
    ['that nobody answers', { unreachable: true }, undefined, { is: 'unreachable', reason: 'not_reached' }],
    ['that nobody answers whole', {}, { kind: 'cut-body' }, { is: 'unreachable', reason: 'no_answer' }],
    [
      'a retailer that is not known',
      {},
      { kind: 'result-code', params: { code: 9 } },
      { is: 'refused', reason: 'not_permitted' },
    ],
    ['a wrong address', {}, { kind: 'status-401' }, { is: 'refused', reason: 'credentials' }],
    ['something that is not the service', {}, { kind: 'html-503' }, { is: 'unclear', reason: 'unclear_answer' }],
    [
      'a word that is in no list',
      {},
      { kind: 'result-code', params: { code: 700 } },
      { is: 'unclear', reason: 'unclear_answer' },
    ],
  ])('%s', async (_, options, fault, finding) => {
    if (fault) await ground.trouble({ where: 'voucher-balance', ...fault })
    expect(await ground.connector(options).testConnection()).toEqual(finding)
  })
})
