/** What a batch tries again by itself, against real rows and locks. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { openNextAttempts } from '../../db/batchRetries.js'
import { closeCase, openCase } from '../../db/cases.js'
import { decideDestination, proposeDestination } from '../../db/destinations.js'
import { takeCalls } from '../../db/calls.js'
import { cancelDistribution } from '../../db/distributionActs.js'
import { batchOf, openBatchesOf, type BatchRow } from '../../db/lives/batches.js'
import { overdueBatches, overduePeople } from '../../db/lives/overdue.js'
import { personRows } from '../../db/lives/person.js'
import { openAttempt } from '../../db/openAttempt.js'
import { applyFindings } from '../../db/outcomes.js'
import { closeIfDone } from '../../db/standing.js'
import type { Touched } from '../../db/touched.js'
import { settleNotTaken, validateTransfer } from '../../db/validation.js'
import { verifyBooks } from '../../db/verify.js'
import { said } from '../../domain/caseSays.js'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import type { Reason } from '../../domain/reason.js'
import { aDistribution, aPayday, asha, baraka, must, takeAll, type Payday } from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

const timePasses = (minutes: number) =>
  sql`update attempt set state_at = state_at - ${minutes} * interval '1 minute', send_by = send_by - ${minutes} * interval '1 minute'`.execute(
    payday.house.db,
  )
const batch = async (distributionId: DistributionId): Promise<BatchRow> => {
  const row = await batchOf(payday.house, distributionId, 1)
  if (!row) throw new Error('there is no batch')
  const { sendable, awaited, again } = row
  const open = await openBatchesOf(payday.house, distributionId)
  expect(open).toEqual(sendable + awaited + again === 0 ? [] : [{ batch: 1, sendable: sendable > 0, awaited, again }])
  return row
}
const opened = (distributionId: DistributionId) => openNextAttempts(payday.house, { distributionId, batch: 1 })
const payoutIds = async (): Promise<PayoutId[]> =>
  (await payday.house.db.selectFrom('payout').select('id').orderBy('position').execute()).map(row => row.id)
const attempts = async (): Promise<string[]> => {
  const { rows } = await sql<{ says: string }>`
    select a.ordinal || ' ' || a.state || case when a.batch is null then '' else ' in its batch' end as says
      from attempt a join payout p on p.id = a.payout_id order by p.position, a.ordinal`.execute(payday.house.db)
  return rows.map(row => row.says)
}

/** Everything leaves, the FSP asks back while we are away, and in the end took nothing. */
async function notTaken(distributionId: DistributionId): Promise<Touched[]> {
  await takeCalls(payday.house, {
    distributionId,
    recipientsPerCall: 10,
    calls: 10,
    sendByMs: 1_000,
    longestProcessingMs: 1_000,
  })
  await timePasses(1)
  return settleNotTaken(payday.house, { distributionId, limit: 500 })
}

async function aRoundNotTaken(people: number): Promise<{ distributionId: DistributionId; touched: Touched[] }> {
  payday = await aPayday({ people, failClosed: true })
  const distributionId = await aDistribution(payday)
  await takeAll(payday, distributionId)
  return { distributionId, touched: await notTaken(distributionId) }
}

async function refusedFor(reason: Reason, source: 'notice' | 'query'): Promise<DistributionId> {
  payday = await aPayday({ people: 1 })
  const distributionId = await aDistribution(payday)
  const [call] = await takeAll(payday, distributionId)
  const [attempt] = call!.attempts
  const finding = { fspAccountId: call!.fspAccountId, attempt: { key: attempt!.key }, transactionId: 'T1' } as const
  await applyFindings(payday.house, [
    { ...finding, source: 'answer', said: { is: 'accepted' }, callId: call!.callId },
    { ...finding, source, said: { is: 'refused', reason } },
  ])
  return distributionId
}

