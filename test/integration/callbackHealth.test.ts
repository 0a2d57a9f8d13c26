import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import type { CallToSend } from '../../db/calls.js'
import { watchCallbacks } from '../../db/callbackSilence.js'
import { applyNotices, storeNotice, type Understood } from '../../db/notices.js'
import { applyFindings } from '../../db/outcomes.js'
import { callbackHealth } from '../../db/read/callbackHealth.js'
import { aDistribution, aPayday, recordAnswer, takeAll, transactionId, type Payday } from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

type Sent = CallToSend['attempts'][number] & { transactionId: string }

/** Payouts that left, each in a call of its own, and that the FSP took. */
async function aPaydayOf(people: number, said: 'accepted' | 'paid' = 'accepted'): Promise<Sent[]> {
  payday = await aPayday({ people })
  const calls = await takeAll(payday, await aDistribution(payday), 1)
  const sent: Sent[] = []
  for (const call of calls) {
    const attempts = call.attempts.map(each => ({ ...each, transactionId: transactionId() }))
    sent.push(...attempts)
    const entries = attempts.map(each => ({
      attemptKey: each.key,
      outcome: { is: said },
      transactionId: each.transactionId,
    }))
    await recordAnswer(payday.house, { callId: call.callId, answer: { httpStatus: 201, entries } })
  }
  return sent
}

/** All that happened until now lies so many minutes further back. */
async function pass(minutes: number): Promise<void> {
  const before = sql`interval '1 minute' * ${minutes}`
  const { db } = payday.house
  await sql`update attempt set left_at = left_at - ${before}, state_at = state_at - ${before}`.execute(db)
  await sql`update call set answered_at = answered_at - ${before}`.execute(db)
  await sql`update notice set received_at = received_at - ${before}`.execute(db)
  await sql`update work_case set opened_at = opened_at - ${before}`.execute(db)
}

async function callbacksFor(sent: readonly Sent[]): Promise<void> {
  const said = new Map<string, Understood>()
  for (const { key, transactionId } of sent) {
    const raw = JSON.stringify({ transactionId })
    const outcome = { is: 'paid' } as const
    said.set(raw, { kind: 'outcome', direction: 'out', attemptKey: key, outcome, transactionId })
    await storeNotice(payday.house, {
      fspAccountId: payday.fspAccountId,
      kind: 'notification',
      raw,
      contentType: 'application/json',
    })
  }
  await applyNotices(payday.house, {
    limit: 100,
    understand: ({ raw }) => said.get(raw) ?? { kind: 'malformed', why: 'not of this test' },
    settleAccountCheck: async () => undefined,
  })
}

const endedByAsking = (sent: readonly Sent[]) =>
  applyFindings(
    payday.house,
    sent.map(({ key, transactionId }) => ({
      fspAccountId: payday.fspAccountId,
      attempt: { key },
      source: 'query' as const,
      said: { is: 'paid' as const },
      transactionId,
    })),
  )

const health = () => callbackHealth(payday.house, payday.fspAccountId, 24)
const cases = () =>
  payday.house.db
    .selectFrom('work_case')
    .select(['kind', 'owner', 'state', 'says', 'fsp_account_id', 'closed_by'])
    .where('kind', '=', 'callbacks_silent')
    .orderBy('opened_at')
    .execute()

describe('the health of callbacks', () => {
  it('counts of whom they spoke, who waits, who is missed and who ended without one', async () => {
    const [first, second, third, fourth] = (await aPaydayOf(4)) as [Sent, Sent, Sent, Sent]
    await pass(20)
    await callbacksFor([first, second])
    await callbacksFor([first])
    await endedByAsking([third])
    await sql`update attempt set left_at = now() where key = ${fourth.key}`.execute(payday.house.db)
    await sql`update call set answered_at = now() where id = (select call_id from attempt where key = ${fourth.key})`.execute(
      payday.house.db,
    )
    expect(await health()).toMatchObject({
      state: 'ok',
      expected: 4,
      told: 2,
      waiting: 1,
      late: 0,
      missed: 1,
      notices: { applied: 2, repeated: 1, unmatched: 0 },
    })
  })

  it('measures from the FSP’s answer to the callback, in classes and percentiles', async () => {
    const sent = await aPaydayOf(10)
    await callbacksFor(sent)
    for (const [at, { key }] of sent.entries())
      await sql`
        update notice n set received_at = c.answered_at + ${[0.5, 3, 3, 3, 3, 3, 3, 3, 40, 7200][at]} * interval '1 second'
          from attempt a join call c on c.id = a.call_id where n.attempt_id = a.id and a.key = ${key}`.execute(
        payday.house.db,
      )
    const { lag, lagClasses, usualP90Ms, silentAfterMs } = await health()
    expect(lag).toEqual({ p50Ms: 3_000, p90Ms: 40_000, p99Ms: 7_200_000, maxMs: 7_200_000 })
    expect(lagClasses.map(each => each.count)).toEqual([1, 7, 0, 1, 0, 0, 0, 1])
    expect([usualP90Ms, silentAfterMs]).toEqual([40_000, 600_000])
  })

  it('takes a callback that overtook the answer for one that took no time', async () => {
    await callbacksFor(await aPaydayOf(1))
    await sql`update notice set received_at = received_at - interval '1 minute'`.execute(payday.house.db)
    expect((await health()).lag?.maxMs).toBe(0)
  })

  it('expects none where the answer was the outcome', async () => {
    await aPaydayOf(3, 'paid')
    await pass(30)
    expect(await health()).toMatchObject({ state: 'never', expected: 0, missed: 0, lag: null })
    expect(await watchCallbacks(payday.house)).toBe(0)
  })

  it('expects one also for a transfer whose answer was lost and that was found by asking', async () => {
    const [sent] = (await aPaydayOf(1)) as [Sent]
    await sql`update call set state = 'leaving', answered_at = null`.execute(payday.house.db)
    await endedByAsking([sent])
    await pass(30)
    expect(await health()).toMatchObject({ state: 'silent', expected: 1, missed: 1 })
    expect(await watchCallbacks(payday.house)).toBe(1)
  })

  it('calls them late while some that come in time leave others behind', async () => {
    const sent = await aPaydayOf(3)
    await callbacksFor(sent.slice(0, 1))
    await pass(20)
    expect(await health()).toMatchObject({ state: 'late', told: 1, waiting: 2, late: 2 })
  })
})

