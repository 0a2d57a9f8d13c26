import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { pauseAccount } from '../../db/distributionActs.js'
import { createDistribution } from '../../db/distributions.js'
import { noteBalance } from '../../db/float.js'
import { balances } from '../../db/ledger.js'
import { findTrial, listTrials, trialSeen, whoseTrial } from '../../db/read/trialPayments.js'
import { decideTrial, proposeTrial } from '../../db/trialPayments.js'
import { verifyBooks } from '../../db/verify.js'
import type { DistributionId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import type { PhoneNumber } from '../../domain/phone.js'
import {
  aPayday,
  asha,
  baraka,
  chege,
  must,
  pricing,
  recordAnswer,
  takeAll,
  transactionId,
  type Payday,
} from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

const number = '+254712345678' as PhoneNumber
const wanted = () => ({
  fspAccountId: payday.fspAccountId,
  number,
  name: 'Asha Lokol',
  amountMinor: 1_000n,
  highestFeeMinor: 1_000n,
  by: asha,
})
const propose = (over = {}) => proposeTrial(payday.house, { ...wanted(), ...over })
const decide = (proposalId: string, by = baraka, approve = true) =>
  decideTrial(payday.house, { proposalId, approve, by }, async () => pricing)
const proposed = async (over = {}): Promise<string> => must(await propose(over)).proposalId

async function begun(over = {}): Promise<{ trialId: string; distributionId: DistributionId }> {
  const trialId = await proposed(over)
  const { begun } = must(await decide(trialId))
  if (!begun) throw new Error('nothing began')
  return { trialId, distributionId: begun.distributionId }
}

async function paid(distributionId: DistributionId): Promise<void> {
  for (const { callId, attempts } of await takeAll(payday, distributionId))
    await recordAnswer(payday.house, {
      callId,
      answer: {
        httpStatus: 201,
        entries: attempts.map(each => ({
          attemptKey: each.key,
          outcome: { is: 'paid' as const },
          transactionId: transactionId(),
          receipt: 'TJF987E58C',
          fee: money(900n, 'KES'),
        })),
      },
    })
}

const counts = async () => {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from programme)::int as programmes, (select count(*) from beneficiary)::int as people,
           (select count(*) from distribution)::int as distributions, (select count(*) from ledger_entry)::int as entries`.execute(
    payday.house.db,
  )
  return rows[0]
}

describe('a trial payment', () => {
  it('is proposed by one, and pays nothing before another one has approved it', async () => {
    payday = await aPayday({ people: 0 })
    const before = await counts()
    const trialId = await proposed()
    expect(await counts()).toEqual(before)
    expect(await decide(trialId, asha)).toMatchObject({ ok: false, problem: 'four_eyes' })
    expect(await whoseTrial(payday.house, trialId)).toEqual({ name: 'Asha Lokol', number })
    expect(await findTrial(payday.house, trialId)).toMatchObject({
      state: 'proposed',
      amountMinor: 1_000n,
      payout: null,
    })
  })

  it('goes the way of every payout, is paid once, and is an expense in the ledger', async () => {
    payday = await aPayday({ people: 0 })
    const { trialId, distributionId } = await begun()
    expect(must(await decide(trialId)).begun).toBeNull()
    await paid(distributionId)
    expect(await takeAll(payday, distributionId)).toEqual([])
    const trial = await findTrial(payday.house, trialId)
    expect(trial).toMatchObject({ state: 'approved', payout: 'paid', decidedBy: 'baraka', distributionId })
    const { rows } = await sql<{ id: string; trialOf: string }>`
      select g.id, g.trial_of as "trialOf" from programme g join distribution d on d.programme_id = g.id where d.id = ${distributionId}`.execute(
      payday.house.db,
    )
    expect(rows[0]?.trialOf).toBe(payday.fspAccountId)
    const found = await trialSeen(payday.house, trialId)
    expect(found).toMatchObject({
      receipt: 'TJF987E58C',
      seen: { payout: 'paid', disbursedMinor: 1_000n, feesMinor: 900n, feeMinor: 900n, callback: null, agrees: null },
    })
    expect(await balances(payday.house, rows[0]?.id as never)).toMatchObject({
      disbursed: 1_000n,
      fees: 900n,
      available: 100n,
      funding: -2_000n,
    })
    expect((await verifyBooks(payday.house, {})).ok).toBe(true)
  })

  it('is told of as the statements of its account tell of it', async () => {
    payday = await aPayday({ people: 0 })
    const { trialId, distributionId } = await begun()
    await paid(distributionId)
    const onStatement = async () => (await trialSeen(payday.house, trialId))?.seen.onStatement
    expect(await onStatement()).toBeNull()
    const { db } = payday.house
    const { rows } = await sql<{
      id: string
    }>`select id from attempt where distribution_id = ${distributionId}`.execute(db)
    const attemptId = rows[0]?.id
    await sql`
      insert into statement_gap (attempt_id, payout_id, fsp_account_id, file_id, at, hearsay)
      values (${attemptId}, gen_random_uuid(), ${payday.fspAccountId}, gen_random_uuid(), now(), false)`.execute(db)
    expect(await onStatement()).toBe(false)
    await sql`
      insert into statement_line (id, fsp_account_id, file_id, row_number, place, at, kind, direction, status, own, amount_minor, attempt_id)
      values (gen_random_uuid(), ${payday.fspAccountId}, gen_random_uuid(), 1, 0, now(), 'principal', 'out', 'completed', true, 1000, ${attemptId})`.execute(
      db,
    )
    expect(await onStatement()).toBe(true)
  })

  it('asks the budget only for what an earlier one has left over, and knows its staff again', async () => {
    payday = await aPayday({ people: 0 })
    const first = await begun()
    await paid(first.distributionId)
    const second = await begun({ name: 'Asha', amountMinor: 1_200n })
    await paid(second.distributionId)
    expect(await counts()).toMatchObject({ programmes: 2, people: 1, distributions: 2 })
    expect((await listTrials(payday.house, payday.fspAccountId, 10)).map(each => each.payout)).toEqual(['paid', 'paid'])
    expect((await trialSeen(payday.house, second.trialId))?.seen.disbursedMinor).toBe(1_200n)
    expect((await verifyBooks(payday.house, {})).ok).toBe(true)
  })

  it('is one at a time', async () => {
    payday = await aPayday({ people: 0 })
    const trialId = await proposed()
    expect(await propose()).toMatchObject({ ok: false, problem: 'conflict' })
    must(await decide(trialId))
    expect(await propose()).toMatchObject({ ok: false, problem: 'state' })
  })

  it('never leaves through an account that nobody confirmed, or that is paused', async () => {
    payday = await aPayday({ people: 0 })
    const trialId = await proposed()
    must(await pauseAccount(payday.house, { fspAccountId: payday.fspAccountId, reason: 'a question', by: chege }))
    const before = await counts()
    expect(await decide(trialId)).toMatchObject({ ok: false, problem: 'state' })
    await sql`update fsp_account set confirmed_by = null`.execute(payday.house.db)
    expect(await decide(trialId)).toMatchObject({ ok: false, problem: 'four_eyes' })
    expect(await propose()).toMatchObject({ ok: false, problem: 'four_eyes' })
    expect(await counts()).toEqual(before)
  })

  it('that can not begin leaves nothing of what was made for it', async () => {
    payday = await aPayday({ people: 0 })
    const trialId = await proposed()
    await noteBalance(payday.house, {
      fspAccountId: payday.fspAccountId,
      balance: money(1_500n, 'KES'),
      source: 'caretaker',
    })
    const before = await counts()
    expect(await decide(trialId)).toMatchObject({ ok: false, problem: 'insufficient_funds' })
    expect(await counts()).toEqual(before)
    expect((await findTrial(payday.house, trialId))?.state).toBe('proposed')
    await sql`delete from float_reading`.execute(payday.house.db)
    must(await decide(trialId))
  })

  it('is not paid where the account costs more by then than was shown to whoever approves', async () => {
    payday = await aPayday({ people: 0 })
    const trialId = await proposed({ highestFeeMinor: 500n })
    expect(await decide(trialId)).toMatchObject({ ok: false, problem: 'conflict' })
  })

  it('that is rejected or taken back keeps nobody’s number', async () => {
    payday = await aPayday({ people: 0 })
    const trialId = await proposed()
    expect(must(await decide(trialId, baraka, false)).begun).toBeNull()
    expect(await whoseTrial(payday.house, trialId)).toBeNull()
    expect(await findTrial(payday.house, trialId)).toMatchObject({ state: 'rejected' })
    const again = await proposed()
    must(await decide(again, asha, false))
    expect(await findTrial(payday.house, again)).toMatchObject({ state: 'withdrawn' })
  })

  it('has a programme that pays nobody else', async () => {
    payday = await aPayday({ people: 0 })
    const { distributionId } = await begun()
    const { programme_id: programmeId } = await payday.house.db
      .selectFrom('distribution')
      .select('programme_id')
      .where('id', '=', distributionId)
      .executeTakeFirstOrThrow()
    expect(await createDistribution(payday.house, { programmeId, round: 2, name: 'Round 2', by: asha })).toMatchObject({
      ok: false,
      problem: 'state',
    })
  })
})
