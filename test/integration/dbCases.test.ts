import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  casesToClose,
  closeCase,
  closeCasesOf,
  escalateDue,
  findCase,
  listCases,
  openCase,
  type NewCase,
} from '../../db/cases.js'
import { closeByLooking } from '../../db/caseOwner.js'
import { inTransaction } from '../../db/database.js'
import { listActs } from '../../db/audit.js'
import { said } from '../../domain/caseSays.js'
import type { AttemptId, CaseId, DistributionId, PayoutId } from '../../domain/ids.js'
import { aDistribution, aPayday, asha, baraka, type Payday, takeAll } from '../world/payday.js'

const dayMs = 86_400_000
let payday: Payday
let distributionId: DistributionId
let payouts: { payoutId: PayoutId; attemptId: AttemptId }[]
beforeAll(async () => {
  payday = await aPayday({ people: 12 })
  distributionId = await aDistribution(payday)
  await takeAll(payday, distributionId)
  payouts = await payday.house.db.selectFrom('attempt').select(['payout_id as payoutId', 'id as attemptId']).execute()
})
afterAll(() => payday.end())
beforeEach(() => payday.house.db.deleteFrom('work_case').execute())

const aCase = (over: Partial<NewCase> = {}): NewCase => ({
  kind: 'correction',
  programmeId: payday.programmeId,
  beneficiaryId: payday.people[0]!,
  payoutId: payouts[0]!.payoutId,
  reason: 'not_registered',
  says: said('refused', { reason: 'not_registered' }),
  owner: 'programme staff',
  atDeadline: 'close_payout',
  ...over,
})
const open = async (over: Partial<NewCase> = {}): Promise<CaseId> => (await openCase(payday.house, aCase(over))).caseId
const daysUntil = async (caseId: CaseId): Promise<number> =>
  ((await findCase(payday.house, caseId))!.deadlineAt.getTime() - Date.now()) / dayMs
const past = (days: number): Date => new Date(Date.now() - days * dayMs)