describe('callbacks that stay away', () => {
  it('are one case of the operator once the FSP says that a transfer has ended of which none spoke', async () => {
    const sent = await aPaydayOf(3)
    await endedByAsking(sent.slice(0, 1))
    await pass(9)
    expect(await watchCallbacks(payday.house)).toBe(0)
    await pass(2)
    expect(await watchCallbacks(payday.house)).toBe(1)
    expect(await watchCallbacks(payday.house)).toBe(0)
    expect(await cases()).toMatchObject([
      {
        owner: 'operator',
        state: 'open',
        fsp_account_id: payday.fspAccountId,
        says: expect.stringContaining('last 3'),
      },
    ])
    expect(await health()).toMatchObject({ state: 'silent', alarm: { caseId: expect.any(String) } })
  })

  it('are nobody’s matter while fewer than five wait and none has ended', async () => {
    await aPaydayOf(4)
    await pass(30)
    expect(await watchCallbacks(payday.house)).toBe(0)
  })

  it('are a case where five wait', async () => {
    await aPaydayOf(5)
    await pass(30)
    expect(await watchCallbacks(payday.house)).toBe(1)
  })

  it('that came for some of the last are not away: a lost one among others is chased by asking', async () => {
    const sent = await aPaydayOf(8)
    await callbacksFor(sent.slice(0, 1))
    await endedByAsking(sent.slice(1))
    await pass(30)
    expect(await watchCallbacks(payday.house)).toBe(0)
  })

  it('are waited for longer where they usually take longer', async () => {
    const usual = (await aPaydayOf(12)).slice(0, 5)
    await callbacksFor(usual)
    await sql`update notice n set received_at = c.answered_at + interval '8 minutes'
      from attempt a join call c on c.id = a.call_id where n.attempt_id = a.id`.execute(payday.house.db)
    // The usual ones left long before, so that none of the last was told of.
    await sql`update attempt set left_at = left_at - interval '25 hours' where key = any (${usual.map(each => each.key)})`.execute(
      payday.house.db,
    )
    await sql`update call set answered_at = answered_at - interval '25 hours'
      where id in (select call_id from attempt where key = any (${usual.map(each => each.key)}))`.execute(
      payday.house.db,
    )
    await sql`update notice set received_at = received_at - interval '25 hours'`.execute(payday.house.db)
    await pass(20)
    expect(await watchCallbacks(payday.house)).toBe(0)
    await pass(5)
    expect(await watchCallbacks(payday.house)).toBe(1)
  })

  it('and come again close their case by themselves', async () => {
    const sent = await aPaydayOf(6)
    await pass(30)
    expect(await watchCallbacks(payday.house)).toBe(1)
    await callbacksFor(sent.slice(0, 1))
    expect(await watchCallbacks(payday.house)).toBe(1)
    expect(await cases()).toMatchObject([{ state: 'closed', closed_by: 'mkono' }])
    expect(await watchCallbacks(payday.house)).toBe(0)
  })

  it('are not back because something came that speaks of nothing of ours', async () => {
    await aPaydayOf(6)
    await pass(30)
    await watchCallbacks(payday.house)
    await storeNotice(payday.house, {
      fspAccountId: payday.fspAccountId,
      kind: 'notification',
      raw: '{"forged":true}',
      contentType: 'application/json',
    })
    await callbacksFor([])
    expect(await watchCallbacks(payday.house)).toBe(0)
    expect(await cases()).toMatchObject([{ state: 'open' }])
  })
})

it('what was missed long before anybody looked alarms nobody', async () => {
  const sent = await aPaydayOf(6)
  await endedByAsking(sent)
  await pass(25 * 60)
  expect(await watchCallbacks(payday.house)).toBe(0)
})
