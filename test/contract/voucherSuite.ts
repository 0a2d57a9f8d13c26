/**
 * The contract of connectors that give vouchers (fsp/voucherContract.ts), as one suite that each of them passes against its
 * sandbox. The judge is the sandbox's own book: which cards stand with how much, not what anybody says.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BalanceOutcome, CancelOutcome, IssuedCard, IssueOrder } from '../../fsp/voucherContract.js'
import type { VoucherConnectorOptions, VoucherHarness, VoucherTrouble } from './voucherHarness.js'

export function voucherContract(harness: VoucherHarness): void {
  describe(`${harness.name} keeps the contract of vouchers`, () => {
    beforeAll(() => harness.start())
    afterAll(() => harness.stop())
    afterEach(() => harness.mend())
    const ground = onGround(harness)
    saysOfItself(harness)
    issuing(harness, ground)
    cancelling(harness, ground)
    balances(harness, ground)
  })
}

/** Each trouble, and how many cards stand after it at an order. */
const unclear: readonly (readonly [VoucherTrouble, 0 | 1])[] = [
  ['answer lost before it was done', 0],
  ['answer lost after it was done', 1],
  ['slow answer', 1],
  ['cut answer', 1],
  ['server error', 0],
  ['server error after it was done', 1],
  ['page of something between', 0],
  ['page of something between after it was done', 1],
  ['page of a gateway', 0],
  ['page of a gateway after it was done', 1],
  ['the protocol’s own fault', 0],
  ['the protocol’s own fault after it was done', 1],
  ['redirect', 0],
  ['a word in no list', 0],
  ['a word in no list after it was done', 1],
]
const turnedAway: readonly VoucherTrouble[] = ['throttled', 'credentials expired']
const impatient = { answerTimeoutMs: 600 }
const soon = (): number => Date.now() + 30_000

type Ground = ReturnType<typeof onGround>

function onGround(harness: VoucherHarness) {
  const issued = async (order = harness.order()): Promise<{ order: IssueOrder; card: IssuedCard }> => {
    const { outcome } = await harness.connector().issue(order)
    if (outcome.is !== 'issued') throw new Error(`Not issued, but ${outcome.is}.`)
    return { order, card: outcome.card }
  }
  const cancel = async (
    { refPos, amount }: IssueOrder,
    options: VoucherConnectorOptions = {},
  ): Promise<CancelOutcome> =>
    (await harness.connector(options).cancelByRefPos({ refPos, amount, sendByMs: soon() })).outcome
  const balance = async (
    { cardId, pin, amount }: Pick<IssuedCard, 'cardId' | 'pin' | 'amount'>,
    options: VoucherConnectorOptions = {},
  ): Promise<BalanceOutcome> =>
    (await harness.connector(options).balance({ cardId, pin, currency: amount.currency })).outcome
  /** what the cards of an order hold that were not taken back */
  const held = async ({ refPos }: IssueOrder): Promise<bigint[]> =>
    (await harness.book(refPos)).filter(({ isTakenBack }) => !isTakenBack).map(({ balanceMinor }) => balanceMinor)
  return { issued, cancel, balance, held }
}

function saysOfItself(harness: VoucherHarness): void {
  it('says what it can: times and bounds that a voucher’s life can count on', () => {
    const said = harness.connector().describe()
    expect(said.callsAtOnce).toBeGreaterThanOrEqual(1)
    expect(said.longestProcessingMs).toBeGreaterThan(0)
    // A lost order is cancelled after it must have been done, and as long as the FSP takes it.
    expect(said.cancelWindowMs).toBeGreaterThan(said.longestProcessingMs)
    expect(said.currencies).toContain(harness.amount(1n).currency)
    expect(said.stepMinor(harness.amount(1n).currency)).toBeGreaterThanOrEqual(1n)
  })

  it('makes names for orders by chance: a thousand are a thousand', () => {
    const connector = harness.connector()
    expect(new Set(Array.from({ length: 1_000 }, () => connector.newRefPos())).size).toBe(1_000)
  })
}

