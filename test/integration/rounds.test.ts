/** Programmes that run by themselves, in the database: what is opened, what is due, what is approved ahead, who completes. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setApprovalSteps } from '../../db/approvalSteps.js'
import { pauseCalendar, resumeCalendar, setCalendar } from '../../db/calendars.js'
import { closeCycle, findCycle, listCycles, openDueRounds, runRoundNow, skipRound, stepCycle } from '../../db/cycles.js'
import { rejectDistribution } from '../../db/distributionApproval.js'
import { freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { entitlementsOf } from '../../db/entitlements.js'
import { setRule } from '../../db/entitlementRules.js'
import { calendarFor } from '../../db/lives/roundsDue.js'
import { completePeople, extendPeople } from '../../db/personRounds.js'
import { previewRounds } from '../../db/roundPreview.js'
import { decideStanding, endStanding, goByStanding, listStanding, proposeStanding } from '../../db/standingApprovals.js'
import { verifyBooks } from '../../db/verify.js'
import type { CycleId, DistributionId } from '../../domain/ids.js'
import { aPayday, asha, baraka, chege, must, pricing, type Payday } from '../world/payday.js'
import { after, begin, fridays, weekly as byFridays } from './roundGround.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 3 })
})
afterEach(() => payday.end())

const day = 86_400_000
/** Two rounds for everybody, every Friday. */
const weekly: typeof byFridays = (over, calendar) => byFridays({ roundsEach: 2, ...over }, calendar)
const runBy = async (rules = weekly(), now = begin): Promise<void> => {
  must(await setCalendar(payday.house, { programmeId: payday.programmeId, ...rules, by: asha, now }))
}
const open = (now: Date) => openDueRounds(payday.house, { programmeId: payday.programmeId, now })
const states = async (): Promise<(string | null)[][]> =>
  (await listCycles(payday.house, payday.programmeId, 50))
    .reverse()
    .map(({ plannedDate, state, round }) => [plannedDate, state, round === null ? null : String(round)])
const dueAll = async (): Promise<Record<string, string>> => {
  const { rows } = await sql<{ who: string; due: string }>`
    select beneficiary_id as who, string_agg(due_minor::text, ' ') as due from entitlement group by 1`.execute(
    payday.house.db,
  )
  return Object.fromEntries(rows.map(({ who, due }) => [who, due]))
}

/** Opens the round of this date and freezes its list. */
async function frozenRound(date: string): Promise<{ cycleId: CycleId; id: DistributionId }> {
  const cycleId = (await open(after(date))).at(-1)?.cycleId
  if (!cycleId) throw new Error('no round is due')
  const { distributionId: id } = must(await stepCycle(payday.house, cycleId))
  if (id === null) throw new Error('the round has no list')
  must(await freezeList(payday.house, { distributionId: id, pricing }))
  return { cycleId, id }
}
/** As if its payouts had all come to this end. */
async function ended(id: DistributionId, how: 'paid' | 'closed'): Promise<void> {
  await (
    how === 'paid'
      ? sql`update payout set state = 'paid', money = 'disbursed' where distribution_id = ${id}`
      : sql`update payout set state = 'closed', money = 'none', released = true where distribution_id = ${id}`
  ).execute(payday.house.db)
  await sql`update distribution set state = 'closed', closed_at = now() where id = ${id}`.execute(payday.house.db)
}

