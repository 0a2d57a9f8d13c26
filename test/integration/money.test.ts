import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { closePayout } from '../../db/attempts.js'
import type { AnswerToRecord } from '../../db/answers.js'
import { takeCalls, type CallToSend } from '../../db/calls.js'
import { releaseCancelled } from '../../db/cancelling.js'
import { dueToAsk, recordAsked } from '../../db/asking.js'
import {
  cancelDistribution,
  pauseDistribution,
  resumeDistribution,
  startDistribution,
} from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { dryRunDistribution, freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { applyNotices, storeNotice, type Understood } from '../../db/notices.js'
import { openAttempt } from '../../db/openAttempt.js'
import { applyFindings, type Finding } from '../../db/outcomes.js'
import { distributionStanding, closeIfDone } from '../../db/standing.js'
import { decideEnd, proposeEnd } from '../../db/unknownEnds.js'
import { settleNotTaken, validateTransfer } from '../../db/validation.js'
import { verifyBooks } from '../../db/verify.js'
import type { AttemptKey, DistributionId, PayoutId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import {
  aDistribution,
  aPayday,
  asha,
  baraka,
  chege,
  must,
  numberOf,
  pricing,
  takeAll,
  transactionId,
  type Payday,
  recordAnswer,
} from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

const kes = (minor: bigint) => money(minor, 'KES')
type Entry = AnswerToRecord['entries'][number]
const accepted = (call: CallToSend, ids: string[] = call.attempts.map(() => transactionId())): AnswerToRecord => ({
  httpStatus: 201,
  entries: call.attempts.map((each, i): Entry => ({
    attemptKey: each.key,
    outcome: { is: 'accepted' },
    transactionId: ids[i]!,
    fee: kes(700n),
    amount: each.amount,
    number: each.number,
  })),
})
const every = (call: CallToSend, outcome: Entry['outcome']): AnswerToRecord => ({
  ...(outcome.is === 'unknown' ? {} : { httpStatus: 429 }),
  entries: call.attempts.map(each => ({ attemptKey: each.key, outcome })),
})

async function balances(): Promise<Record<string, bigint>> {
  const { rows } = await sql<{ account: string; sum: bigint }>`
    select account, sum(amount)::bigint as sum from (
      select to_account as account, amount_minor as amount from ledger_entry
      union all select from_account, -amount_minor from ledger_entry) e group by 1`.execute(payday.house.db)
  return Object.fromEntries(rows.filter(row => row.sum !== 0n).map(row => [row.account, row.sum]))
}
const payouts = async (id: DistributionId): Promise<string[]> =>
  (
    await sql<{ state: string }>`select state from payout where distribution_id = ${id} order by position`.execute(
      payday.house.db,
    )
  ).rows.map(row => row.state)
const attempts = async (id: DistributionId): Promise<string[]> =>
  (
    await sql<{
      state: string
    }>`select a.state from attempt a join payout p on p.id = a.payout_id where a.distribution_id = ${id} order by p.position, a.ordinal`.execute(
      payday.house.db,
    )
  ).rows.map(row => row.state)
const cases = async (): Promise<string[]> =>
  (
    await sql<{ kind: string }>`select kind from work_case where state = 'open' order by kind`.execute(payday.house.db)
  ).rows.map(row => row.kind)
const payoutIds = async (id: DistributionId): Promise<PayoutId[]> =>
  (
    await sql<{ id: PayoutId }>`select id from payout where distribution_id = ${id} order by position`.execute(
      payday.house.db,
    )
  ).rows.map(row => row.id)

const heard = (
  call: CallToSend,
  i: number,
  said: Finding['said'],
  txid: string,
  source: Finding['source'] = 'notice',
): Finding => ({
  fspAccountId: call.fspAccountId,
  attempt: { key: call.attempts[i]!.key },
  source,
  said,
  transactionId: txid,
  amountMinor: 500_000n,
  currency: 'KES',
  numberLookup: payday.house.sealing.lookup('number', call.attempts[i]!.number),
  feeMinor: 700n,
  receipt: `R${i}`,
})
const apply = async (...findings: Finding[]) =>
  (await applyFindings(payday.house, findings)).results.map(each => each.is)

describe('a list', () => {
  it('is approved by somebody else, for the hash they saw, and reserves sum and highest fees', async () => {
    payday = await aPayday({ people: 3 })
    const distributionId = await aDistribution(payday, 'frozen')
    const { listHash } = (await distributionStanding(payday.house, distributionId))!
    const approve = (by = baraka, hash = listHash!) =>
      approveDistribution(payday.house, { distributionId, by, listHash: hash })
    expect(await approve({ person: 'asha', role: 'finance_approver' })).toMatchObject({
      ok: false,
      problem: 'four_eyes',
    })
    expect(await approve(baraka, '00')).toMatchObject({ ok: false, problem: 'conflict' })
    expect(await approve()).toEqual({ ok: true })
    expect(await approve()).toEqual({ ok: true })
    expect(await approve(chege)).toMatchObject({ ok: false, problem: 'conflict' })
    expect(await balances()).toEqual({ funding: -1_000_000_000n, available: 998_497_000n, reserved: 1_503_000n })
  })

  it('that was changed after freezing can not be approved', async () => {
    payday = await aPayday({ people: 2 })
    const distributionId = await aDistribution(payday, 'frozen')
    const { listHash } = (await distributionStanding(payday.house, distributionId))!
    await sql`update payout set amount_minor = 900000 where distribution_id = ${distributionId} and position = 1`.execute(
      payday.house.db,
    )
    expect(await approveDistribution(payday.house, { distributionId, by: baraka, listHash: listHash! })).toMatchObject({
      ok: false,
      problem: 'conflict',
    })
  })

  it('beyond the budget is not approved and reserves nothing', async () => {
    payday = await aPayday({ people: 3, fundMinor: 1_502_999n })
    const distributionId = await aDistribution(payday, 'frozen')
    const { listHash } = (await distributionStanding(payday.house, distributionId))!
    const end = await approveDistribution(payday.house, { distributionId, by: baraka, listHash: listHash! })
    expect(end).toMatchObject({ ok: false, problem: 'insufficient_funds' })
    expect(await balances()).toEqual({ funding: -1_502_999n, available: 1_502_999n })
  })

  it('opened twice for one round pays nobody twice: the second finds nobody payable', async () => {
    payday = await aPayday({ people: 2 })
    await aDistribution(payday, 'frozen')
    const dry = await dryRunDistribution(payday.house, { programmeId: payday.programmeId, round: 1, pricing })
    expect(dry).toMatchObject({
      ok: true,
      payable: 0,
      notPayable: [{ why: 'already on a list of this round', count: 2 }],
    })
    const second = must(
      await createDistribution(payday.house, { programmeId: payday.programmeId, round: 1, name: 'Again', by: asha }),
    )
    expect(await freezeList(payday.house, { distributionId: second.distributionId, pricing })).toMatchObject({
      ok: false,
    })
  })

  it('leaves out undecided possible duplicates', async () => {
    payday = await aPayday({ people: 3 })
    const [a, b] = [...payday.people].sort()
    await sql`insert into possible_duplicate (programme_id, beneficiary_a, beneficiary_b, reasons) values (${payday.programmeId}, ${a}, ${b}, '{phone}')`.execute(
      payday.house.db,
    )
    const dry = await dryRunDistribution(payday.house, { programmeId: payday.programmeId, round: 1, pricing })
    expect(dry).toMatchObject({
      payable: 1,
      amountMinor: 500_000n,
      feeReserveMinor: 1_000n,
      notPayable: [{ count: 2 }],
    })
  })
})

describe('sending', () => {
  it('stores calls of distinct numbers before anything leaves, and a second taker finds nothing', async () => {
    payday = await aPayday({ people: 12, sharePhone: true })
    const distributionId = await aDistribution(payday)
    const calls = await takeAll(payday, distributionId)
    expect(calls.map(call => new Set(call.attempts.map(each => each.number)).size)).toEqual(
      calls.map(call => call.attempts.length),
    )
    expect(calls.flatMap(call => call.attempts)).toHaveLength(12)
    expect(await takeAll(payday, distributionId)).toEqual([])
    expect((await balances()).in_transit).toBe(12n * 501_000n)
  })

  it('stops while paused or held, and leaves the held one out', async () => {
    payday = await aPayday({ people: 2 })
    const distributionId = await aDistribution(payday)
    must(await pauseDistribution(payday.house, { distributionId, by: asha, reason: 'wait' }))
    const take = () =>
      takeCalls(payday.house, { distributionId, recipientsPerCall: 10, calls: 1, sendByMs: 1, longestProcessingMs: 1 })
    expect(await take()).toEqual({ calls: [], halted: 'paused' })
    must(await resumeDistribution(payday.house, { distributionId, by: asha }))
    await sql`update beneficiary set held_reason = 'asked to wait' where id = ${payday.people[0]!}`.execute(
      payday.house.db,
    )
    expect((await take()).calls.flatMap(call => call.attempts.map(each => each.number))).toEqual([numberOf(2)])
  })

  it('gives back what the FSP provably did not take, and sends it in a new call', async () => {
    payday = await aPayday({ people: 2 })
    const distributionId = await aDistribution(payday)
    const [call] = await takeAll(payday, distributionId)
    await recordAnswer(payday.house, {
      callId: call!.callId,
      answer: every(call!, { is: 'notTaken', reason: 'throttled' }),
    })
    expect(await attempts(distributionId)).toEqual(['prepared', 'prepared'])
    expect((await balances()).reserved).toBe(1_002_000n)
    const [again] = await takeAll(payday, distributionId)
    expect(again!.callId).not.toBe(call!.callId)
    expect(again!.attempts.map(each => each.key)).toEqual(call!.attempts.map(each => each.key))
  })

  it('a lost answer is unknown, keeps its money in transit and permits no new attempt', async () => {
    payday = await aPayday({ people: 1 })
    const distributionId = await aDistribution(payday)
    const [call] = await takeAll(payday, distributionId)
    await recordAnswer(payday.house, {
      callId: call!.callId,
      answer: every(call!, { is: 'unknown', reason: 'no_answer' }),
    })
    expect(await payouts(distributionId)).toEqual(['unknown'])
    const [payoutId] = await payoutIds(distributionId)
    expect(await openAttempt(payday.house, { payoutId: payoutId!, by: asha })).toMatchObject({
      ok: true,
      opened: false,
    })
    expect(await closePayout(payday.house, { payoutId: payoutId!, by: asha, why: 'x', as: 'closed' })).toMatchObject({
      ok: false,
    })
    await cancelDistribution(payday.house, { distributionId, by: asha, reason: 'stop' })
    expect((await balances()).in_transit).toBe(501_000n)
  })
})

describe('a cancelled distribution', () => {
  it('sends nothing any more, gives back what comes back unpaid, keeps what was paid, and closes', async () => {
    payday = await aPayday({ people: 3 })
    const distributionId = await aDistribution(payday)
    const calls = await takeAll(payday, distributionId, 1)
    await recordAnswer(payday.house, {
      callId: calls[0]!.callId,
      answer: every(calls[0]!, { is: 'refused', reason: 'recipient_limit' }),
    })
    await cancelDistribution(payday.house, { distributionId, by: asha, reason: 'stop' })
    expect(await payouts(distributionId)).toEqual(['cancelled', 'in_progress', 'in_progress'])
    const id = transactionId()
    await recordAnswer(payday.house, {
      callId: calls[1]!.callId,
      answer: every(calls[1]!, { is: 'notTaken', reason: 'throttled' }),
    })
    await recordAnswer(payday.house, { callId: calls[2]!.callId, answer: accepted(calls[2]!, [id]) })
    const again = { distributionId, recipientsPerCall: 1, calls: 9, sendByMs: 30_000, longestProcessingMs: 1_000 }
    expect(await takeCalls(payday.house, again)).toEqual({ calls: [], halted: 'not_paying' })
    expect(await releaseCancelled(payday.house, 10)).toHaveLength(1)
    expect(await payouts(distributionId)).toEqual(['cancelled', 'cancelled', 'in_progress'])
    expect(await closeIfDone(payday.house, distributionId)).toMatchObject({ closed: false })
    await apply(heard(calls[2]!, 0, { is: 'paid' }, id))
    expect(await payouts(distributionId)).toEqual(['cancelled', 'cancelled', 'paid'])
    expect(await closeIfDone(payday.house, distributionId)).toMatchObject({ closed: true })
    expect((await balances()).in_transit).toBeUndefined()
  })

  it('permits no retry of what is refused later, not even by a person, and gives its money back', async () => {
    payday = await aPayday({ people: 1 })
    const distributionId = await aDistribution(payday)
    const [call] = await takeAll(payday, distributionId)
    await cancelDistribution(payday.house, { distributionId, by: asha, reason: 'stop' })
    await recordAnswer(payday.house, {
      callId: call!.callId,
      answer: every(call!, { is: 'refused', reason: 'recipient_limit' }),
    })
    const [payoutId] = await payoutIds(distributionId)
    expect(await openAttempt(payday.house, { payoutId: payoutId!, by: asha })).toMatchObject({ ok: false })
    expect(await releaseCancelled(payday.house, 10)).toEqual([expect.objectContaining({ payoutId })])
    expect((await balances()).reserved).toBeUndefined()
  })
})

describe('outcomes', () => {
  const sent = async (
    people = 1,
    failClosed = false,
  ): Promise<{ distributionId: DistributionId; call: CallToSend; ids: string[] }> => {
    payday = await aPayday({ people, failClosed })
    const distributionId = await aDistribution(payday)
    const [call] = await takeAll(payday, distributionId)
    const ids = call!.attempts.map(() => transactionId())
    return { distributionId, call: call!, ids }
  }

  it('a success disburses amount and fee and returns what is left of the fee reserve', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    expect(await apply(heard(call, 0, { is: 'paid' }, ids[0]!))).toEqual(['applied'])
    expect(await apply(heard(call, 0, { is: 'paid' }, ids[0]!))).toEqual(['applied'])
    expect(await balances()).toEqual({
      funding: -1_000_000_000n,
      available: 999_499_300n,
      disbursed: 500_000n,
      fees: 700n,
    })
    expect(await payouts(distributionId)).toEqual(['paid'])
    expect(await closeIfDone(payday.house, distributionId)).toMatchObject({ closed: true })
  })

  it('books the fee once when two notices of one success are applied together', async () => {
    payday = await aPayday({ people: 1 })
    const id = await aDistribution(payday)
    const [call] = await takeAll(payday, id)
    const txid = transactionId()
    const { fee: _unsaid, ...entry } = accepted(call!, [txid]).entries[0]!
    await recordAnswer(payday.house, { callId: call!.callId, answer: { httpStatus: 201, entries: [entry] } })
    await apply(heard(call!, 0, { is: 'paid' }, txid), heard(call!, 0, { is: 'paid' }, txid))
    expect((await balances())['fees']).toBe(700n)
    expect(await cases()).toEqual([])
    expect((await verifyBooks(payday.house)).checks.filter(check => !check.ok)).toEqual([])
  })

  it('follows a fee that the FSP changes and changes back, with a case, to what it said last', async () => {
    const { call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    const saidAgain = (minor: bigint) => ({ ...heard(call, 0, { is: 'paid' }, ids[0]!), feeMinor: minor })
    for (const [minor, booked] of [
      [700n, 700n],
      [900n, 900n],
      [700n, 700n],
    ] as const) {
      expect(await apply(saidAgain(minor))).toEqual(['applied'])
      expect((await balances())['fees']).toBe(booked)
    }
    expect(await cases()).toEqual(['fee'])
    expect((await verifyBooks(payday.house)).checks.filter(check => !check.ok)).toEqual([])
  })

  it('a late failure never erases a success; it becomes a contradiction for a person', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    expect(
      await apply(
        heard(call, 0, { is: 'paid' }, ids[0]!),
        heard(call, 0, { is: 'refused', reason: 'recipient_limit' }, ids[0]!),
      ),
    ).toEqual(['applied', 'contradiction'])
    expect(await payouts(distributionId)).toEqual(['paid'])
    expect(await cases()).toEqual(['contradiction'])
  })

  describe('a success that a callback denies', () => {
    const denied = async () => {
      const { distributionId, call, ids } = await sent()
      const [id] = ids as [string]
      await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
      await apply(heard(call, 0, { is: 'paid' }, id))
      const asked = () => dueToAsk(payday.house, { distributionId, limit: 10 })
      expect(await asked()).toEqual([])
      await apply(heard(call, 0, { is: 'refused', reason: 'recipient_limit' }, id))
      const attemptKey = call.attempts[0]!.key
      const hear = async (outcome?: 'paid' | 'refused', when?: Awaited<ReturnType<typeof asked>>) => {
        const [group] = when ?? (await asked())
        if (!group) throw new Error('nobody asks')
        const words =
          outcome === 'refused' ? { is: outcome, reason: 'recipient_limit' as const } : { is: outcome ?? 'notFound' }
        await recordAsked(payday.house, group, [{ attemptKey, transactionId: id, outcome: words as { is: 'paid' } }])
      }
      return { distributionId, asked, hear, call, id }
    }
    const later = () =>
      sql`update attempt set next_check_at = now() where next_check_at is not null`.execute(payday.house.db)

    it('is asked about until the FSP says which is true, and stands if the FSP confirms it', async () => {
      const { distributionId, asked, hear } = await denied()
      await hear()
      expect(await asked()).toEqual([])
      await later()
      await hear('paid')
      await later()
      expect(await asked()).toEqual([])
      expect(await payouts(distributionId)).toEqual(['paid'])
    })

    it('is turned back if the FSP says that it failed, with its fee, and people decide', async () => {
      const { distributionId, asked, hear, call, id } = await denied()
      await hear('refused')
      expect(await payouts(distributionId)).toEqual(['to_decide'])
      expect(await attempts(distributionId)).toEqual(['reversed'])
      expect(await cases()).toEqual(['contradiction', 'decision'])
      expect(await balances()).toEqual({ funding: -1_000_000_000n, available: 999_500_000n, returned: 500_000n })
      expect((await verifyBooks(payday.house)).ok).toBe(true)
      await later()
      expect(await asked()).toEqual([])
      // Whoever repeats the claim pays nobody with it.
      expect(await apply(heard(call, 0, { is: 'paid' }, id))).toEqual(['contradiction'])
      expect(await payouts(distributionId)).toEqual(['to_decide'])
    })

    it('stands against an answer to a question that is older than it, and the FSP is asked again', async () => {
      const { distributionId, call, ids } = await sent()
      await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
      await later()
      const [before] = await dueToAsk(payday.house, { distributionId, limit: 10 })
      await apply(heard(call, 0, { is: 'paid' }, ids[0]!))
      const outcome = { is: 'refused', reason: 'recipient_limit' } as const
      const said = { attemptKey: call.attempts[0]!.key, transactionId: ids[0]!, outcome }
      await recordAsked(payday.house, before!, [said])
      expect(await payouts(distributionId)).toEqual(['paid'])
      await later()
      const [after] = await dueToAsk(payday.house, { distributionId, limit: 10 })
      await recordAsked(payday.house, after!, [said])
      expect(await payouts(distributionId)).toEqual(['to_decide'])
    })

    it('is never turned back once the FSP has confirmed it', async () => {
      const { distributionId, hear } = await denied()
      await hear('paid')
      await sql`update attempt set next_check_at = now()`.execute(payday.house.db)
      await hear('refused')
      expect(await payouts(distributionId)).toEqual(['paid'])
    })
  })

  it('a forged callback with another amount, number or transaction pays nobody', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    const paid = heard(call, 0, { is: 'paid' }, ids[0]!)
    expect(await apply({ ...paid, amountMinor: 1n })).toEqual(['contradiction'])
    expect(await apply({ ...paid, numberLookup: payday.house.sealing.lookup('number', '+254700000000') })).toEqual([
      'contradiction',
    ])
    expect(await apply({ ...paid, transactionId: transactionId() })).toEqual(['toConfirm'])
    expect(await payouts(distributionId)).toEqual(['in_progress'])
  })

  it('a success after a refusal is believed, and the prepared successor is withdrawn', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    await apply(heard(call, 0, { is: 'refused', reason: 'not_registered' }, ids[0]!))
    const [payoutId] = await payoutIds(distributionId)
    expect(await openAttempt(payday.house, { payoutId: payoutId!, by: asha })).toMatchObject({ ok: false })
    await apply(heard(call, 0, { is: 'refused', reason: 'not_registered' }, ids[0]!, 'query'))
    expect(await openAttempt(payday.house, { payoutId: payoutId!, by: asha })).toMatchObject({ ok: true, opened: true })
    await apply(heard(call, 0, { is: 'paid' }, ids[0]!, 'query'))
    expect(await attempts(distributionId)).toEqual(['paid', 'withdrawn'])
    expect(await payouts(distributionId)).toEqual(['paid'])
    expect((await balances()).reserved).toBeUndefined()
    expect(await cases()).toEqual([])
  })

  it('two successes of two attempts show as overpaid, booked beside the budget', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    await apply(heard(call, 0, { is: 'refused', reason: 'not_registered' }, ids[0]!, 'query'))
    const [payoutId] = await payoutIds(distributionId)
    must(await openAttempt(payday.house, { payoutId: payoutId!, by: asha }))
    const { calls } = await takeCalls(payday.house, {
      distributionId,
      payoutId: payoutId!,
      recipientsPerCall: 10,
      calls: 1,
      sendByMs: 1,
      longestProcessingMs: 1,
    })
    const second = transactionId()
    await recordAnswer(payday.house, { callId: calls[0]!.callId, answer: accepted(calls[0]!, [second]) })
    await apply(heard(call, 0, { is: 'paid' }, ids[0]!, 'query'), heard(calls[0]!, 0, { is: 'paid' }, second))
    expect(await attempts(distributionId)).toEqual(['paid', 'paid_extra'])
    expect(await payouts(distributionId)).toEqual(['overpaid'])
    expect(await balances()).toMatchObject({ overpaid: 500_000n, disbursed: 500_000n, fees: 1_400n })
    expect(await cases()).toContain('overpaid')
  })

  it('a payout that a late success has settled is not lowered by what its later attempt says', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    await apply(heard(call, 0, { is: 'refused', reason: 'not_registered' }, ids[0]!, 'query'))
    const [payoutId] = await payoutIds(distributionId)
    must(await openAttempt(payday.house, { payoutId: payoutId!, by: asha }))
    const { calls } = await takeCalls(payday.house, {
      distributionId,
      payoutId: payoutId!,
      recipientsPerCall: 10,
      calls: 1,
      sendByMs: 1,
      longestProcessingMs: 1,
    })
    await apply(heard(call, 0, { is: 'paid' }, ids[0]!, 'query'))
    await recordAnswer(payday.house, {
      callId: calls[0]!.callId,
      answer: every(calls[0]!, { is: 'notTaken', reason: 'throttled' }),
    })
    expect(await attempts(distributionId)).toEqual(['paid', 'refused'])
    expect(await payouts(distributionId)).toEqual(['paid'])
    expect((await balances()).reserved).toBeUndefined()
  })

  it('a reversal leaves what is left of the successes: overpaid, then paid, then to be decided', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    const [second, third] = [transactionId(), transactionId()]
    await apply(
      heard(call, 0, { is: 'paid' }, ids[0]!),
      heard(call, 0, { is: 'paid' }, second, 'query'),
      heard(call, 0, { is: 'paid' }, third, 'query'),
    )
    expect(await balances()).toMatchObject({ disbursed: 500_000n, overpaid: 1_000_000n })
    await apply(heard(call, 0, { is: 'reversed' }, third, 'query'))
    expect(await payouts(distributionId)).toEqual(['overpaid'])
    await apply(heard(call, 0, { is: 'reversed' }, second, 'query'))
    expect(await payouts(distributionId)).toEqual(['paid'])
    await apply(heard(call, 0, { is: 'reversed' }, ids[0]!, 'query'))
    expect(await payouts(distributionId)).toEqual(['to_decide'])
    expect(await balances()).toMatchObject({ returned: 1_500_000n })
    expect(await cases()).toContain('decision')
  })

  it('one attempt that the FSP paid under two transactions shows as overpaid', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    await apply(heard(call, 0, { is: 'paid' }, ids[0]!), heard(call, 0, { is: 'paid' }, transactionId(), 'query'))
    expect(await payouts(distributionId)).toEqual(['overpaid'])
    expect(await balances()).toMatchObject({ overpaid: 500_000n, disbursed: 500_000n })
  })

  it('of which one came back leaves the person paid once, and books that agree', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    const second = transactionId()
    await apply(heard(call, 0, { is: 'paid' }, ids[0]!), heard(call, 0, { is: 'paid' }, second, 'query'))
    await apply(heard(call, 0, { is: 'reversed' }, second, 'query'))
    expect(await payouts(distributionId)).toEqual(['paid'])
    expect(await balances()).toMatchObject({ returned: 500_000n, disbursed: 500_000n })
    expect((await verifyBooks(payday.house, {})).checks.filter(({ ok }) => !ok)).toEqual([])
    // And the other one too: then nobody is paid, and both are back.
    await apply(heard(call, 0, { is: 'reversed' }, ids[0]!, 'query'))
    expect(await payouts(distributionId)).toEqual(['to_decide'])
    expect(await balances()).toMatchObject({ returned: 1_000_000n })
    expect((await verifyBooks(payday.house, {})).checks.filter(({ ok }) => !ok)).toEqual([])
  })

  it('one attempt that the FSP took twice is refused for good only once both of its transactions are, by its own word', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    const [validated = ''] = ids
    const other = transactionId()
    const refused = { is: 'refused', reason: 'recipient_limit' } as const
    const confirmed = async (): Promise<boolean | undefined> =>
      (await sql<{ confirmed: boolean }>`select refusal_confirmed as confirmed from attempt`.execute(payday.house.db))
        .rows[0]?.confirmed
    // Whoever forges a failure of the one, while the FSP itself fails the other, does not have it paid again.
    await apply(heard(call, 0, refused, validated), heard(call, 0, refused, other, 'query'))
    expect([await payouts(distributionId), await confirmed()]).toEqual([['refused'], false])
    await apply(heard(call, 0, refused, other, 'query'))
    expect(await confirmed()).toBe(false)
    await apply(heard(call, 0, refused, validated, 'query'))
    expect(await confirmed()).toBe(true)
  })

  it('and is paid when the other one is', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    const refused = { is: 'refused', reason: 'recipient_limit' } as const
    await apply(heard(call, 0, refused, transactionId(), 'query'), heard(call, 0, { is: 'paid' }, ids[0]!, 'query'))
    expect(await payouts(distributionId)).toEqual(['paid'])
    expect(await balances()).toMatchObject({ disbursed: 500_000n })
  })

  it('gives the same end whatever the order in which words arrive', async () => {
    const { distributionId, call, ids } = await sent(2)
    // the callbacks overtake the answer: nothing is believed before the answer or a query gives their transaction ids
    expect(
      await apply(
        heard(call, 0, { is: 'paid' }, ids[0]!),
        heard(call, 1, { is: 'refused', reason: 'recipient_limit' }, ids[1]!),
      ),
    ).toEqual(['toConfirm', 'toConfirm'])
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    await apply(
      heard(call, 1, { is: 'refused', reason: 'recipient_limit' }, ids[1]!),
      heard(call, 0, { is: 'paid' }, ids[0]!),
    )
    expect(await payouts(distributionId)).toEqual(['paid', 'refused'])
  })

  it('asks for what is silent, finds it by our key, and gives up into a case, never into a no', async () => {
    const { distributionId, call, ids } = await sent(2)
    await recordAnswer(payday.house, {
      callId: call.callId,
      answer: every(call, { is: 'unknown', reason: 'no_answer' }),
    })
    const ask = async () => {
      await sql`update attempt set next_check_at = now() where next_check_at is not null`.execute(payday.house.db)
      return dueToAsk(payday.house, { distributionId, limit: 100 })
    }
    const [group] = await ask()
    expect(group!.attempts.map(each => each.number).sort()).toEqual([numberOf(1), numberOf(2)])
    expect(await dueToAsk(payday.house, { distributionId, limit: 100 })).toEqual([])
    const found = {
      attemptKey: call.attempts[0]!.key as AttemptKey,
      outcome: { is: 'paid' as const },
      transactionId: ids[0]!,
      amount: kes(500_000n),
      number: call.attempts[0]!.number,
    }
    await recordAsked(payday.house, group!, [found, { attemptKey: call.attempts[1]!.key, outcome: { is: 'notFound' } }])
    expect(await payouts(distributionId)).toEqual(['paid', 'unknown'])
    for (let i = 0; i < 8; i++) await recordAsked(payday.house, (await ask())[0]!, [])
    expect(await payouts(distributionId)).toEqual(['paid', 'unknown'])
    expect(await cases()).toEqual(['unknown'])
    expect(await closeIfDone(payday.house, distributionId)).toEqual({ closed: true, open: 0, unknown: 1 })
    expect((await balances()).in_transit).toBe(501_000n)
  })

  it('keeps the id of a transaction that the FSP shows with another amount, and gives it to a person', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, {
      callId: call.callId,
      answer: every(call, { is: 'unknown', reason: 'no_answer' }),
    })
    await sql`update attempt set next_check_at = now()`.execute(payday.house.db)
    const [group] = await dueToAsk(payday.house, { distributionId, limit: 10 })
    const outcome = { is: 'unknown' as const, reason: 'unclear_answer' as const }
    const odd = {
      attemptKey: call.attempts[0]!.key,
      transactionId: ids[0]!,
      outcome,
      oddities: ['another kind of transaction'],
    }
    await recordAsked(payday.house, group!, [odd])
    expect(await payouts(distributionId)).toEqual(['unknown'])
    expect(await cases()).toEqual(['contradiction'])
    await sql`update attempt set next_check_at = now()`.execute(payday.house.db)
    const [again] = await dueToAsk(payday.house, { distributionId, limit: 10 })
    expect(again!.attempts[0]!.transactionIds).toEqual([ids[0]])
  })

  it('an unknown is ended by two people, and “not paid” only after its time and a last query', async () => {
    const { distributionId, call } = await sent()
    await recordAnswer(payday.house, {
      callId: call.callId,
      answer: every(call, { is: 'unknown', reason: 'no_answer' }),
    })
    const attemptId = call.attempts[0]!.attemptId
    const propose = () =>
      proposeEnd(payday.house, { attemptId, outcome: 'refused', reason: 'not on the statement', by: asha })
    expect(await propose()).toMatchObject({ ok: false, problem: 'state' })
    await sql`update attempt set send_by = now() - interval '1 hour', checks = 1 where id = ${attemptId}`.execute(
      payday.house.db,
    )
    const { unknownEndId } = must(await propose()) as { ok: true; unknownEndId: string }
    expect(await decideEnd(payday.house, { unknownEndId, confirm: true, by: asha })).toMatchObject({
      ok: false,
      problem: 'four_eyes',
    })
    must(await decideEnd(payday.house, { unknownEndId, confirm: true, by: chege }))
    expect(await payouts(distributionId)).toEqual(['refused'])
    const [payoutId] = await payoutIds(distributionId)
    expect(await openAttempt(payday.house, { payoutId: payoutId!, by: asha })).toMatchObject({ ok: true, opened: true })
  })

  it('validation says yes only to what is on its way, stores the transaction first, and never to a second one', async () => {
    const { call, ids } = await sent(1, true)
    const ask = {
      attemptKey: call.attempts[0]!.key,
      transactionId: ids[0]!,
      number: numberOf(1),
      amount: kes(500_000n),
    }
    const valid = async (change: Partial<typeof ask> = {}) =>
      (await validateTransfer(payday.house, call.fspAccountId, { ...ask, ...change })).valid
    expect(await valid({ amount: kes(500_100n) })).toBe(false)
    expect(await valid({ number: numberOf(2) })).toBe(false)
    expect(await valid({ attemptKey: `${call.attempts[0]!.payoutId}.2` as AttemptKey })).toBe(false)
    expect(await valid()).toBe(true)
    expect(await valid()).toBe(true)
    expect(await valid({ transactionId: transactionId() })).toBe(false)
    // now that its transaction is known, the callback itself is believed
    expect(await apply(heard(call, 0, { is: 'paid' }, ids[0]!))).toEqual(['applied'])
    expect(await valid()).toBe(false)
  })

  it('on a fail-closed account silence past its time means not taken; whatever asks later is answered no', async () => {
    const { distributionId, call, ids } = await sent(2, true)
    const ask = (i: number) =>
      validateTransfer(payday.house, call.fspAccountId, {
        attemptKey: call.attempts[i]!.key,
        transactionId: ids[i]!,
        number: numberOf(i + 1),
        amount: kes(500_000n),
      })
    expect((await ask(0)).valid).toBe(true)
    expect(await settleNotTaken(payday.house, { distributionId, limit: 10 })).toEqual([])
    await sql`update attempt set send_by = now() - interval '1 hour'`.execute(payday.house.db)
    expect(await settleNotTaken(payday.house, { distributionId, limit: 10 })).toHaveLength(1)
    expect(await payouts(distributionId)).toEqual(['in_progress', 'refused'])
    expect((await ask(1)).valid).toBe(false)
  })

  it('a released payout that turns out paid takes its round back', async () => {
    const { distributionId, call, ids } = await sent()
    await recordAnswer(payday.house, { callId: call.callId, answer: accepted(call, ids) })
    await apply(heard(call, 0, { is: 'refused', reason: 'not_registered' }, ids[0]!, 'query'))
    const [payoutId] = await payoutIds(distributionId)
    must(await closePayout(payday.house, { payoutId: payoutId!, by: asha, why: 'deadline', as: 'closed' }))
    const second = await aDistribution(payday, 'approved')
    await apply(heard(call, 0, { is: 'paid' }, ids[0]!, 'query'))
    expect(await payouts(distributionId)).toEqual(['paid'])
    expect(await payouts(second)).toEqual(['cancelled'])
    expect(await balances()).toEqual({
      funding: -1_000_000_000n,
      available: 999_499_300n,
      disbursed: 500_000n,
      fees: 700n,
    })
    expect(await startDistribution(payday.house, { distributionId: second, by: asha })).toMatchObject({ ok: true })
  })
})