function issuing(harness: VoucherHarness, { issued, balance, cancel, held }: Ground): void {
  describe('an order', () => {
    it('makes one card of exactly the amount, under its RefPos, which its PIN opens', async () => {
      const { order, card } = await issued(harness.order({ amount: harness.amount(1_999n) }))
      expect(card.amount).toEqual(harness.amount(1_999n))
      expect(await harness.book(order.refPos)).toEqual([
        { reference: order.reference, issuedMinor: 1_999n, balanceMinor: 1_999n, isTakenBack: false },
      ])
      expect(await balance(card)).toMatchObject({ is: 'balance', amount: harness.amount(1_999n), usable: true })
    })

    it('keeps the zeros at the beginning of a PIN', async () => {
      await harness.leadingZeros(true)
      const { card } = await issued()
      await harness.leadingZeros(false)
      expect(card.pin).toMatch(/^0/)
      expect(await balance(card)).toMatchObject({ is: 'balance', usable: true })
      expect(await balance({ ...card, pin: card.pin.replace(/^0+/, '') })).not.toMatchObject({ is: 'balance' })
    })

    it.each(unclear)('that meets %s is unknown, whether or not a card was made', async (kind, cards) => {
      await harness.trouble(kind, 'issue')
      const order = harness.order()
      const { outcome } = await harness.connector(impatient).issue(order)
      expect(outcome.is).toBe('unknown')
      await harness.mend()
      expect(await harness.book(order.refPos)).toHaveLength(cards)
      // Settled by taking back what it may have made: after that nothing stands.
      const settled = await cancel(order)
      expect(cards === 1 ? settled.is === 'cancelled' : settled.is !== 'cancelled').toBe(true)
      expect(await held(order)).toEqual([])
    })

    it.each(turnedAway)('that is turned away (%s) makes no card, and may be made again', async kind => {
      await harness.trouble(kind, 'issue')
      const order = harness.order()
      expect((await harness.connector().issue(order)).outcome.is).toBe('notTaken')
      await harness.mend()
      expect(await harness.book(order.refPos)).toEqual([])
    })

    it.each([
      ['at an address where nobody listens', { unreachable: true }],
      ['with credentials that are not known', { wrongCredentials: true }],
      ['by a sender that slept too long', { clock: () => Number.MAX_SAFE_INTEGER }],
    ])('%s leaves nothing behind', async (_, options) => {
      const order = harness.order()
      expect((await harness.connector(options).issue(order)).outcome.is).toBe('notTaken')
      expect(await harness.book(order.refPos)).toEqual([])
    })

    it('does not leave where its limit says no, nor when its process dies before the first byte', async () => {
      const limited = harness.order({ mayLeave: async () => false })
      expect((await harness.connector().issue(limited)).outcome.is).toBe('notTaken')
      const order = harness.order()
      const beforeFirstByte = (): never => {
        throw new Error('killed')
      }
      await expect(harness.connector({ beforeFirstByte }).issue(order)).rejects.toThrow('killed')
      expect([...(await harness.book(limited.refPos)), ...(await harness.book(order.refPos))]).toEqual([])
    })

    it('with a name that is none of the FSP’s leaves nothing behind', async () => {
      for (const refPos of ['', '12 34', '<RefPos>1</RefPos>', '9'.repeat(60)]) {
        expect((await harness.connector().issue(harness.order({ refPos }))).outcome.is).toBe('notTaken')
        expect(await harness.book(refPos)).toEqual([])
      }
    })

    it('under a RefPos that was used, against the contract, is no second live card once that is cancelled', async () => {
      const { order } = await issued()
      await harness.connector().issue(order)
      for (let times = 0; times < 3; times += 1) await cancel(order)
      expect(await held(order)).toEqual([])
    })

    it('of a card that is due before today is issued with a remark, so that nobody gets it', async () => {
      await harness.nextIsPast()
      expect((await harness.connector().issue(harness.order())).outcome).toMatchObject({
        is: 'issued',
        oddities: ['due_date_past'],
      })
    })

    it('many at once are as many cards', async () => {
      const orders = Array.from({ length: 12 }, () => harness.order())
      const answers = await Promise.all(orders.map(order => harness.connector().issue(order)))
      const cards = answers.flatMap(({ outcome }) => (outcome.is === 'issued' ? [outcome.card.cardId] : []))
      expect(new Set(cards).size).toBe(12)
    })
  })
}

