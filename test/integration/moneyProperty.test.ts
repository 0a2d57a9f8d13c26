import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openNextAttempts } from '../../db/batchRetries.js'
import { dueToAsk, recordAsked, type FoundByAsking } from '../../db/asking.js'
import type { AnswerToRecord } from '../../db/answers.js'
import { takeCalls, type CallToSend } from '../../db/calls.js'
import { applyNotices, storeNotice, type Understood } from '../../db/notices.js'
import { openAttempt } from '../../db/openAttempt.js'
import { verifyBooks } from '../../db/verify.js'
import type { AttemptKey, DistributionId, PayoutId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import { aDistribution, aPayday, asha, transactionId, type Payday, recordAnswer } from '../world/payday.js'

/**
 * A provider that loses answers and callbacks, repeats, forges and contradicts, and never answers a question untruly.
 * Whatever happens in whatever order, its own book must never show one payout paid twice, and ours must agree with it.
 */
class Provider {
  readonly book = new Map<string, { key: AttemptKey; number: string; result: 'pending' | 'paid' | 'refused' }>()
  take(attempt: CallToSend['attempts'][number]): string {
    const id = transactionId()
    this.book.set(id, { key: attempt.key, number: attempt.number, result: 'pending' })
    return id
  }
  find(id: string): FoundByAsking | null {
    const found = this.book.get(id)
    if (!found) return null
    const outcome =
      found.result === 'pending'
        ? ({ is: 'accepted' } as const)
        : found.result === 'paid'
          ? ({ is: 'paid' } as const)
          : ({ is: 'refused', reason: 'recipient_limit' } as const)
    return { attemptKey: found.key, outcome, transactionId: id, amount: money(500_000n, 'KES'), number: found.number }
  }
  paidOf(payoutId: string): number {
    return [...this.book.values()].filter(each => each.result === 'paid' && each.key.startsWith(payoutId)).length
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      answer: fc.constantFrom('accepted', 'lost after', 'lost before', 'not taken', 'refused', 'never recorded'),
      size: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      pay: fc.boolean(),
      notice: fc.constantFrom('once', 'twice', 'lost', 'forged', 'contradicted'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), shy: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const), by: fc.constantFrom('asha', 'the batch') }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

let payday: Payday
let round = 0
beforeAll(async () => {
  payday = await aPayday({ people: 3, fundMinor: 100_000_000_000n })
  await sql`update programme set rounds = 1000`.execute(payday.house.db)
})
afterAll(() => payday.end())

async function play(provider: Provider, distributionId: DistributionId, steps: readonly Step[]): Promise<void> {
  const { house, fspAccountId } = payday
  const notice = (id: string, is: 'paid' | 'refused', amount = 500_000n): Promise<unknown> =>
    storeNotice(house, {
      fspAccountId,
      kind: 'notification',
      contentType: 'application/json',
      raw: JSON.stringify({ id, is, amount: amount.toString(), n: Math.random() }),
    })
  const understand = ({ raw }: { raw: string }): Understood => {
    const said = JSON.parse(raw) as { id: string; is: 'paid' | 'refused'; amount: string }
    const found = provider.book.get(said.id)
    return {
      kind: 'outcome',
      direction: 'out',
      transactionId: said.id,
      amount: money(BigInt(said.amount), 'KES'),
      outcome: said.is === 'paid' ? { is: 'paid' } : { is: 'refused', reason: 'recipient_limit' },
      ...(found ? { attemptKey: found.key, number: found.number } : {}),
    }
  }
  const listen = async (): Promise<void> => {
    await sql`update notice set apply_after = now() where state in ('stored', 'to_confirm')`.execute(house.db)
    await applyNotices(house, { limit: 500, understand, settleAccountCheck: async () => {} })
  }
  const send = async (how: string, size: number): Promise<void> => {
    const { calls } = await takeCalls(house, {
      distributionId,
      recipientsPerCall: size,
      calls: 1,
      sendByMs: 1,
      longestProcessingMs: 1,
    })
    for (const call of calls) {
      const taken =
        how === 'lost before' || how === 'not taken' || how === 'refused'
          ? []
          : call.attempts.map(each => provider.take(each))
      if (how === 'never recorded') continue
      const entries = call.attempts.map((each, i): AnswerToRecord['entries'][number] => {
        if (how === 'accepted')
          return {
            attemptKey: each.key,
            outcome: { is: 'accepted' },
            transactionId: taken[i]!,
            amount: each.amount,
            number: each.number,
          }
        if (how === 'not taken') return { attemptKey: each.key, outcome: { is: 'notTaken', reason: 'throttled' } }
        if (how === 'refused') return { attemptKey: each.key, outcome: { is: 'refused', reason: 'not_registered' } }
        return { attemptKey: each.key, outcome: { is: 'unknown', reason: 'no_answer' } }
      })
      await recordAnswer(house, { callId: call.callId, answer: { entries } })
    }
  }
  const ask = async (shy: boolean): Promise<void> => {
    await sql`update attempt set next_check_at = now() where next_check_at is not null`.execute(house.db)
    for (const group of await dueToAsk(house, { distributionId, limit: 100 })) {
      const found = group.attempts.flatMap((each): FoundByAsking[] => {
        const ids =
          each.transactionIds.length > 0
            ? each.transactionIds
            : [...provider.book].filter(([, t]) => t.key === each.key).map(([id]) => id)
        const facts = ids.flatMap(id => provider.find(id) ?? [])
        return shy || facts.length === 0 ? [{ attemptKey: each.key, outcome: { is: 'notFound' } }] : facts
      })
      await recordAsked(house, group, found)
    }
  }
  for (const each of steps) {
    if (each.do === 'send') await send(each.answer, each.size)
    else if (each.do === 'ask') await ask(each.shy)
    else if (each.do === 'retry' && each.by === 'the batch') {
      await sql`update attempt set state_at = state_at - interval '1 hour' where state = 'refused'`.execute(house.db)
      await openNextAttempts(house, { distributionId, batch: 1 })
    } else if (each.do === 'retry') {
      const { rows } = await sql<{
        id: PayoutId
      }>`select id from payout where distribution_id = ${distributionId} and state = 'refused'`.execute(house.db)
      for (const { id } of rows) await openAttempt(house, { payoutId: id, by: asha })
    } else {
      const pending = [...provider.book].find(([, t]) => t.result === 'pending')
      if (!pending) continue
      const [id, transaction] = pending
      transaction.result = each.pay ? 'paid' : 'refused'
      if (each.notice === 'forged') await notice(id, 'paid', 1n)
      else if (each.notice !== 'lost') await notice(id, transaction.result)
      if (each.notice === 'twice') await notice(id, transaction.result)
      if (each.notice === 'contradicted') await notice(id, each.pay ? 'refused' : 'paid')
      await listen()
    }
  }
  for (const transaction of provider.book.values()) if (transaction.result === 'pending') transaction.result = 'paid'
  for (let i = 0; i < 2; i++) {
    await listen()
    await ask(false)
  }
}

it('pays nobody twice and agrees with the provider’s book, whatever is lost, repeated, forged or contradicted in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async steps => {
      const provider = new Provider()
      const distributionId = await aDistribution(payday, 'paying', ++round)
      await play(provider, distributionId, steps)
      const { rows } = await sql<{
        id: string
        state: string
      }>`select id, state from payout where distribution_id = ${distributionId}`.execute(payday.house.db)
      for (const { id, state } of rows) {
        const paid = provider.paidOf(id)
        expect(paid).toBeLessThanOrEqual(1)
        // a contradicting callback may keep a refusal in doubt, but a success is never held as anything else
        if (paid === 1) expect(state).toBe('paid')
        else expect(state).not.toBe('paid')
      }
      const books = await verifyBooks(payday.house)
      expect(books.checks.filter(check => !check.ok)).toEqual([])
    }),
    { numRuns: Number(process.env.MKONO_RUNS ?? 40) },
  )
}, 1_800_000)