describe('a round of a calendar', () => {
  it('is opened once, by its date, whoever asks how often and at the same time', async () => {
    await runBy()
    expect(await open(begin)).toEqual([])
    const asked = await Promise.all([1, 2, 3].map(() => open(after(fridays[0]))))
    expect(new Set(asked.flat().map(({ cycleId }) => cycleId)).size).toBe(1)
    expect(await states()).toEqual([[fridays[0], 'opening', '1']])
    const steps = await Promise.all([1, 2, 3].map(() => stepCycle(payday.house, asked[0]?.[0]?.cycleId as CycleId)))
    expect(new Set(steps.map(step => must(step).distributionId)).size).toBe(1)
    expect(await states()).toEqual([[fridays[0], 'open', '1']])
  })

  it('has a number that no list ever had', async () => {
    await runBy()
    must(
      await createDistribution(payday.house, { programmeId: payday.programmeId, round: 2, name: 'By hand', by: asha }),
    )
    await open(after(fridays[0]))
    expect(await states()).toEqual([[fridays[0], 'opening', '3']])
  })

  it('that was missed is made up for by the rule that was chosen, and never twice', async () => {
    for (const [missed, expected] of [
      ['latest', ['missed', 'missed', 'opening']],
      ['all', ['opening', 'queued', 'queued']],
      ['none', ['missed', 'missed', 'missed']],
    ] as const) {
      await sql`delete from programme_cycle`.execute(payday.house.db)
      await sql`delete from programme_calendar`.execute(payday.house.db)
      await runBy(weekly({ missed }))
      const back = new Date(after(fridays[2]).getTime() + day)
      await open(back)
      await open(back)
      expect((await states()).map(([, state]) => state)).toEqual(expected)
    }
  })

  it('opens beside the one before where that was chosen: nobody gets a week twice, nor more weeks than are theirs', async () => {
    await runBy(weekly({ overlap: 'beside', roundsEach: 2 }))
    await frozenRound(fridays[0])
    await frozenRound(fridays[1])
    expect((await states()).map(([, state]) => state)).toEqual(['open', 'open'])
    // Both wait for answers: each person is once on each, and has had both of their rounds.
    const { rows } = await sql<{ round: number; people: number; payouts: number }>`
      select round, count(distinct beneficiary_id)::int as people, count(*)::int as payouts from payout group by round order by round`.execute(
      payday.house.db,
    )
    expect(rows.map(({ people, payouts }) => [people, payouts])).toEqual([
      [rows[0]?.people, rows[0]?.people],
      [rows[0]?.people, rows[0]?.people],
    ])
    expect(rows[0]?.people).toBeGreaterThan(0)
    const brought = must(
      await runRoundNow(payday.house, { programmeId: payday.programmeId, by: asha, now: after(fridays[1]) }),
    )
    const { distributionId } = must(await stepCycle(payday.house, brought.cycleId))
    await freezeList(payday.house, { distributionId: distributionId as DistributionId, pricing })
    const third = await sql`select from payout where distribution_id = ${distributionId}`.execute(payday.house.db)
    expect(third.rows).toEqual([])
  })

  it('whose time comes while the one before is not paid is skipped, or waits for it', async () => {
    await runBy()
    await frozenRound(fridays[0])
    await open(after(fridays[1]))
    expect((await states()).map(([, state]) => state)).toEqual(['open', 'skipped'])
    must(
      await setCalendar(payday.house, {
        programmeId: payday.programmeId,
        ...weekly({ overlap: 'queue' }),
        by: asha,
        now: after(fridays[1]),
      }),
    )
    const [first, waiting] = await open(after(fridays[2]))
    expect((await states()).map(([, state]) => state)).toEqual(['open', 'skipped', 'queued'])
    expect(await stepCycle(payday.house, waiting?.cycleId as CycleId)).toMatchObject({ ok: false, problem: 'state' })
    await ended((await findCycle(payday.house, first?.cycleId as CycleId))?.distributionId as DistributionId, 'paid')
    expect(await closeCycle(payday.house, first?.cycleId as CycleId)).toBe(true)
    must(await stepCycle(payday.house, waiting?.cycleId as CycleId))
    expect((await states()).at(-1)).toEqual([fridays[2], 'open', '2'])
  })

  it('that is brought forward does not come again on its day', async () => {
    await runBy()
    const { programmeId } = payday
    expect(must(await runRoundNow(payday.house, { programmeId, by: asha, now: begin })).plannedDate).toBe(fridays[0])
    expect(await runRoundNow(payday.house, { programmeId, by: asha, now: begin })).toMatchObject({ problem: 'state' })
    await open(after(fridays[0]))
    expect(await states()).toEqual([[fridays[0], 'opening', '1']])
    expect((await calendarFor(payday.house, programmeId, begin))?.ahead[0]).toEqual(new Date('2026-11-13T06:00:00Z'))
  })

  it('can be left out before it comes, with a reason; one that never was planned can not', async () => {
    await runBy()
    const { programmeId, house } = payday
    const skip = (plannedDate: string) => skipRound(house, { programmeId, plannedDate, reason: 'Elections', by: asha })
    must(await skip(fridays[0]))
    must(await skip(fridays[0]))
    expect(await skip('2026-11-07')).toMatchObject({ problem: 'not_found' })
    await open(after(fridays[0]))
    expect(await states()).toEqual([[fridays[0], 'skipped', null]])
  })

  it('is not opened in a pause, and what came in it stays skipped', async () => {
    await runBy()
    const { programmeId, house } = payday
    must(await pauseCalendar(house, { programmeId, reason: 'Floods', by: asha, now: begin }))
    expect(await open(after(fridays[1]))).toEqual([])
    expect((await calendarFor(house, programmeId))?.paused).toBe(true)
    must(await resumeCalendar(house, { programmeId, by: asha, now: after(fridays[1]) }))
    await open(after(fridays[2]))
    expect((await states()).map(([, state]) => state)).toEqual(['skipped', 'skipped', 'opening'])
  })

  it('keeps its day when the calendar changes: none is doubled, none before the change is made up for', async () => {
    await runBy()
    const { cycleId, id } = await frozenRound(fridays[0])
    await ended(id, 'paid')
    await closeCycle(payday.house, cycleId)
    const later = weekly({ missed: 'all' }, { time: '15:00' })
    must(
      await setCalendar(payday.house, { programmeId: payday.programmeId, ...later, by: asha, now: after(fridays[0]) }),
    )
    await open(new Date('2026-11-06T12:05:00Z'))
    expect((await states()).map(([date]) => date)).toEqual([fridays[0]])
    await open(new Date('2026-11-13T12:05:00Z'))
    expect((await states()).map(([date]) => date)).toEqual([fridays[0], fridays[1]])
  })
})

