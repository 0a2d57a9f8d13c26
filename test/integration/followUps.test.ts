import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import type { AnswerToRecord } from '../../db/answers.js'
import { closePayout } from '../../db/attempts.js'
import { takeCalls, type CallToSend } from '../../db/calls.js'
import { releaseOvertaken } from '../../db/cancelling.js'
import { constraintOf, type House } from '../../db/database.js'
import { cancelDistribution, startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { dryRunDistribution, freezeList } from '../../db/distributionList.js'
import { createFollowUp, followable, followUpOf } from '../../db/followUps.js'
import { openAttempt } from '../../db/openAttempt.js'
import { applyFindings, type Finding } from '../../db/outcomes.js'
import { closeIfDone, distributionStanding } from '../../db/standing.js'
import { verifyBooks } from '../../db/verify.js'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import {
  aDistribution,
  aPayday,
  asha,
  baraka,
  must,
  pricing,
  recordAnswer,
  takeAll,
  transactionId,
  type Payday,
} from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

type Outcome = AnswerToRecord['entries'][number]['outcome']

/** One list that was sent: who stands on it, and under which transaction of the FSP. */
interface Sent {
  distributionId: DistributionId
  attempts: CallToSend['attempts']
  ids: string[]
}

async function send(distributionId: DistributionId): Promise<Sent> {
  const calls = await takeAll(payday, distributionId)
  const attempts = calls.flatMap(call => call.attempts)
  const ids = attempts.map(() => transactionId())
  let at = 0
  for (const call of calls)
    await recordAnswer(payday.house, {
      callId: call.callId,
      answer: {
        httpStatus: 201,
        entries: call.attempts.map(({ key }) => ({
          attemptKey: key,
          outcome: { is: 'accepted' },
          transactionId: ids[at++]!,
        })),
      },
    })
  return { distributionId, attempts, ids }
}

const tell = (sent: Sent, i: number, said: Finding['said'], house: House = payday.house) =>
  applyFindings(house, [
    {
      fspAccountId: payday.fspAccountId,
      attempt: { id: sent.attempts[i]!.attemptId },
      source: 'query',
      said,
      // What is known of a transaction is no silence.
      ...(said.is === 'unknown' ? {} : { transactionId: sent.ids[i]! }),
    },
  ])
const refuse = { is: 'refused', reason: 'not_registered' } as const
const paid = { is: 'paid' } as const

const giveUp = async (payoutId: PayoutId) =>
  must(await closePayout(payday.house, { payoutId, by: asha, why: 'not corrected in time', as: 'closed' }))

const states = async (distributionId: DistributionId): Promise<string[]> =>
  (
    await sql<{ says: string }>`
      select state || case when released then ', given back' else '' end as says from payout
       where distribution_id = ${distributionId} order by position`.execute(payday.house.db)
  ).rows.map(row => row.says)
const wrong = async () => (await verifyBooks(payday.house)).checks.filter(check => !check.ok)
const openCases = async (): Promise<string[]> =>
  (
    await sql<{ kind: string }>`select kind from work_case where state = 'open' order by kind`.execute(payday.house.db)
  ).rows.map(row => row.kind)

/** One person whose number was refused and whose payout was given up; the list is closed. */
async function aRefusedPerson(): Promise<Sent> {
  payday = await aPayday({ people: 1 })
  const sent = await send(await aDistribution(payday))
  await tell(sent, 0, refuse)
  await giveUp(sent.attempts[0]!.payoutId)
  expect(await closeIfDone(payday.house, sent.distributionId)).toMatchObject({ closed: true })
  await checkedAgain()
  return sent
}

/** The FSP was asked about everybody’s number since, and said that it can receive. */
const checkedAgain = () => sql`update beneficiary set account_checked_at = now()`.execute(payday.house.db)

async function aFollowUp(of: DistributionId, until: 'listed' | 'approved' | 'started'): Promise<DistributionId> {
  const { house } = payday
  const { distributionId } = must(await createFollowUp(house, { of, by: asha }))
  const { hash } = must(await freezeList(house, { distributionId, pricing }))
  if (until === 'listed') return distributionId
  must(await approveDistribution(house, { distributionId, by: baraka, listHash: hash }))
  if (until === 'started') must(await startDistribution(house, { distributionId, by: asha }))
  return distributionId
}

const dryRun = async (of: DistributionId) => {
  const { programmeId, round, purpose } = must(await followable(payday.house, of)).followed
  return must(await dryRunDistribution(payday.house, { programmeId, round, purpose, followUpOf: of, pricing }))
}

describe('a follow-up', () => {
  it('is of the round that the list before was of, also where a calendar opened more than the programme is said to have', async () => {
    payday = await aPayday({ people: 1 })
    const of = await aDistribution(payday, 'approved', 2)
    await sql`update programme set rounds = 1`.execute(payday.house.db)
    must(await cancelDistribution(payday.house, { distributionId: of, by: asha, reason: 'another week' }))
    const { distributionId } = must(await createFollowUp(payday.house, { of, by: asha }))
    expect(must(await freezeList(payday.house, { distributionId, pricing }))).toMatchObject({ round: 2, payouts: 1 })
  })

  it('has those whom the ended list did not pay, and says of the others why they are not in it', async () => {
    payday = await aPayday({ people: 9 })
    const sent = await send(await aDistribution(payday))
    const amount = { is: 'refused', reason: 'amount_not_allowed' } as const
    await tell(sent, 0, paid)
    await tell(sent, 1, { is: 'unknown', reason: 'silent' })
    await tell(sent, 2, paid)
    await tell(sent, 2, { is: 'reversed' })
    for (const i of [3, 4, 5, 6, 7]) {
      await tell(sent, i, i === 3 ? refuse : amount)
      await giveUp(sent.attempts[i]!.payoutId)
    }
    await tell(sent, 8, amount)
    expect(await followable(payday.house, sent.distributionId)).toMatchObject({ ok: false, problem: 'state' })
    await sql`update distribution set state = 'closed' where id = ${sent.distributionId}`.execute(payday.house.db)
    const personOf = (i: number) => sql`(select beneficiary_id from payout where id = ${sent.attempts[i]!.payoutId})`
    await sql`update beneficiary set state = 'declined' where id = ${personOf(4)}`.execute(payday.house.db)
    await sql`update beneficiary set held_reason = 'a question' where id = ${personOf(5)}`.execute(payday.house.db)
    await sql`update payout set held_reason = 'a question' where id = ${sent.attempts[6]!.payoutId}`.execute(
      payday.house.db,
    )
    const found = await dryRun(sent.distributionId)
    expect(found).toMatchObject({ payable: 1, amountMinor: 500_000n })
    expect(new Map(found.notPayable.map(({ why, count }) => [why, count]))).toEqual(
      new Map([
        ['paid', 1],
        ['outcome unknown', 1],
        ['came back, to be decided', 1],
        ['number not corrected since it was refused', 1],
        ['declined meanwhile', 1],
        ['held', 1],
        ['held on the list before', 1],
        ['refused, still waits for its correction or a retry', 1],
      ]),
    )
    const distributionId = await aFollowUp(sent.distributionId, 'listed')
    const { rows } = await sql`
      select 1 from payout where distribution_id = ${distributionId} and beneficiary_id = ${personOf(7)}`.execute(
      payday.house.db,
    )
    expect(rows).toHaveLength(1)
    expect(await followUpOf(payday.house, distributionId)).toMatchObject({
      distributionId: sent.distributionId,
      people: 9,
      notPaid: 8,
      notPaidMinor: 4_000_000n,
    })
    expect(await dryRun(sent.distributionId)).toMatchObject({
      payable: 0,
      notPayable: expect.arrayContaining([{ why: 'already on a list of this round', count: 1 }]),
    })
  })

  it('takes in whose number was corrected, or found right by a new check, since it was refused', async () => {
    const { distributionId } = await aRefusedPerson()
    await sql`update beneficiary set account_checked_at = now() - interval '1 day'`.execute(payday.house.db)
    expect(await dryRun(distributionId)).toMatchObject({ payable: 0 })
    await checkedAgain()
    expect(await dryRun(distributionId)).toMatchObject({ payable: 1, notPayable: [] })
  })

  it('of a cancelled list has everybody of it, keeps its purpose, and is paid', async () => {
    payday = await aPayday({ people: 2 })
    const { house } = payday
    const of = await aDistribution(payday, 'approved')
    must(await cancelDistribution(house, { distributionId: of, by: asha, reason: 'the wrong day' }))
    const distributionId = await aFollowUp(of, 'started')
    const sent = await send(distributionId)
    await tell(sent, 0, paid)
    await tell(sent, 1, paid)
    expect(await states(distributionId)).toEqual(['paid', 'paid'])
    expect(await dryRun(of)).toMatchObject({
      payable: 0,
      notPayable: [{ why: 'paid by another list of this round', count: 2 }],
    })
    expect(await wrong()).toEqual([])
  })

  it('of a list that has not ended, or that never was, is refused', async () => {
    payday = await aPayday({ people: 1 })
    const { house } = payday
    const of = await aDistribution(payday, 'frozen')
    expect(await createFollowUp(house, { of, by: asha })).toMatchObject({ ok: false, problem: 'state' })
    const never = payday.programmeId as string as DistributionId
    expect(await createFollowUp(house, { of: never, by: asha })).toMatchObject({ ok: false, problem: 'not_found' })
  })
})

describe('nobody who was paid, or may yet be, can stand on a further list', () => {
  /** Not the selection: the insert itself, as it would be without one. */
  const insert = async (payoutId: PayoutId) =>
    sql`
      with other as (insert into distribution (programme_id, round, name, fsp_account_id, created_by)
        select programme_id, round, 'Again', fsp_account_id, 'asha' from distribution limit 1 returning id)
      insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor, destination_id, fsp_account_id)
      select o.id, p.beneficiary_id, p.programme_id, p.round, p.purpose, 1, 1, p.amount_minor, 0, p.destination_id, p.fsp_account_id
        from payout p, other o where p.id = ${payoutId}`
      .execute(payday.house.db)
      .then(
        () => 'taken',
        (error: unknown) => constraintOf(error) ?? (error as Error).message,
      )

  it('whatever its state: on its way, unknown, paid, paid twice, came back, refused and not given up', async () => {
    payday = await aPayday({ people: 6 })
    const sent = await send(await aDistribution(payday))
    await tell(sent, 1, { is: 'unknown', reason: 'silent' })
    await tell(sent, 2, paid)
    await tell(sent, 3, paid)
    await applyFindings(payday.house, [
      {
        fspAccountId: payday.fspAccountId,
        attempt: { id: sent.attempts[3]!.attemptId },
        source: 'query',
        said: paid,
        transactionId: transactionId(),
      },
    ])
    await tell(sent, 4, paid)
    await tell(sent, 4, { is: 'reversed' })
    await tell(sent, 5, refuse)
    const { rows } = await sql<{ state: string; id: PayoutId }>`
      select state, id from payout order by array_position(${sent.attempts.map(each => each.payoutId)}::uuid[], id)`.execute(
      payday.house.db,
    )
    expect(rows.map(row => row.state)).toEqual(['in_progress', 'unknown', 'paid', 'overpaid', 'to_decide', 'refused'])
    for (const { id } of rows) expect(await insert(id)).toBe('payout_once_a_round')
    await giveUp(sent.attempts[5]!.payoutId)
    expect(await insert(sent.attempts[5]!.payoutId)).toBe('taken')
  })

  it('nor beside a payment that came after the round had gone to a follow-up', async () => {
    const before = await aRefusedPerson()
    const after = await send(await aFollowUp(before.distributionId, 'started'))
    await tell(before, 0, paid)
    expect(await states(before.distributionId)).toEqual(['paid, given back'])
    await sql`update payout set released = true, state = 'closed', money = 'none' where id = ${after.attempts[0]!.payoutId}`.execute(
      payday.house.db,
    )
    expect(await insert(before.attempts[0]!.payoutId)).toBe('somebody on this list was paid for this round')
  })
})

describe('a late success of the list before', () => {
  it.each(['listed', 'approved', 'started'] as const)(
    'takes the person off a follow-up that is %s, and its money goes back',
    async until => {
      const before = await aRefusedPerson()
      const distributionId = await aFollowUp(before.distributionId, until)
      await tell(before, 0, paid)
      expect(await states(before.distributionId)).toEqual(['paid'])
      expect(await states(distributionId)).toEqual(['cancelled, given back'])
      expect(await takeAll(payday, distributionId)).toEqual([])
      if (until === 'listed') {
        const { listHash } = (await distributionStanding(payday.house, distributionId))!
        const approval = { distributionId, by: baraka, listHash: listHash! }
        expect(await approveDistribution(payday.house, approval)).toMatchObject({ ok: false, problem: 'state' })
      }
      expect(await wrong()).toEqual([])
    },
  )

  it('in the moment in which the follow-up is frozen waits for it and takes the person off', async () => {
    const before = await aRefusedPerson()
    const { house } = payday
    const { distributionId } = must(await createFollowUp(house, { of: before.distributionId, by: asha }))
    let late: Promise<unknown> | undefined
    const at = async (): Promise<void> => {
      late = tell(before, 0, paid)
      for (;;) {
        const { rows } = await sql<{ waits: boolean }>`
          select exists (select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0) as waits`.execute(
          house.db,
        )
        if (rows[0]?.waits === true) return
      }
    }
    must(await freezeList({ ...house, hooks: { at } }, { distributionId, pricing }))
    await late
    expect(await states(before.distributionId)).toEqual(['paid'])
    expect(await states(distributionId)).toEqual(['cancelled, given back'])
    expect(await wrong()).toEqual([])
  })

  /** The follow-up has left, and nothing was heard of it yet, when the list before turns out to have paid. */
  async function overtaken(): Promise<{ before: Sent; after: DistributionId; call: CallToSend }> {
    const before = await aRefusedPerson()
    const after = await aFollowUp(before.distributionId, 'started')
    const [call] = await takeAll(payday, after)
    await tell(before, 0, paid)
    expect(await states(before.distributionId)).toEqual(['paid, given back'])
    expect(await states(after)).toEqual(['in_progress'])
    return { before, after, call: call! }
  }
  const answer = (call: CallToSend, outcome: Outcome) =>
    recordAnswer(payday.house, {
      callId: call.callId,
      answer: { httpStatus: 201, entries: call.attempts.map(({ key }) => ({ attemptKey: key, outcome })) },
    })

  it('while the follow-up is on its way: what the FSP did not take of it is never sent again', async () => {
    const { before, after, call } = await overtaken()
    await answer(call, { is: 'notTaken', reason: 'throttled' })
    expect(await takeAll(payday, after)).toEqual([])
    expect(await openAttempt(payday.house, { payoutId: call.attempts[0]!.payoutId, by: asha })).toMatchObject({
      ok: false,
    })
    expect(await releaseOvertaken(payday.house, 10)).toMatchObject([{ distributionId: after }])
    expect(await releaseOvertaken(payday.house, 10)).toEqual([])
    expect(await states(before.distributionId)).toEqual(['paid'])
    expect(await states(after)).toEqual(['cancelled, given back'])
    expect(await closeIfDone(payday.house, after)).toMatchObject({ closed: true })
    expect(await wrong()).toEqual([])
  })

  it('while it is on its way: a refusal of it gives its money back once it is confirmed', async () => {
    const { before, after, call } = await overtaken()
    await answer(call, { is: 'refused', reason: 'not_registered' })
    await releaseOvertaken(payday.house, 10)
    expect(await states(before.distributionId)).toEqual(['paid'])
    expect(await states(after)).toEqual(['cancelled, given back'])
    expect(await openCases()).toEqual([])
    expect(await wrong()).toEqual([])
  })

  it('while it is on its way: unknown, it is followed to its end and never given back before', async () => {
    const { after, call } = await overtaken()
    await answer(call, { is: 'unknown', reason: 'no_answer' })
    expect(await releaseOvertaken(payday.house, 10)).toEqual([])
    expect(await states(after)).toEqual(['unknown'])
  })

  it('while it is on its way: paid too, the person shows as overpaid, with a case', async () => {
    const { before, after, call } = await overtaken()
    await answer(call, paid)
    expect(await states(before.distributionId)).toEqual(['paid, given back'])
    expect(await states(after)).toEqual(['overpaid'])
    expect(await openCases()).toEqual(['overpaid'])
    expect(await releaseOvertaken(payday.house, 10)).toEqual([])
    expect(await wrong()).toEqual([])
  })

  it('while a retry of it waits to be sent: that is withdrawn', async () => {
    const before = await aRefusedPerson()
    const sent = await send(await aFollowUp(before.distributionId, 'started'))
    await tell(sent, 0, { is: 'refused', reason: 'recipient_limit' })
    must(await openAttempt(payday.house, { payoutId: sent.attempts[0]!.payoutId, by: asha }))
    await tell(before, 0, paid)
    expect(await states(before.distributionId)).toEqual(['paid'])
    expect(await states(sent.distributionId)).toEqual(['cancelled, given back'])
    expect(await wrong()).toEqual([])
  })

  it('after the follow-up has paid shows as overpaid; when what the follow-up paid comes back its money can be released', async () => {
    const before = await aRefusedPerson()
    const sent = await send(await aFollowUp(before.distributionId, 'started'))
    await tell(sent, 0, paid)
    await tell(before, 0, paid)
    expect(await states(before.distributionId)).toEqual(['overpaid, given back'])
    expect(await openCases()).toEqual(['overpaid'])
    await tell(sent, 0, { is: 'reversed' })
    expect(await states(sent.distributionId)).toEqual(['to_decide'])
    await giveUp(sent.attempts[0]!.payoutId)
    expect(await states(sent.distributionId)).toEqual(['closed, given back'])
    expect(await states(before.distributionId)).toEqual(['overpaid'])
    expect(await dryRun(before.distributionId)).toMatchObject({ payable: 0 })
    expect(await wrong()).toEqual([])
  })

  it('that comes back later is decided upon and given back a second time', async () => {
    const before = await aRefusedPerson()
    await tell(before, 0, paid)
    await tell(before, 0, { is: 'reversed' })
    expect(await states(before.distributionId)).toEqual(['to_decide'])
    await giveUp(before.attempts[0]!.payoutId)
    expect(await states(before.distributionId)).toEqual(['closed, given back'])
    expect(await dryRun(before.distributionId)).toMatchObject({ payable: 1 })
    expect(await wrong()).toEqual([])
  })
})

it('takes calls one by one for the payout of one person of a follow-up too', async () => {
  const before = await aRefusedPerson()
  const sent = await send(await aFollowUp(before.distributionId, 'started'))
  await tell(sent, 0, { is: 'refused', reason: 'recipient_limit' })
  const { payoutId } = sent.attempts[0]!
  must(await openAttempt(payday.house, { payoutId, by: asha }))
  const way = { recipientsPerCall: 1, calls: 1, sendByMs: 1_000, longestProcessingMs: 1_000 }
  const { calls } = await takeCalls(payday.house, { distributionId: sent.distributionId, payoutId, ...way })
  expect(calls).toHaveLength(1)
})
