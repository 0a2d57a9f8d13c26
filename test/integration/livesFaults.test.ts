import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import type { DistributionId } from '../../domain/ids.js'
import { aStage, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

/** Nothing is on its way, nothing unconfirmed, no callback waits: what is held now is what will be held. */
async function quiet(
  id: DistributionId,
): Promise<{ paid: number; notTaken: number; otherwise: number; waiting: number }> {
  const { rows } = await sql<{ paid: number; notTaken: number; otherwise: number; waiting: number }>`
    select count(*) filter (where p.state = 'paid')::int as paid,
           count(*) filter (where p.state = 'refused' and p.reason = 'not_taken')::int as "notTaken",
           count(*) filter (where p.state not in ('paid','refused') or (p.state = 'refused' and p.reason is distinct from 'not_taken'))::int as otherwise,
           (select count(*) from attempt a where a.distribution_id = ${id}
               and (a.state in ('prepared','sending','accepted','unknown') or (a.state = 'refused' and not a.refusal_confirmed)))::int
           + (select count(*) from notice where state in ('stored','to_confirm'))::int as waiting
      from payout p where p.distribution_id = ${id}`.execute(stage.house.db)
  const [counts] = rows
  if (!counts) throw new Error('a count always has a row')
  return counts
}

async function paysThrough(
  faults: readonly Record<string, unknown>[],
  people = 30,
): Promise<{ paid: number; notTaken: number }> {
  stage = await aStage({ people, failClosed: true, callsAtOnce: 2 })
  for (const fault of faults) await stage.sandbox.ask('POST', '/sandbox/faults', fault)
  await stage.work({ sendByMs: 1_500 })
  const id = await stage.pay({ batchSize: 20 })
  const end = await stage.until(
    () => quiet(id),
    seen => seen.waiting === 0 && seen.otherwise === 0,
  )
  await stage.booksAgree()
  expect((await stage.book()).transfers).toHaveLength(end.paid)
  return end
}

/** Each fault alone, on an account that pays nothing we have not validated: the sandbox’s book is the judge. */
it.each([
  ['answers that are lost before anything was taken', { kind: 'answer-lost-before', where: 'request', nth: 2 }, 10],
  ['answers that are lost after paying', { kind: 'answer-lost-after', where: 'request', nth: 1 }, 0],
  ['slow answers', { kind: 'slow', where: 'request', params: { delayMs: 400 } }, 0],
  ['a redirect, which nobody follows', { kind: 'redirect-307', where: 'request', nth: 1 }, 10],
  ['a 500 after taking', { kind: 'status-500', where: 'request', nth: 1, params: { accepted: true } }, 0],
  ['a 500 before taking', { kind: 'status-500', where: 'request', nth: 2, params: { accepted: false } }, 10],
  ['an HTML page instead of an answer', { kind: 'html-503', where: 'request', nth: 1, params: { accepted: true } }, 0],
  ['a body that is cut off', { kind: 'cut-body', where: 'request', nth: 2, params: { accepted: true } }, 0],
  ['entries in another order', { kind: 'entries-reordered' }, 0],
  ['entries that are left out', { kind: 'entries-missing', params: { times: 3 } }, 0],
  [
    'callbacks that say failed before they say success',
    { kind: 'callback-contradictory', probability: 0.4, params: { first: 'Failed', delayMs: 300 } },
    0,
  ],
  [
    'callbacks that say success before they say failed',
    { kind: 'callback-contradictory', probability: 0.4, params: { first: 'Success', delayMs: 300 } },
    0,
  ],
])('pays everybody once through %s', async (_what, fault, notTaken) => {
  expect(await paysThrough([fault])).toMatchObject({ paid: 30 - notTaken, notTaken })
})

it('pays everybody once when callbacks are lost and the FSP at first does not find what it paid', async () => {
  const faults = [
    { kind: 'callback-lost', probability: 0.5 },
    { kind: 'not-found-first', where: 'find', params: { times: 1 } },
  ]
  expect(await paysThrough(faults)).toMatchObject({ paid: 30 })
})

it('pays nobody twice and loses nobody when everything goes wrong at once', async () => {
  const { paid, notTaken } = await paysThrough(
    [
      { kind: 'answer-lost-after', where: 'request', probability: 0.2 },
      { kind: 'answer-lost-before', where: 'request', probability: 0.1 },
      { kind: 'cut-body', where: 'request', probability: 0.1, params: { accepted: true } },
      { kind: 'status-429', where: 'request', probability: 0.1 },
      { kind: 'entries-reordered', probability: 0.3 },
      { kind: 'entries-missing', probability: 0.2 },
      { kind: 'callback-lost', probability: 0.1 },
      { kind: 'callback-twice', probability: 0.2 },
      { kind: 'callback-forged', probability: 0.1, params: { field: 'amount' } },
      { kind: 'callback-contradictory', probability: 0.1, params: { first: 'Failed' } },
      { kind: 'status-500', where: 'find', probability: 0.1 },
    ],
    80,
    // A question that fails leaves its attempt alone for a minute: this is long enough for three in a row.
  )
  expect(paid + notTaken).toBe(80)
})