describe('opening a case', () => {
  it('twice, or by many at once, opens it once and keeps its deadline', async () => {
    const opened = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        openCase(payday.house, aCase({ says: said('statement_too_much', { most: i }) })),
      ),
    )
    expect(opened.filter(each => each.opened)).toHaveLength(1)
    expect(new Set(opened.map(each => each.caseId)).size).toBe(1)
    expect((await openCase(payday.house, aCase({ deadlineAt: past(1) }))).opened).toBe(false)
    expect(await daysUntil(opened[0]!.caseId)).toBeGreaterThan(29)
    expect((await openCase(payday.house, aCase({ kind: 'decision' }))).opened).toBe(true)
    expect((await openCase(payday.house, aCase({ payoutId: payouts[1]!.payoutId }))).opened).toBe(true)
  })

  it('again after it was closed opens a new one', async () => {
    const first = await open()
    expect(await closeCase(payday.house, { caseId: first, by: asha, resolution: 'Corrected.' })).toEqual({ ok: true })
    expect(await openCase(payday.house, aCase())).toMatchObject({ opened: true })
  })

  it('inside a transaction that comes to nothing leaves none', async () => {
    await expect(
      inTransaction(payday.house, async inner => {
        await openCase(inner, aCase())
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect((await listCases(payday.house, { limit: 10 })).cases).toEqual([])
  })

  it('keeps what it says as a code with its values, beside the sentence', async () => {
    const lost = said('lost_voucher_not_given', { amount: { minor: 2_500n, currency: 'EUR' } })
    expect(await findCase(payday.house, await open({ kind: 'voucher', says: lost }))).toMatchObject({
      says: 'The voucher for a lost one was not given; EUR 25.00 is available again. Propose another, or decide what the person still gets.',
      saysCode: 'lost_voucher_not_given',
      saysValues: { amount: { minor: '2500', currency: 'EUR' } },
    })
  })

  it('gives corrections the days of their programme and everything else a week', async () => {
    expect(Math.round(await daysUntil(await open()))).toBe(30)
    expect(Math.round(await daysUntil(await open({ kind: 'unknown', attemptId: payouts[0]!.attemptId })))).toBe(7)
    expect(Math.round(await daysUntil(await open({ programmeId: undefined, payoutId: undefined })))).toBe(30)
  })

  it('without anything it is about is a mistake', async () => {
    await expect(openCase(payday.house, aCase({ beneficiaryId: null, payoutId: null }))).rejects.toThrow(
      'needs a subject',
    )
  })
})

describe('closing cases', () => {
  it('by hand is done once and written down', async () => {
    const caseId = await open()
    expect(await closeCase(payday.house, { caseId, by: asha, resolution: 'Reached by phone.' })).toEqual({ ok: true })
    expect(await closeCase(payday.house, { caseId, by: asha, resolution: 'Again.' })).toMatchObject({
      problem: 'state',
    })
    expect(
      await closeCase(payday.house, { caseId: randomUUID() as CaseId, by: asha, resolution: 'No.' }),
    ).toMatchObject({ problem: 'not_found' })
    expect(await findCase(payday.house, caseId)).toMatchObject({
      state: 'closed',
      closedBy: 'asha',
      resolution: 'Reached by phone.',
      closedAt: expect.any(Date),
    })
    expect(await listActs(payday.house, { subject: ['case', caseId], limit: 5 })).toMatchObject([
      { act: 'case closed', person: 'asha' },
    ])
  })

  it('of a subject leaves other kinds and other people alone', async () => {
    await open()
    const decision = await open({ kind: 'decision' })
    const other = await open({ beneficiaryId: payday.people[1]!, payoutId: payouts[1]!.payoutId })
    const closing = { by: asha, resolution: 'Paid.', payoutId: payouts[0]!.payoutId }
    expect(await closeCasesOf(payday.house, { ...closing, kinds: ['correction', 'unknown'] })).toBe(1)
    expect(await closeCasesOf(payday.house, { ...closing, kinds: ['correction'] })).toBe(0)
    expect((await listCases(payday.house, { state: 'open', limit: 10 })).cases.map(each => each.caseId).sort()).toEqual(
      [decision, other].sort(),
    )
    await expect(closeCasesOf(payday.house, { by: asha, resolution: 'All.' })).rejects.toThrow('needs a subject')
  })
})

describe('the work list', () => {
  it('is read page by page, most pressing first, nobody twice and nobody left out', async () => {
    const same = new Date(Date.now() + dayMs)
    const expected: CaseId[] = []
    for (const [i, { payoutId }] of payouts.entries())
      expected.push(await open({ payoutId, beneficiaryId: payday.people[i]!, deadlineAt: i < 8 ? same : past(20 - i) }))
    const seen: CaseId[] = []
    const deadlines: number[] = []
    let after: CaseId | undefined
    for (;;) {
      const page = await listCases(payday.house, { after, limit: 5, state: 'open' })
      seen.push(...page.cases.map(each => each.caseId))
      deadlines.push(...page.cases.map(each => each.deadlineAt.getTime()))
      if (page.next === null) break
      after = page.next
    }
    expect([...seen].sort()).toEqual([...expected].sort())
    expect(deadlines).toEqual([...deadlines].sort((a, b) => a - b))
  })

  it('is filtered by kind, owner, person and what is due', async () => {
    const mine = await open({ owner: 'asha' })
    const due = await open({
      kind: 'unknown',
      owner: 'finance',
      attemptId: payouts[2]!.attemptId,
      beneficiaryId: payday.people[2]!,
      deadlineAt: past(1),
    })
    const list = async (filter: object): Promise<CaseId[]> =>
      (await listCases(payday.house, { limit: 10, ...filter })).cases.map(each => each.caseId)
    expect(await list({ kinds: ['unknown'] })).toEqual([due])
    expect(await list({ owner: 'asha' })).toEqual([mine])
    expect(await list({ beneficiaryId: payday.people[2]! })).toEqual([due])
    expect(await list({ dueAt: new Date() })).toEqual([due])
    expect(await list({ programmeId: randomUUID() })).toEqual([])
    expect(await findCase(payday.house, mine)).toMatchObject({ beneficiaryNumber: 1 })
  })
})

describe('a deadline that passes', () => {
  it('raises a case once more for another week, by one of many', async () => {
    const caseId = await open({
      kind: 'unknown',
      attemptId: payouts[0]!.attemptId,
      atDeadline: 'escalate',
      deadlineAt: past(1),
    })
    await open({ kind: 'decision', atDeadline: 'escalate' })
    const raised = await Promise.all([1, 2, 3].map(() => escalateDue(payday.house, { limit: 10 })))
    expect(raised.flat()).toEqual([caseId])
    expect(await findCase(payday.house, caseId)).toMatchObject({ state: 'open', escalations: 1 })
    expect(Math.round(await daysUntil(caseId))).toBe(7)
    expect(await escalateDue(payday.house, { limit: 10, now: new Date(Date.now() + 8 * dayMs) })).toHaveLength(2)
  })

  it('of a payout that nobody corrected is handed over to be closed, and not raised', async () => {
    const caseId = await open({ deadlineAt: past(1) })
    expect(await escalateDue(payday.house, { limit: 10 })).toEqual([])
    expect(await casesToClose(payday.house, { limit: 10 })).toMatchObject([{ caseId, payoutId: payouts[0]!.payoutId }])
    expect(await casesToClose(payday.house, { limit: 10, now: past(2) })).toEqual([])
  })
})

describe('a person who looks', () => {
  it('ends a contradiction, but not a case that waits for an act', async () => {
    const contradiction = await open({ kind: 'contradiction', atDeadline: 'escalate' })
    const unknown = await open({ kind: 'unknown', atDeadline: 'escalate' })
    const close = (caseId: CaseId) =>
      closeByLooking(payday.house, { caseId, by: baraka, resolution: 'The callback was a lie.' })
    expect(await close(contradiction)).toEqual({ ok: true, beneficiaryId: payday.people[0] })
    expect(await findCase(payday.house, contradiction)).toMatchObject({ state: 'closed', closedBy: baraka.person })
    expect(await close(unknown)).toMatchObject({ ok: false, problem: 'state' })
    expect(await close(contradiction)).toMatchObject({ ok: false, problem: 'state' })
  })
})
