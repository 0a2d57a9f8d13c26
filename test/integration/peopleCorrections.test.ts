import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordFindings, recordLateFinding, settleSilentChecks, type NumberFinding } from '../../db/accountFindings.js'
import {
  checkStanding,
  giveBack,
  markPending,
  overdueChecks,
  takePending,
  wantCheckOf,
} from '../../db/accountChecks.js'
import { findBeneficiary } from '../../db/beneficiaries.js'
import { changeStates } from '../../db/beneficiaryStates.js'
import { destinationsOf } from '../../db/beneficiaryStory.js'
import { listCases } from '../../db/caseList.js'
import { listProposals, proposeFromFile } from '../../db/corrections.js'
import { decideDestination, proposeDestination } from '../../db/destinations.js'
import { countPairs } from '../../db/duplicates.js'
import type { BeneficiaryId, DestinationId, ProgrammeId } from '../../domain/ids.js'
import { aList, anIsiolo, anotherProgramme, approver, good, idsByName, imported, maker, type Isiolo } from './isiolo.js'

let isiolo: Isiolo
let programmeId: ProgrammeId
let ekai: BeneficiaryId
let guyo: BeneficiaryId
beforeAll(async () => {
  isiolo = await anIsiolo()
})
afterAll(() => isiolo.end())

/** Ekai and Guyo share a number, decided to be different; Amina has her own. */
beforeEach(async () => {
  // What an earlier test left waiting is not this one's.
  await sql`update destination set account_check = 'unchecked' where account_check = 'pending'`.execute(isiolo.house.db)
  await isiolo.house.db.deleteFrom('account_check').execute()
  programmeId = await anotherProgramme(isiolo.house, isiolo.fspAccountId)
  await imported(isiolo, aList('Ekai Lokol, 0722000001', 'Guyo Wario, 0722000001', 'Amina Ali, 0722000003'), {
    programmeId,
  })
  const ids = await idsByName(isiolo, programmeId)
  ekai = ids.get('Ekai Lokol')!
  guyo = ids.get('Guyo Wario')!
})

const mark = async (again?: boolean) =>
  good(await markPending(isiolo.house, { who: { programmeId }, again, by: maker })).marked
const take = async (limit = 100) =>
  [...((await takePending(isiolo.house, { programmeId, limit }))?.numbers ?? [])].sort()
const find = (...findings: NumberFinding[]) =>
  recordFindings(isiolo.house, { fspAccountId: isiolo.fspAccountId, findings })
const check = async (id: BeneficiaryId) => (await findBeneficiary(isiolo.house, id))?.accountCheck
/** Numbers to correct and checks to look at. */
const kinds = ['correction', 'account_check'] as const
const openCases = async () =>
  (await listCases(isiolo.house, { programmeId, kinds, state: 'open', limit: 50 })).cases.map(
    ({ kind, beneficiaryId }) => [kind, beneficiaryId],
  )
const propose = async (id: BeneficiaryId, number: string, by = maker) =>
  good(await proposeDestination(isiolo.house, { beneficiaryId: id, number, by })).destinationId
const decide = (destinationId: DestinationId, approve: boolean, by = approver) =>
  decideDestination(isiolo.house, { destinationId, approve, by })
/** Lets time pass for questions that were asked. */
const later = (hours: number) =>
  sql`update account_check set asked_at = asked_at - ${hours} * interval '1 hour'`.execute(isiolo.house.db)