describe('what people are due in a round', () => {
  it('is worked out once for a person and round, whatever lists and rules come after', async () => {
    await runBy()
    const { house, programmeId, people } = payday
    const { id } = await frozenRound(fridays[0])
    expect(Object.values(await dueAll())).toEqual(['500000', '500000', '500000'])
    must(await rejectDistribution(house, { distributionId: id, by: baraka, reason: 'The date is wrong' }))
    must(await setRule(house, { programmeId, formula: '9000', capMinor: null, by: asha }))
    const again = must(await createDistribution(house, { programmeId, round: 1, name: 'Again', by: asha }))
    expect(must(await freezeList(house, { distributionId: again.distributionId, pricing })).totalMinor).toBe('1500000')
    const other = await createDistribution(house, { programmeId, round: 1, name: 'Beside', by: asha })
    expect(await freezeList(house, { distributionId: must(other).distributionId, pricing })).toMatchObject({
      ok: false,
    })
    const doubled = sql`insert into entitlement select beneficiary_id, cycle_id, purpose, programme_id, 1, 'again' from entitlement`
    await expect(doubled.execute(house.db)).rejects.toThrow(/entitlement_pkey/)
    await expect(sql`update entitlement set due_minor = 1`.execute(house.db)).rejects.toThrow(/append-only/)
    const found = await entitlementsOf(house, people[0]!)
    expect(found).toMatchObject({
      allowed: 2,
      used: 1,
      items: [{ plannedDate: fridays[0], says: 'KES 5,000 for up to 5 members' }],
    })
    expect((await verifyBooks(house)).checks.filter(check => !check.ok)).toEqual([])
    await sql`update payout set amount_minor = 600000 where id = (select id from payout where not released limit 1)`.execute(
      house.db,
    )
    expect((await verifyBooks(house)).checks.filter(check => !check.ok).map(({ name }) => name)).toContain(
      'what a round of a calendar pays is what was worked out for it',
    )
  })

  it('follows a formula over their fields; who has not filled one in is on no list, with the reason', async () => {
    await runBy()
    const { house, programmeId, people } = payday
    await sql`insert into programme_field (programme_id, key, type, labels, required, rules, personal, created_by)
      values (${programmeId}, 'children', 'whole', '{}', false, '{}', false, 'asha')`.execute(house.db)
    for (const [index, children] of [3, 1].entries())
      await sql`update beneficiary set custom = ${JSON.stringify({ children: String(children) })} where id = ${people[index]}`.execute(
        house.db,
      )
    must(await setRule(house, { programmeId, formula: '1000 + 250.55 * children', capMinor: 170_000n, by: asha }))
    const preview = must(await previewRounds(house, { programmeId, pricing, now: begin }))
    expect(preview.notPayable).toEqual([{ why: 'the field children is not filled in', count: 1 }])
    await frozenRound(fridays[0])
    expect(await dueAll()).toEqual({ [people[0]!]: '170000', [people[1]!]: '125000' })
    expect((await entitlementsOf(house, people[0]!)).items[0]?.says).toBe(
      '1000 + 250.55 * children with children 3 = KES 1,751.65, at most KES 1,700',
    )
  })

  it('is never more over the whole programme than its most: the last is what is left, with the reason, and then nothing', async () => {
    await runBy(weekly({ roundsEach: 4 }))
    const { house, programmeId, people } = payday
    const [first] = people
    must(await setRule(house, { programmeId, formula: null, capMinor: null, mostInAllMinor: 1_100_050n, by: asha }))
    // Left out it stays as it is.
    must(await setRule(house, { programmeId, formula: null, capMinor: null, by: asha }))
    const preview = must(await previewRounds(house, { programmeId, pricing, now: begin }))
    // The last round is paid in part only, and told so.
    expect(preview.rounds.map(each => [each.people, each.amountMinor])).toEqual([
      [3, 1_500_000n],
      [3, 1_500_000n],
      [3, 300_000n],
    ])
    for (const date of [fridays[0], fridays[1], fridays[2]]) {
      const { cycleId, id } = await frozenRound(date)
      // What went back does not count.
      await ended(id, date === fridays[1] ? 'closed' : 'paid')
      expect(await closeCycle(house, cycleId)).toBe(true)
    }
    expect(await dueAll()).toMatchObject({ [first!]: '500000 500000 500000' })
    const { cycleId, id } = await frozenRound(fridays[3])
    expect((await entitlementsOf(house, first!)).items[0]).toMatchObject({
      dueMinor: 100_000n,
      says: 'KES 5,000 for up to 5 members, of which KES 1,000.00 is left of the most of the whole programme',
    })
    await ended(id, 'paid')
    expect(await closeCycle(house, cycleId)).toBe(true)
    const none = must(await previewRounds(house, { programmeId, pricing, now: after(fridays[3]) }))
    expect(none.notPayable).toEqual([{ why: 'has had the most of the whole programme', count: 3 }])
    // On a list that people make by hand neither.
    await sql`update programme set rounds = 80 where id = ${programmeId}`.execute(house.db)
    const made = must(await createDistribution(house, { programmeId, round: 77, name: 'By hand', by: asha }))
    expect(await freezeList(house, { distributionId: made.distributionId, pricing })).toMatchObject({ ok: false })
  })

  it('ends with their last round: then they complete, once, and more rounds include them again', async () => {
    await runBy()
    const { house, programmeId, people } = payday
    await sql`insert into programme_messaging (programme_id, ways, changed_by) values (${programmeId}, '[]', 'asha')`.execute(
      house.db,
    )
    for (const date of [fridays[0], fridays[1]]) {
      const { cycleId, id } = await frozenRound(date)
      expect(await completePeople(house, { limit: 100 })).toBe(0)
      await ended(id, 'paid')
      expect(await closeCycle(house, cycleId)).toBe(true)
    }
    expect(await completePeople(house, { programmeId, limit: 100 })).toBe(3)
    expect(await completePeople(house, { limit: 100 })).toBe(0)
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from message where kind = 'completed'`.execute(
      house.db,
    )
    expect(rows[0]?.n).toBe(3)
    const cycleId = (await open(after(fridays[2])))[0]?.cycleId as CycleId
    const { distributionId } = must(await stepCycle(house, cycleId))
    expect(await freezeList(house, { distributionId: distributionId as DistributionId, pricing })).toMatchObject({
      ok: false,
    })
    await closeCycle(house, cycleId)
    const who = { programmeId, ids: people.slice(0, 2) }
    expect(must(await extendPeople(house, { who, rounds: 1, reason: 'Drought', by: asha }))).toMatchObject({
      people: 2,
      again: 2,
    })
    await frozenRound(fridays[3])
    expect((await entitlementsOf(house, people[0]!)).allowed).toBe(3)
    expect((await entitlementsOf(house, people[2]!)).used).toBe(2)
  })

  it('is still to come where a round went back to the budget, and less for who joins late where that was chosen', async () => {
    await runBy(weekly({ late: 'rest' }))
    const { house, people } = payday
    await sql`update beneficiary set state = 'validated' where id = ${people[2]}`
      .execute(house.db)
      .catch(() => undefined)
    await sql`update beneficiary set held_reason = 'asked to wait' where id = ${people[2]}`.execute(house.db)
    const first = await frozenRound(fridays[0])
    await ended(first.id, 'closed')
    await closeCycle(house, first.cycleId)
    expect(await entitlementsOf(house, people[0]!)).toMatchObject({ allowed: 2, used: 0 })
    await sql`update beneficiary set held_reason = null where id = ${people[2]}`.execute(house.db)
    await frozenRound(fridays[1])
    expect(await entitlementsOf(house, people[2]!)).toMatchObject({ allowed: 1, used: 1 })
  })
})

describe('the rest of a programme', () => {
  it('is told by date and in all, with what is missing, and as it would be by another calendar', async () => {
    await runBy()
    const { house, programmeId } = payday
    const now = must(await previewRounds(house, { programmeId, pricing, now: begin }))
    expect(now.rounds.map(({ date, people, amountMinor }) => [date, people, amountMinor])).toEqual([
      [fridays[0], 3, 1_500_000n],
      [fridays[1], 3, 1_500_000n],
    ])
    expect(now).toMatchObject({ amountMinor: 3_000_000n, feeReserveMinor: 6_000n, missingMinor: 0n })
    const often = weekly({ roundsEach: 500 }, { frequency: { unit: 'days', every: 1 }, lastDate: '2027-12-31' })
    const then = must(await previewRounds(house, { programmeId, pricing, rules: often, now: begin }))
    expect(then.personRoundsWithoutDate).toBe(3 * (500 - then.rounds.length))
    await frozenRound(fridays[0])
    const open = must(await previewRounds(house, { programmeId, pricing, now: after(fridays[0]) }))
    expect(open).toMatchObject({ awaitingMinor: 1_503_000n, amountMinor: 1_500_000n })
  })
})

describe('what two people approved ahead', () => {
  const until = new Date(Date.now() + 30 * day)
  async function allow(roundUpToMinor: bigint, inAllMinor = roundUpToMinor, by = baraka): Promise<void> {
    const { house, programmeId } = payday
    const given = { programmeId, roundUpToMinor, inAllMinor, until, by: asha }
    const { proposalId } = must(await proposeStanding(house, given))
    expect(
      await decideStanding(house, { proposalId, approve: true, by: { ...asha, role: 'finance_approver' } }),
    ).toMatchObject({
      problem: 'four_eyes',
    })
    must(await decideStanding(house, { proposalId, approve: true, by }))
  }
  const go = (id: DistributionId) => goByStanding(payday.house, id)
  const stateOf = async (id: DistributionId): Promise<string | undefined> =>
    (await sql<{ state: string }>`select state from distribution where id = ${id}`.execute(payday.house.db)).rows[0]
      ?.state

  it('lets a list go up to its sum, and writes down what it used; once, however often it is asked', async () => {
    await runBy()
    await allow(2_000_000n, 2_500_000n)
    const first = await frozenRound(fridays[0])
    const went = await Promise.all([go(first.id), go(first.id), go(first.id)])
    expect(went.some(({ ok }) => ok)).toBe(true)
    expect(await stateOf(first.id)).toBe('paying')
    expect((await listStanding(payday.house, payday.programmeId))[0]).toMatchObject({
      usedMinor: 1_503_000n,
      uses: [{ distributionId: first.id, minor: 1_503_000n }],
    })
    await ended(first.id, 'paid')
    await closeCycle(payday.house, first.cycleId)
    const second = await frozenRound(fridays[1])
    expect(await go(second.id)).toMatchObject({ why: expect.stringContaining('is left') })
    expect(await stateOf(second.id)).toBe('awaiting_approval')
  })

  it('does not reach further than one list’s sum, the programme’s steps, its end, or the role of who gave it', async () => {
    await runBy()
    const { house, programmeId } = payday
    await setApprovalSteps(house, { programmeId, steps: [{ fromMinor: '0', approvers: 2, role: null }], by: asha })
    await allow(1_000_000n)
    const { id } = await frozenRound(fridays[0])
    expect(await go(id)).toMatchObject({ why: expect.stringContaining('approved ahead for one list') })
    await allow(2_000_000n, 2_000_000n, chege)
    expect(await go(id)).toMatchObject({ why: expect.stringContaining('takes more people') })
    await sql`update distribution set approval_steps = '[]' where id = ${id}`.execute(house.db)
    await sql`update standing_approval set until = now() - interval '1 second' where ended_at is null`.execute(house.db)
    expect(await go(id)).toMatchObject({ why: 'Nothing is approved ahead.' })
    await sql`update standing_approval set until = now() + interval '1 day' where ended_at is null`.execute(house.db)
    must(await endStanding(house, { programmeId, reason: 'A question', by: baraka }))
    expect(await go(id)).toMatchObject({ why: 'Nothing is approved ahead.' })
    expect(await stateOf(id)).toBe('awaiting_approval')
  })

  it('is not for who set the programme going: nobody approves their own rounds', async () => {
    await runBy()
    const { house, programmeId } = payday
    await allow(2_000_000n)
    must(
      await setCalendar(house, { programmeId, ...weekly(), by: { ...baraka, role: 'programme_manager' }, now: begin }),
    )
    const { id } = await frozenRound(fridays[0])
    expect(await go(id)).toMatchObject({ problem: 'four_eyes' })
  })
})