function cancelling(harness: VoucherHarness, { issued, cancel, balance, held }: Ground): void {
  describe('cancelling', () => {
    it('takes all of it back, by RefPos or by card, and says how much', async () => {
      const one = await issued()
      expect(await cancel(one.order)).toEqual({ is: 'cancelled', returned: one.order.amount })
      const { order, card } = await issued()
      const { cardId, transactionId, amount } = card
      const by = { cardId, transactionId: transactionId ?? '', amount, sendByMs: soon() }
      expect((await harness.connector().cancelCard(by)).outcome).toEqual({ is: 'cancelled', returned: amount })
      expect([...(await held(one.order)), ...(await held(order))]).toEqual([])
    })

    it('what was spent of can not be taken back, and keeps what it holds', async () => {
      const { order, card } = await issued()
      await harness.spend(card, 1n)
      expect((await cancel(order)).is).not.toBe('cancelled')
      expect(await held(order)).toEqual([order.amount.minor - 1n])
      expect(await balance(card)).toMatchObject({ is: 'balance', amount: harness.amount(order.amount.minor - 1n) })
    })

    it('twice is not cancelled twice, and what never was is never “no”', async () => {
      const { order } = await issued()
      expect((await cancel(order)).is).toBe('cancelled')
      for (const which of [order, harness.order()])
        expect(['unable', 'notFound', 'alreadyUsed']).toContain((await cancel(which)).is)
    })

    it.each(unclear)('that meets %s proves nothing, and the balance tells which it was', async (kind, done) => {
      const { order, card } = await issued()
      await harness.trouble(kind, 'cancel')
      expect((await cancel(order, impatient)).is).toBe('unknown')
      await harness.mend()
      expect(await held(order)).toHaveLength(done === 1 ? 0 : 1)
      const told = await balance(card)
      const whole = told.is === 'balance' && told.usable && told.amount.minor === order.amount.minor
      expect(whole).toBe(done === 0)
    })

    it.each(turnedAway)('that is turned away (%s) is cancelled again', async kind => {
      const { order } = await issued()
      await harness.trouble(kind, 'cancel')
      expect((await cancel(order)).is).toBe('notTaken')
      await harness.mend()
      expect((await cancel(order)).is).toBe('cancelled')
    })

    it('too late, or of a card that can be none, sends nothing', async () => {
      const { order, card } = await issued()
      expect((await cancel(order, { clock: () => Number.MAX_SAFE_INTEGER })).is).toBe('notTaken')
      const by = { amount: card.amount, sendByMs: soon() }
      for (const cardId of ['', 'card', '<CardId/>'])
        expect((await harness.connector().cancelCard({ ...by, cardId, transactionId: '1' })).outcome.is).toBe(
          'notTaken',
        )
      expect(await held(order)).toEqual([order.amount.minor])
    })
  })
}

function balances(harness: VoucherHarness, { issued, balance }: Ground): void {
  describe('a balance', () => {
    it('is what is left, to the last minor unit, also of nothing', async () => {
      const { card } = await issued()
      for (const [spent, left] of [
        [1_245n, 1_255n],
        [1_255n, 0n],
      ] as const) {
        await harness.spend(card, spent)
        expect(await balance(card)).toMatchObject({ is: 'balance', usable: true, amount: harness.amount(left) })
      }
    })

    it.each(['blocked', 'inactive', 'expired'] as const)('of a card that is %s is never nothing', async what => {
      const { card } = await issued()
      await harness.make(card, what)
      const told = await balance(card)
      expect(told).toMatchObject({ is: 'balance', usable: false, why: what })
      if (told.is === 'balance') expect(told.amount?.minor).not.toBe(0n)
    })

    it('is told to nobody with another PIN, nor of a card that nobody has', async () => {
      const { card } = await issued()
      const other = card.pin === '123456' ? '654321' : '123456'
      expect(await balance({ ...card, pin: other })).toEqual({ is: 'wrongPin' })
      expect(await balance({ ...card, cardId: card.cardId.replace(/\d/g, '0') })).toEqual({ is: 'notFound' })
    })

    it.each([...unclear.map(([kind]) => kind), ...turnedAway])('that meets %s is unknown', async kind => {
      const { card } = await issued()
      await harness.trouble(kind, 'balance')
      expect((await balance(card, impatient)).is).toBe('unknown')
    })
  })
}