describe('an account check', () => {
  it('asks about a shared number once and records the answer for all who share it', async () => {
    expect(await mark()).toBe(3)
    expect(await take()).toEqual(['+254722000001', '+254722000003'])
    expect(await take()).toEqual([])
    expect(await find({ number: '+254722000001', is: 'ok' })).toMatchObject({ ok: 2, toWake: [] })
    expect([await check(ekai), await check(guyo)]).toEqual(['ok', 'ok'])
    expect(await checkStanding(isiolo.house, programmeId)).toMatchObject({ ok: 2, pending: 1, waiting: 1 })
    expect((await destinationsOf(isiolo.house, ekai))[0]?.accountCheck).toBe('ok')
  })

  it('is asked by one of two workers, and again when the worker was lost or could not ask', async () => {
    await mark()
    const [one, other] = await Promise.all([take(), take()])
    expect([...one, ...other].sort()).toEqual(['+254722000001', '+254722000003'])
    expect(await overdueChecks(isiolo.house, 10)).toEqual([])
    await later(1)
    expect(await overdueChecks(isiolo.house, 10)).toEqual([programmeId])
    const again = (await takePending(isiolo.house, { programmeId, limit: 1 }))!
    expect(again.numbers).toHaveLength(1)
    await giveBack(isiolo.house, again)
    expect(await take()).toHaveLength(2)
  })

  it('puts who cannot receive on the work list, with a deadline and an owner, once', async () => {
    await mark()
    await take()
    const found = await find(
      { number: '+254722000001', is: 'cannotReceive', reason: 'wrong_operator' },
      { number: '+254722000003', is: 'unclear', reason: 'entry_missing' },
    )
    expect(found).toMatchObject({ ok: 0, cannotReceive: 2, unclear: 1 })
    expect([...found.toWake].sort()).toHaveLength(3)
    const { cases } = await listCases(isiolo.house, { programmeId, kinds, state: 'open', limit: 50 })
    expect(cases.map(({ kind, owner, atDeadline }) => [kind, owner, atDeadline]).sort()).toEqual([
      ['account_check', 'programme staff', 'escalate'],
      ['correction', 'programme staff', 'escalate'],
      ['correction', 'programme staff', 'escalate'],
    ])
    for (const { deadlineAt, says } of cases) {
      expect(deadlineAt.getTime() - Date.now()).toBeGreaterThan(29 * 86_400_000)
      expect(says).not.toMatch(/Ekai|\d{3}/)
    }
    expect(await find({ number: '+254722000001', is: 'ok' })).toMatchObject({ ok: 0 })
    expect(await check(ekai)).toBe('cannot_receive')
  })

  it('that is made again and is ok closes the case', async () => {
    await mark()
    await take()
    await find({ number: '+254722000001', is: 'cannotReceive' }, { number: '+254722000003', is: 'ok' })
    expect(await openCases()).toHaveLength(2)
    expect(await mark()).toBe(2)
    await take()
    await find({ number: '+254722000001', is: 'ok' })
    expect(await openCases()).toEqual([])
    expect(await mark()).toBe(0)
    expect(await mark(true)).toBe(3)
  })

  it('may be answered by a callback much later, once, by the id of the check', async () => {
    await mark()
    await take()
    await find({ number: '+254722000001', is: 'pending', checkId: 'check-1' })
    await later(1)
    expect(await take()).toEqual(['+254722000003'])
    expect((await checkStanding(isiolo.house, programmeId)).nextAt).toBeInstanceOf(Date)
    const answer = { fspAccountId: isiolo.fspAccountId, checkId: 'check-1', finding: { is: 'ok' as const } }
    expect(await recordLateFinding(isiolo.house, { ...answer, checkId: 'never asked' })).toEqual({ matched: false })
    expect(await recordLateFinding(isiolo.house, answer)).toMatchObject({ matched: true, ok: 2 })
    expect(await recordLateFinding(isiolo.house, answer)).toMatchObject({ matched: true, ok: 0 })
    expect([await check(ekai), await check(guyo)]).toEqual(['ok', 'ok'])
  })

  it('whose callback never comes is asked three times and is then unclear, with a person', async () => {
    await mark()
    for (let asked = 1; asked <= 3; asked++) {
      expect(await take()).toContain('+254722000001')
      await find(
        { number: '+254722000001', is: 'pending', checkId: `silent-${asked}` },
        { number: '+254722000003', is: 'ok' },
      )
      expect(await settleSilentChecks(isiolo.house, programmeId)).toMatchObject({ unclear: 0 })
      await later(7)
    }
    expect(await settleSilentChecks(isiolo.house, programmeId)).toMatchObject({ unclear: 2 })
    expect((await openCases()).map(([kind]) => kind)).toEqual(['account_check', 'account_check'])
    expect(await checkStanding(isiolo.house, programmeId)).toMatchObject({ waiting: 0, nextAt: null })
  })

  it('never begins for declined people', async () => {
    await changeStates(isiolo.house, { act: 'decline', who: { programmeId, ids: [guyo] }, reason: 'double', by: maker })
    expect(await mark()).toBe(2)
  })
})