describe('a batch', () => {
  it('tries again what was not taken, all in one transaction, once its time has come', async () => {
    const { distributionId, touched } = await aRoundNotTaken(12)
    expect(touched.map(each => each.individual)).toEqual(Array.from({ length: 12 }, () => false))
    expect(await batch(distributionId)).toMatchObject({ sendable: 0, again: 12, againNow: 0 })
    expect(await opened(distributionId)).toBe(0)
    expect(await closeIfDone(payday.house, distributionId)).toMatchObject({ closed: false, open: 12 })

    await timePasses(2)
    expect(await batch(distributionId)).toMatchObject({ sendable: 12, again: 12, againNow: 12 })
    expect(await overdueBatches(payday.house, 10)).toEqual([{ distributionId, batch: 1 }])
    expect(await overduePeople(payday.house, 100)).toEqual([])
    expect(await Promise.all([opened(distributionId), opened(distributionId)])).toEqual(
      expect.arrayContaining([12, 0]) as number[],
    )
    expect(await batch(distributionId)).toMatchObject({ total: 12, sendable: 12, again: 0 })
    expect(await attempts()).toEqual(Array.from({ length: 12 }, () => ['1 refused', '2 prepared in its batch']).flat())
    expect((await verifyBooks(payday.house)).checks.filter(check => !check.ok)).toEqual([])
  })

  it('does so three times in all, ever later; then it is the person’s own matter', async () => {
    const { distributionId } = await aRoundNotTaken(1)
    await timePasses(1)
    expect(await opened(distributionId)).toBe(1)
    expect((await notTaken(distributionId)).map(each => each.individual)).toEqual([false])
    await timePasses(3)
    expect(await opened(distributionId)).toBe(0)
    await timePasses(1)
    expect(await opened(distributionId)).toBe(1)

    expect((await notTaken(distributionId)).map(each => each.individual)).toEqual([true])
    await timePasses(10_000)
    expect(await batch(distributionId)).toMatchObject({ sendable: 0, awaited: 0, again: 0 })
    expect(await opened(distributionId)).toBe(0)
    expect((await personRows(payday.house, payday.people[0]!))?.payouts).toMatchObject([{ staysInBatch: false }])
    await sql`update payout set next_check_at = now() - interval '1 minute'`.execute(payday.house.db)
    expect(await overduePeople(payday.house, 100)).toEqual(payday.people)
  })

  it('and a person who tries again at one moment open one attempt between them', async () => {
    const { distributionId } = await aRoundNotTaken(6)
    await timePasses(2)
    const ids = await payoutIds()
    await Promise.all([
      opened(distributionId),
      ...ids.map(payoutId => openAttempt(payday.house, { payoutId, by: asha })),
      opened(distributionId),
    ])
    expect((await attempts()).filter(each => /prepared/.test(each))).toHaveLength(6)
    expect((await attempts()).filter(each => each.startsWith('3'))).toEqual([])
    expect(await batch(distributionId)).toMatchObject({ total: 6, again: 0 })
  })

  it('tries nothing again before the FSP has confirmed that it refused', async () => {
    const distributionId = await refusedFor('recipient_limit', 'notice')
    await timePasses(60)
    expect(await batch(distributionId)).toMatchObject({ again: 1, againNow: 0 })
    expect(await opened(distributionId)).toBe(0)
  })

  it('leaves alone what a person has to mend', async () => {
    const distributionId = await refusedFor('not_registered', 'query')
    await timePasses(60)
    expect(await batch(distributionId)).toMatchObject({ again: 0 })
    expect(await opened(distributionId)).toBe(0)
  })

  it('leaves alone what somebody has on a list, and pays no number that was corrected since', async () => {
    const distributionId = await refusedFor('recipient_limit', 'query')
    await timePasses(60)
    expect(await batch(distributionId)).toMatchObject({ again: 1, againNow: 1 })
    const [payoutId] = await payoutIds()
    const { caseId } = await openCase(payday.house, {
      kind: 'decision',
      programmeId: payday.programmeId,
      payoutId: payoutId!,
      says: said('came_back'),
      owner: 'finance',
      atDeadline: 'escalate',
    })
    expect(await batch(distributionId)).toMatchObject({ again: 0 })
    must(await closeCase(payday.house, { caseId, by: asha, resolution: 'looked at' }))
    expect(await batch(distributionId)).toMatchObject({ again: 1 })

    const beneficiaryId = payday.people[0]!
    const { destinationId } = must(
      await proposeDestination(payday.house, { beneficiaryId, number: '+254712000999', by: asha }),
    )
    await sql`update destination set account_check = 'ok' where state = 'proposed'`.execute(payday.house.db)
    must(await decideDestination(payday.house, { destinationId, approve: true, by: baraka }))
    expect(await batch(distributionId)).toMatchObject({ again: 0 })
    expect(await opened(distributionId)).toBe(0)
  })

  it('leaves alone what was cancelled', async () => {
    const distributionId = await refusedFor('recipient_limit', 'query')
    await timePasses(60)
    must(
      await cancelDistribution(payday.house, { distributionId, by: baraka, reason: 'the money is needed elsewhere' }),
    )
    expect(await opened(distributionId)).toBe(0)
    expect(await attempts()).toEqual(['1 refused in its batch'])
  })

  it('believes a late yes to a question of an earlier try no more than before', async () => {
    const { distributionId } = await aRoundNotTaken(1)
    await timePasses(2)
    await opened(distributionId)
    const [payoutId] = await payoutIds()
    const { rows } = await sql<{ number: Buffer }>`select number_enc as number from destination`.execute(
      payday.house.db,
    )
    const ask = (ordinal: number) =>
      validateTransfer(payday.house, payday.fspAccountId, {
        attemptKey: `${payoutId}.${ordinal}`,
        transactionId: `T${ordinal}`,
        number: payday.house.sealing.open(rows[0]!.number),
        amount: money(500_000n, 'KES'),
      })
    expect(await ask(1)).toMatchObject({ valid: false, why: 'the attempt is refused' })
    expect(await ask(2)).toMatchObject({ valid: false, why: 'the attempt is prepared' })
  })
})
