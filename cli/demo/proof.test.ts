import { expect, test } from 'vitest'
import type { ZodType } from 'zod'
import type { Desk } from './desk.js'
import type { Payout } from './payouts.js'
import { readPlan } from './plan.js'
import { proveBooks } from './proof.js'
import type { Provider, ProviderBook } from './provider.js'
import type { Stage } from './stage.js'

/** A world of two paid households and one refused, in which everything agrees; each test makes one thing wrong. */
function aWorld() {
  const plan = readPlan()
  const { callbacksTwiceFor, answerLostPaying } = plan.faults
  const payout = (id: string, state: string, amountMinor: string): Payout => ({
    ...{ id, beneficiaryId: `person of ${id}`, ref: `ISI-${id}`, amountMinor, state },
    ...{ reason: null, attempts: 1 },
  })
  const transfer = (payoutId: string, phoneNumber: string, amountMinor: string): ProviderBook['transfers'][number] => ({
    ...{ payoutId, phoneNumber, amountMinor, currency: 'KES', status: 'paid' },
  })
  const person = (id: string, phone: string, householdSize: number) => ({ id: `person of ${id}`, phone, householdSize })
  const world = {
    payouts: [payout('1', 'paid', '500000'), payout('2', 'paid', '600000'), payout('3', 'refused', '500000')],
    people: [person('1', answerLostPaying, 3), person('2', '+254700000002', 7), person('3', '+254700000003', 5)],
    transfers: [transfer('1', answerLostPaying, '500000'), transfer('2', '+254700000002', '600000')],
    balances: {
      ...{ funding: `-${plan.programme.budgetMinor}`, available: '398397000', reserved: '501000' },
      ...{ disbursed: '1100000', fees: '2000', overpaid: '0' },
    } as Record<string, string>,
    wallet: BigInt(plan.programme.walletMinor) - 1_102_000n,
    verify: { ok: true, checks: [] as { name: string; ok: boolean; found: string; expected?: string }[] },
    hits: [1, 1, callbacksTwiceFor.length],
    callbacks: { applied: 3 } as Record<string, number>,
    lostCall: { state: 'lost', attemptsInCall: 10 },
  }
  return { plan, world }
}
type World = ReturnType<typeof aWorld>

const total = (transfers: World['world']['transfers']): string =>
  transfers.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n).toString()

async function judged(spoil: (world: World['world']) => void): Promise<readonly string[]> {
  const { plan, world } = aWorld()
  spoil(world)
  const answers: [pattern: RegExp, answer: () => unknown][] = [
    [/^\/ledger\/verify/, () => world.verify],
    [/\/balances$/, () => ({ balances: world.balances })],
    [/\/beneficiaries\?/, () => ({ items: world.people, next: null })],
    [/^\/distributions\/round\/payouts/, () => ({ items: world.payouts, next: null })],
    [/^\/callbacks\//, () => ({ unknownTokens: 0, accounts: [{ refused: '0', byState: world.callbacks }] })],
    [/^\/payouts\//, () => ({ calls: [world.lostCall] })],
  ]
  const get = <T>(path: string, shape: ZodType<T>): Promise<T> => {
    const found = answers.find(([pattern]) => pattern.test(path))
    if (!found) throw new Error(`Nobody answers ${path}`)
    return Promise.resolve(shape.parse(found[1]()))
  }
  const provider: Pick<Provider, 'book' | 'walletMinor' | 'hits'> = {
    book: () =>
      Promise.resolve({
        summary: {
          ...{ transfers: world.transfers.length, paidMinor: total(world.transfers) },
          numbersOrPayoutsPaidTwice: 0,
        },
        transfers: world.transfers,
      }),
    walletMinor: () => Promise.resolve(world.wallet),
    hits: fault => Promise.resolve(world.hits[fault] ?? 0),
  }
  const stage = { plan, maker: { get } as unknown as Desk, provider } as unknown as Stage
  const armed = { answerLost: 0, callbackLost: 1, callbacksTwice: 2 }
  const books = await proveBooks(stage, { programmeId: 'isiolo', fspAccountId: 'mpesa', armed }, 'round')
  return books.disagreements
}

test('books that agree are proven', async () => {
  expect(await judged(() => undefined)).toEqual([])
})

test('a payout that the provider paid twice is told', async () => {
  const said = await judged(world => world.transfers.push(...world.transfers.slice(0, 1)))
  expect(said).toContain('ISI-1 is paid, and the provider paid it 2 times.')
})

test('a payout that only we believe to be paid is told', async () => {
  expect(await judged(world => world.transfers.pop())).toContain('ISI-2 is paid, and the provider paid it 0 times.')
})

test('a payout that only the provider knows to be paid is told', async () => {
  const said = await judged(world => world.transfers.push({ ...world.transfers[0]!, payoutId: '3' }))
  expect(said).toContain('ISI-3 is refused, but the provider paid it.')
})

test('a payment that belongs to no payout is told', async () => {
  const said = await judged(world => world.transfers.push({ ...world.transfers[0]!, payoutId: null }))
  expect(said).toContain('The provider paid 1 times for no payout of this round.')
})

test('a payment to another number is told', async () => {
  const said = await judged(world => void (world.transfers[1]!.phoneNumber = '+254700000009'))
  expect(said).toEqual(['ISI-2 was paid at another number than the one in use.'])
})

test('two amounts that were swapped are told, though the sums are right', async () => {
  const said = await judged(world => {
    world.transfers[0]!.amountMinor = '600000'
    world.transfers[1]!.amountMinor = '500000'
  })
  expect(said).toEqual([
    'ISI-1 was paid another amount than was approved.',
    'ISI-2 was paid another amount than was approved.',
  ])
})

test('an amount that the rules do not give is told', async () => {
  const said = await judged(world => void (world.people[1]!.householdSize = 6))
  expect(said).toEqual(['ISI-2 was approved another amount than the rules give.'])
})

test('a cent that is missing in the wallet is told', async () => {
  expect(await judged(world => void (world.wallet -= 1n))).toHaveLength(1)
})

test('a ledger that does not add up to nothing is told', async () => {
  expect(await judged(world => void (world.balances['reserved'] = '501001'))).toHaveLength(1)
})

test('a proof of mkono verify that fails is told with what it found', async () => {
  const check = { name: 'postings sum to zero', ok: false, found: '1', expected: '0' }
  const said = await judged(world => void (world.verify = { ok: false, checks: [check] }))
  expect(said).toEqual(['postings sum to zero: found 1, expected 0.'])
})

test('a callback that could not be applied is told', async () => {
  expect(await judged(world => void (world.callbacks['failed'] = 1))).toEqual(['1 callback ended as failed.'])
})

test('a fault that did not strike is told: nothing would have been shown', async () => {
  expect(await judged(world => void (world.hits[1] = 0))).toHaveLength(1)
  expect(await judged(world => void (world.lostCall.attemptsInCall = 9))).toHaveLength(1)
})