describe('a corrected number', () => {
  it('is proposed, checked, approved by another, and then the one in use', async () => {
    await mark()
    await take()
    await find({ number: '+254722000001', is: 'cannotReceive' }, { number: '+254722000003', is: 'ok' })
    const destinationId = await propose(ekai, '0722 999 001')
    expect(await check(ekai)).toBe('cannot_receive')
    expect(await decide(destinationId, true)).toMatchObject({ problem: 'state' })
    expect(await take()).toEqual(['+254722999001'])
    expect(await find({ number: '+254722999001', is: 'ok' })).toMatchObject({ ok: 1, toWake: [ekai] })
    expect(await decide(destinationId, true, maker)).toMatchObject({ ok: false, problem: 'four_eyes' })
    const decided = good(await decide(destinationId, true))
    expect(decided.beneficiaryId).toBe(ekai)
    expect(good(await decide(destinationId, true)).approvalId).toBe(decided.approvalId)
    const [now, before] = await destinationsOf(isiolo.house, ekai)
    expect(now).toMatchObject({
      version: 2,
      state: 'approved',
      number: '+254722999001',
      enteredBy: 'amina',
      decidedBy: 'peter',
    })
    expect(before).toMatchObject({ version: 1, state: 'superseded' })
    expect(await check(ekai)).toBe('ok')
    expect(await openCases()).toEqual([['correction', guyo]])
    expect(await decide(destinationId, false)).toMatchObject({ problem: 'state' })
  })

  it('can not be approved by whoever entered it, even past the code', async () => {
    const destinationId = await propose(ekai, '0722999002')
    const past = isiolo.house.db
      .updateTable('destination')
      .set({ state: 'approved', decided_by: maker.person })
      .where('id', '=', destinationId)
    await expect(past.execute()).rejects.toThrow(/destination_(four_eyes|current)/)
  })

  it('must be another valid mobile number of the country', async () => {
    for (const number of ['0722000001', '+254 722 000 001', '07', '020 1234567', '+255754123456', '']) {
      const refusal = await proposeDestination(isiolo.house, { beneficiaryId: ekai, number, by: maker })
      expect(refusal).toMatchObject({ ok: false, problem: 'invalid' })
    }
    expect(await destinationsOf(isiolo.house, ekai)).toHaveLength(1)
  })

  it('gives way to a newer proposal and is itself when proposed twice', async () => {
    const first = await propose(ekai, '0722999003')
    expect(await propose(ekai, '+254722999003')).toBe(first)
    const second = await propose(ekai, '0722999004')
    expect((await destinationsOf(isiolo.house, ekai)).map(({ version, state }) => [version, state])).toEqual([
      [3, 'proposed'],
      [2, 'superseded'],
      [1, 'approved'],
    ])
    expect(await decide(first, true)).toMatchObject({ problem: 'state' })
    expect(good(await decide(second, false))).toEqual({ ok: true, beneficiaryId: ekai })
    expect(good(await decide(second, false))).toEqual({ ok: true, beneficiaryId: ekai })
    const third = await propose(ekai, '0722999005')
    good(await decide(third, false, maker))
    expect((await destinationsOf(isiolo.house, ekai))[0]).toMatchObject({ state: 'superseded', decidedBy: null })
  })

  it('that cannot receive either stays on the work list and can be checked again', async () => {
    const destinationId = await propose(ekai, '0722999006')
    await take()
    await find({ number: '+254722999006', is: 'cannotReceive' })
    expect(await openCases()).toEqual([['correction', ekai]])
    expect(await decide(destinationId, true)).toMatchObject({
      problem: 'state',
      why: expect.stringMatching(/can not receive either/),
    })
    expect(await wantCheckOf(isiolo.house, destinationId)).toBe(programmeId)
    expect(await takePending(isiolo.house, { programmeId, destinationId, limit: 1 })).toMatchObject({
      numbers: ['+254722999006'],
    })
    await find({ number: '+254722999006', is: 'ok' })
    good(await decide(destinationId, true))
    expect(await wantCheckOf(isiolo.house, destinationId)).toBeNull()
    expect(await openCases()).toEqual([])
  })

  it('that somebody else has is a possible duplicate from its approval on', async () => {
    const before = await countPairs(isiolo.house, programmeId)
    const destinationId = await propose(ekai, '0722000003')
    await take()
    await find({ number: '+254722000003', is: 'ok' })
    expect(await countPairs(isiolo.house, programmeId)).toEqual(before)
    good(await decide(destinationId, true))
    expect((await countPairs(isiolo.house, programmeId)).open).toBe(before.open + 1)
  })

  it('approved and rejected at the same moment is one of the two', async () => {
    const destinationId = await propose(ekai, '0722999007')
    await take()
    await find({ number: '+254722999007', is: 'ok' })
    const results = await Promise.all([decide(destinationId, true), decide(destinationId, false)])
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
  })

  it('can not be proposed for somebody declined', async () => {
    await changeStates(isiolo.house, { act: 'decline', who: { programmeId, ids: [ekai] }, reason: 'double', by: maker })
    expect(
      await proposeDestination(isiolo.house, { beneficiaryId: ekai, number: '0722999008', by: maker }),
    ).toMatchObject({ problem: 'state' })
  })
})