describe('notices', () => {
  it('that claim a second transfer of a paid payout have the FSP asked at once, and what it confirms shows as overpaid', async () => {
    payday = await aPayday({ people: 1 })
    const distributionId = await aDistribution(payday)
    const [call] = await takeAll(payday, distributionId)
    const [first, second] = [transactionId(), transactionId()]
    await recordAnswer(payday.house, { callId: call!.callId, answer: accepted(call!, [first]) })
    await apply(heard(call!, 0, { is: 'paid' }, first))
    const { attemptKey, number, amount } = {
      attemptKey: call!.attempts[0]!.key,
      number: numberOf(1),
      amount: kes(500_000n),
    }
    await storeNotice(payday.house, {
      fspAccountId: call!.fspAccountId,
      kind: 'notification',
      raw: 'again',
      contentType: 'application/json',
    })
    const understand = (): Understood => ({
      kind: 'outcome',
      direction: 'out',
      attemptKey,
      number,
      amount,
      transactionId: second,
      outcome: { is: 'paid' },
    })
    const { touched } = await applyNotices(payday.house, { limit: 10, understand, settleAccountCheck: async () => {} })
    expect(touched.map(each => each.individual)).toEqual([true])
    const [group] = await dueToAsk(payday.house, { distributionId, limit: 10 })
    expect([...group!.attempts[0]!.transactionIds].sort()).toEqual([first, second].sort())
    await recordAsked(payday.house, group!, [
      { attemptKey, number, amount, transactionId: second, outcome: { is: 'paid' } },
    ])
    expect(await payouts(distributionId)).toEqual(['overpaid'])
    expect(await balances()).toMatchObject({ disbursed: 500_000n, overpaid: 500_000n })
    expect(await cases()).toEqual(['overpaid'])
  })

  it('that claim a success which the FSP, asked afterwards, denies hold nothing up any longer and are shown to a person', async () => {
    payday = await aPayday({ people: 1 })
    const distributionId = await aDistribution(payday)
    const [call] = await takeAll(payday, distributionId)
    const id = transactionId()
    await recordAnswer(payday.house, { callId: call!.callId, answer: accepted(call!, [id]) })
    const attemptKey = call!.attempts[0]!.key
    const denied = { attemptKey, transactionId: id, outcome: { is: 'refused', reason: 'recipient_limit' } } as const
    await sql`update attempt set next_check_at = now()`.execute(payday.house.db)
    const [before] = await dueToAsk(payday.house, { distributionId, limit: 10 })
    await storeNotice(payday.house, {
      fspAccountId: call!.fspAccountId,
      kind: 'notification',
      raw: 'a lie',
      contentType: 'application/json',
    })
    const claim: Understood = {
      kind: 'outcome',
      direction: 'out',
      attemptKey,
      number: numberOf(1),
      amount: kes(500_000n),
      transactionId: id,
      outcome: { is: 'paid' },
    }
    const hear = () =>
      applyNotices(payday.house, { limit: 10, understand: () => claim, settleAccountCheck: async () => {} })
    const states = async () => (await payday.house.db.selectFrom('notice').select('state').execute()).map(n => n.state)
    await recordAsked(payday.house, before!, [denied])
    await hear()
    expect(await states()).toEqual(['to_confirm'])
    const payoutId = call!.attempts[0]!.payoutId
    // What the FSP said before the claim came does not answer it.
    await recordAsked(payday.house, before!, [denied])
    expect(await states()).toEqual(['to_confirm'])
    expect((await openAttempt(payday.house, { payoutId, by: asha })).ok).toBe(false)
    await sql`update attempt set next_check_at = now()`.execute(payday.house.db)
    const [after] = await dueToAsk(payday.house, { distributionId, limit: 10 })
    await recordAsked(payday.house, after!, [denied])
    expect(await states()).toEqual(['contradiction'])
    expect(await cases()).toContain('contradiction')
    must(await openAttempt(payday.house, { payoutId, by: asha }))
  })

  it('are stored once, applied in bulk, and a bad one does not hold up the rest', async () => {
    payday = await aPayday({ people: 2 })
    const distributionId = await aDistribution(payday)
    const [call] = await takeAll(payday, distributionId)
    const ids = call!.attempts.map(() => transactionId())
    await recordAnswer(payday.house, { callId: call!.callId, answer: accepted(call!, ids) })
    const store = (raw: string) =>
      storeNotice(payday.house, {
        fspAccountId: call!.fspAccountId,
        kind: 'notification',
        raw,
        contentType: 'application/json',
      })
    expect(await store('0')).toEqual({ stored: true })
    expect(await store('0')).toEqual({ stored: false })
    await store('1')
    await store('broken')
    await store('nobody')
    const understand = ({ raw }: { raw: string }): Understood => {
      if (raw === 'broken') throw new Error('cut body')
      const i = Number(raw)
      const attemptKey = raw === 'nobody' ? 'elsewhere' : call!.attempts[i]!.key
      return {
        kind: 'outcome',
        direction: 'out',
        attemptKey,
        outcome: { is: 'paid' },
        ...(raw === 'nobody' ? {} : { transactionId: ids[i]!, amount: kes(500_000n), number: numberOf(i + 1) }),
      }
    }
    const pump = () => applyNotices(payday.house, { limit: 100, understand, settleAccountCheck: async () => {} })
    const { taken, touched } = await pump()
    expect([taken, touched.length]).toEqual([4, 2])
    expect(await payouts(distributionId)).toEqual(['paid', 'paid'])
    expect(await cases()).toEqual(['unmatched_notice', 'unmatched_notice'])
    expect((await pump()).taken).toBe(0)
  })
})
