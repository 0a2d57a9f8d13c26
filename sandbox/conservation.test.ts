import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FaultInput } from './fault-kinds.js'
import { minor } from './money.js'
import { startSandbox, type RunningSandbox } from './server.js'
import { feeFor } from './tariff.js'
import { bookFolder, listener, payer, patience, quick } from './testkit/payer.js'

/** Whatever is paid, refused, failed, repeated or reversed: the wallet lost exactly what the book says was paid. */

let phone: Awaited<ReturnType<typeof listener>>

beforeAll(async () => {
  phone = await listener()
})
afterAll(() => phone.stop())

const order = fc.record({
  phoneNumber: fc.integer({ min: 0, max: 30 }).map(last => `+2547${last % 3 === 0 ? '33' : '11'}0000${last + 10}`),
  amountMinor: fc.oneof(fc.integer({ min: 1, max: 12_000_000 }), fc.constant(0)),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      pay: fc.array(order, { minLength: 1, maxLength: 11 }),
      key: fc.integer({ max: 4, min: 0 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ topUpMinor: fc.integer({ min: 1, max: 10_000_000 }) }) },
  { weight: 1, arbitrary: fc.record({ reverseNth: fc.nat(20) }) },
)
type Step =
  { pay: { phoneNumber: string; amountMinor: number }[]; key: number } | { topUpMinor: number } | { reverseNth: number }
const fault: fc.Arbitrary<FaultInput> = fc.record({
  kind: fc.constantFrom(
    ...(['answer-lost-after', 'cut-body', 'entries-missing', 'float-exhausted', 'limit-reached'] as const),
    ...(['recipient-not-registered', 'callback-twice', 'callback-forged', 'callback-contradictory'] as const),
  ),
  probability: fc.constantFrom(0.2, 0.5, 1),
})
const idempotency = fc.constantFrom('on' as const, 'off' as const)

const major = (units: number): number => Number(`${Math.floor(units / 100)}.${String(units % 100).padStart(2, '0')}`)

async function play(sandbox: RunningSandbox, steps: readonly Step[], mode: 'on' | 'off', faults: FaultInput[]) {
  const us = payer(sandbox.url)
  await us.account({ ...quick, idempotency: mode, notificationUrl: `${phone.url}/n` })
  for (const one of faults) await us.arm(one)
  let toppedUp = 100_000_000
  for (const one of steps) {
    if ('pay' in one) {
      const orders = one.pay.map(({ phoneNumber, amountMinor }) => ({ phoneNumber, amount: major(amountMinor) }))
      await us
        .request(orders, `key-${one.key}`)
        .then(response => response.text())
        .catch(() => 'the answer was lost')
    } else if ('topUpMinor' in one) {
      toppedUp += one.topUpMinor
      await us.control('POST', '/accounts/demo/topups', { amountMinor: String(one.topUpMinor) })
    } else {
      const transactionId = (await us.book()).transfers[one.reverseNth]?.transactionId
      if (transactionId !== undefined) await us.control('POST', '/reversals', { transactionId })
    }
  }
  await expect.poll(us.health, patience).toMatchObject({ transfers: { queued: 0, validating: 0 } })
  return { us, toppedUp }
}

test('book and wallet agree to the last cent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      idempotency,
      fc.array(fault, { maxLength: 3 }),
      async (steps, mode, faults) => {
        const folder = bookFolder()
        const sandbox = await startSandbox({ dataFile: folder.dataFile })
        try {
          const { us, toppedUp } = await play(sandbox, steps, mode, faults)
          const { transfers, summary } = await us.book()
          const spent = transfers.reduce((sum, line) => {
            const amount = minor(Number(line.amountMinor))
            return sum + feeFor(amount) + (line.status === 'paid' ? amount : 0)
          }, 0)
          expect(await us.balanceMinor()).toBe(toppedUp - spent)
          const standing = transfers.filter(line => line.status === 'paid')
          expect(summary.paidMinor).toBe(String(standing.reduce((sum, line) => sum + Number(line.amountMinor), 0)))
          expect((await us.health()).transfers['paid']).toBe(transfers.length)
        } finally {
          await sandbox.stop()
          folder.remove()
        }
      },
    ),
    { numRuns: 25 },
  )
})