describe('a file of corrections', () => {
  const file = (...rows: string[]) =>
    Buffer.from(['beneficiary_number,beneficiary_id,new_number,reason', ...rows].join('\n'))
  const read = async (bytes: Buffer, dryRun?: boolean) =>
    good(await proposeFromFile(isiolo.house, { programmeId, bytes, by: maker, dryRun }))

  it('proposes its good rows, tells all problems of the others, and is the same the second time', async () => {
    const bytes = file(
      'ISI-0001,,0722999101,new SIM',
      `,${guyo},0722999102,`,
      'ISI-0001,,0722999103,twice',
      'ISI-0099,,0722999104,nobody',
      `ISI-0001,${guyo},0722999105,two people`,
      'ISI-0003,,0722000003,in use',
      ',,07,',
      'x,,,',
    )
    const dry = await read(bytes, true)
    expect(dry).toMatchObject({
      rows: 8,
      proposed: [
        { row: 2, beneficiaryId: ekai, destinationId: null },
        { row: 3, beneficiaryId: guyo },
      ],
    })
    expect((await listProposals(isiolo.house, { programmeId, limit: 10 })).corrections).toEqual([])
    const done = await read(bytes)
    expect(done.proposed.map(({ row }) => row)).toEqual([2, 3])
    expect(done.refused.map(({ row, problems }) => [row, problems.length])).toEqual([
      [4, 1],
      [5, 1],
      [6, 1],
      [7, 1],
      [8, 1],
      [9, 2],
    ])
    expect((await read(bytes)).proposed).toEqual(done.proposed)
    const { corrections } = await listProposals(isiolo.house, { programmeId, limit: 10 })
    expect(
      corrections.map(({ oldNumber, newNumber, accountCheck, reason }) => [oldNumber, newNumber, accountCheck, reason]),
    ).toEqual([
      ['+254722000001', '+254722999101', 'pending', 'new SIM'],
      ['+254722000001', '+254722999102', 'pending', null],
    ])
  })

  it('of somebody who is paused says so, and why; its approval resumes nobody', async () => {
    const { house } = isiolo
    const amina = (await idsByName(isiolo, programmeId)).get('Amina Ali')!
    const who = { programmeId, ids: [amina] }
    good(await changeStates(house, { act: 'pause', who, reason: 'Her SIM is lost', by: maker }))
    const number = await propose(amina, '0722999121')
    await propose(ekai, '0722999122')
    const { corrections } = await listProposals(house, { programmeId, limit: 10 })
    expect(corrections.map(({ paused, pausedFor }) => [paused, pausedFor])).toEqual([
      [true, 'Her SIM is lost'],
      [false, null],
    ])
    await find({ number: '+254722999121', is: 'ok' })
    expect((await decide(number, true)).ok).toBe(true)
    expect((await findBeneficiary(house, amina))?.state).toBe('paused')
  })

  it('is paged by its proposals', async () => {
    await read(file('1,,0722999111,', '2,,0722999112,', '3,,0722999113,'))
    const first = await listProposals(isiolo.house, { programmeId, limit: 2 })
    const second = await listProposals(isiolo.house, { programmeId, limit: 2, after: first.next! })
    expect([...first.corrections, ...second.corrections].map(({ newNumber }) => newNumber.slice(-1))).toEqual([
      '1',
      '2',
      '3',
    ])
    expect(second.next).toBeNull()
  })
})
