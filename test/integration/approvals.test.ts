/** Lists that several people approve: how many, from which sum on, in which order, and whose word counts. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsOf } from '../../db/approvals.js'
import { setApprovalSteps } from '../../db/approvalSteps.js'
import { approveDistribution, rejectDistribution } from '../../db/distributionApproval.js'
import {
  cancelDistribution,
  changePayFirst,
  pauseDistribution,
  resumeDistribution,
  startDistribution,
} from '../../db/distributionActs.js'
import { saveRole } from '../../db/roles.js'
import { freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { listActs } from '../../db/audit.js'
import { makeToken, revokeToken } from '../../db/tokens.js'
import type { DistributionId, ProgrammeId } from '../../domain/ids.js'
import { mkono, type By } from '../../domain/people.js'
import type { ApprovalStep } from '../../domain/approval.js'
import { aPayday, asha, baraka, chege, pricing, type Payday } from '../world/payday.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 3 })
})
afterEach(() => payday.end())

const dalmas: By = { person: 'dalmas', role: 'finance_approver' }
const steps = (...given: [fromMinor: string, approvers: number, role?: string][]): ApprovalStep[] =>
  given.map(([fromMinor, approvers, role = null]) => ({ fromMinor, approvers, role }))

async function frozen(rule: ApprovalStep[]): Promise<{ id: DistributionId; hash: string }> {
  const { house, programmeId } = payday
  expect(await setApprovalSteps(house, { programmeId, steps: rule, by: mkono })).toMatchObject({ ok: true })
  const made = await createDistribution(house, { programmeId, round: 1, name: 'Round 1', by: asha })
  if (!made.ok) throw new Error(made.why)
  const list = await freezeList(house, { distributionId: made.distributionId, pricing })
  if (!list.ok) throw new Error(list.why)
  const { rows } = await sql<{ hash: string }>`
    select encode(list_hash, 'hex') as hash from distribution where id = ${made.distributionId}`.execute(house.db)
  return { id: made.distributionId, hash: rows[0]?.hash ?? '' }
}
const approve = (id: DistributionId, by: By, listHash: string) =>
  approveDistribution(payday.house, { distributionId: id, by, listHash })
async function stateOf(id: DistributionId): Promise<string> {
  const { rows } = await sql<{ state: string }>`select state from distribution where id = ${id}`.execute(
    payday.house.db,
  )
  return rows[0]?.state ?? ''
}

describe('a list that two approve', () => {
  it('is approved and reserved by the second, each of whom counts once and is not its maker', async () => {
    const { id, hash } = await frozen(steps(['0', 2]))
    expect(await approve(id, { ...asha, role: 'finance_approver' }, hash)).toMatchObject({ problem: 'four_eyes' })
    expect(await approve(id, baraka, hash)).toMatchObject({ ok: true })
    expect(await approve(id, baraka, hash)).toMatchObject({ ok: true })
    expect(await stateOf(id)).toBe('awaiting_approval')
    expect(await approvalsOf(payday.house, id)).toMatchObject({ complete: false, given: 1, needed: 2 })
    expect(await approve(id, chege, hash)).toMatchObject({ ok: true })
    expect(await stateOf(id)).toBe('approved')
    const acts = (await listActs(payday.house, { subject: ['distribution', id], limit: 20 })).map(({ act, person }) => [
      act,
      person,
    ])
    expect(acts.reverse().slice(-2)).toEqual([
      ['distribution approval given', 'baraka'],
      ['distribution approved', 'chege'],
    ])
  })

  it('is reserved once when both say yes at the same moment', async () => {
    const { id, hash } = await frozen(steps(['0', 2]))
    await Promise.all([approve(id, baraka, hash), approve(id, chege, hash), approve(id, baraka, hash)])
    expect(await stateOf(id)).toBe('approved')
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ledger_entry where kind = 'approval' and distribution_id = ${id}`.execute(
      payday.house.db,
    )
    expect(rows[0]?.n).toBe(1)
  })

  it('reserves for those who are still on it, also when one is taken off in the very moment', async () => {
    const { house } = payday
    const { id, hash } = await frozen([])
    let approved: ReturnType<typeof approve> | undefined
    await house.db.transaction().execute(async db => {
      await sql`update payout set state = 'closed', released = true where distribution_id = ${id} and position = 1`.execute(
        db,
      )
      approved = approve(id, baraka, hash)
      const waiting = async () =>
        (
          await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
            house.db,
          )
        ).rows
      await expect.poll(waiting).toHaveLength(1)
    })
    expect(await approved).toMatchObject({ ok: true })
    const { rows } = await sql<{ reserved: string; needed: string }>`
      select (select amount_minor from ledger_entry where kind = 'approval')::text as reserved,
             (select sum(amount_minor + fee_reserve_minor) from payout where money = 'reserved')::text as needed`.execute(
      house.db,
    )
    expect(rows[0]).toEqual({ reserved: '1002000', needed: '1002000' })
  })

  it('is moved only by a role that allows it, whatever it is called', async () => {
    const { id, hash } = await frozen(steps(['0', 1]))
    const { house } = payday
    const permissions = ['distributions.pause', 'distributions.read']
    expect(await saveRole(house, { name: 'watcher', permissions, by: mkono })).toMatchObject({ ok: true })
    await approve(id, baraka, hash)
    const [auditor, watcher] = ['auditor', 'watcher'].map(role => ({ person: 'dalia', role })) as [By, By]
    const acts = {
      start: (by: By) => startDistribution(house, { distributionId: id, by }),
      pause: (by: By) => pauseDistribution(house, { distributionId: id, by, reason: 'a question' }),
      resume: (by: By) => resumeDistribution(house, { distributionId: id, by }),
      limit: (by: By) => changePayFirst(house, { distributionId: id, by, count: 1 }),
      cancel: (by: By) => cancelDistribution(house, { distributionId: id, by, reason: 'a question' }),
    }
    for (const act of [acts.start, acts.limit, acts.cancel])
      for (const by of [auditor, watcher]) expect(await act(by)).toMatchObject({ problem: 'four_eyes' })
    expect(await acts.start(asha)).toMatchObject({ ok: true })
    expect(await acts.pause(auditor)).toMatchObject({ problem: 'four_eyes' })
    expect(await acts.pause(watcher)).toMatchObject({ ok: true })
    expect(await acts.resume(watcher)).toMatchObject({ problem: 'four_eyes' })
    expect(await acts.resume(mkono)).toMatchObject({ ok: true })
  })

  it('is started by neither of them', async () => {
    const { id, hash } = await frozen(steps(['0', 2]))
    await approve(id, baraka, hash)
    await approve(id, chege, hash)
    for (const by of [baraka, chege])
      expect(await startDistribution(payday.house, { distributionId: id, by })).toMatchObject({ problem: 'four_eyes' })
    expect(await startDistribution(payday.house, { distributionId: id, by: asha })).toMatchObject({ ok: true })
  })

  it('is rejected by one, after which no yes counts', async () => {
    const { id, hash } = await frozen(steps(['0', 2]))
    await approve(id, baraka, hash)
    expect(
      await rejectDistribution(payday.house, { distributionId: id, by: chege, reason: 'wrong round' }),
    ).toMatchObject({ ok: true })
    expect(await approve(id, dalmas, hash)).toMatchObject({ problem: 'state' })
  })

  it('takes another hash for another list, and nobody’s word for one they were not shown', async () => {
    const { id, hash } = await frozen(steps(['0', 2]))
    const another = hash.replace(/^./, first => (first === '0' ? '1' : '0'))
    expect(await approve(id, baraka, another)).toMatchObject({ problem: 'conflict' })
    expect(await approvalsOf(payday.house, id)).toMatchObject({ given: 0 })
  })
})

describe('steps', () => {
  it('are those that the sum of the list reaches, as they were when it was frozen', async () => {
    // Three households of KES 5,000.00.
    const { id, hash } = await frozen(steps(['0', 1], ['1500000', 1], ['1500001', 1]))
    expect(await approvalsOf(payday.house, id)).toMatchObject({ neededInAll: 2 })
    const { programmeId } = payday
    await setApprovalSteps(payday.house, { programmeId, steps: [], by: mkono })
    await approve(id, baraka, hash)
    expect(await stateOf(id)).toBe('awaiting_approval')
    await approve(id, chege, hash)
    expect(await stateOf(id)).toBe('approved')
  })

  it('are taken in order, each by its role', async () => {
    const { house } = payday
    await sql`insert into staff_role (name, permissions, made_by) values ('director', '{distributions.approve}', 'mkono')`.execute(
      house.db,
    )
    const { id, hash } = await frozen(steps(['0', 1, 'finance_approver'], ['0', 1, 'director']))
    const director = { person: 'neema', role: 'director' }
    expect(await approve(id, director, hash)).toMatchObject({
      problem: 'four_eyes',
      why: expect.stringContaining('finance_approver'),
    })
    expect(await approve(id, baraka, hash)).toMatchObject({ ok: true })
    expect(await approve(id, chege, hash)).toMatchObject({
      problem: 'four_eyes',
      why: expect.stringContaining('director'),
    })
    expect(await approve(id, director, hash)).toMatchObject({ ok: true })
    expect(await stateOf(id)).toBe('approved')
  })

  it('are taken by whoever holds their role in this programme, not in another, and by whichever of several roles it takes', async () => {
    const { house, programmeId } = payday
    await sql`insert into staff_role (name, permissions, made_by) values ('director', '{distributions.approve}', 'mkono')`.execute(
      house.db,
    )
    const { rows } = await sql<{ id: ProgrammeId }>`
      insert into programme (name, currency, country, rounds, base_minor, languages, created_by)
      values ('Marsabit', 'KES', 'KE', 1, 1, '{sw}', 'asha') returning id`.execute(house.db)
    const token = (person: string, ...roles: Parameters<typeof makeToken>[1]['roles'][number][]) =>
      makeToken(house, { person, roles, by: mkono })
    await token('neema', { role: 'director', programmeId: rows[0]?.id }, { role: 'finance_approver', programmeId })
    await token('zuhura', { role: 'finance_approver', programmeId }, { role: 'director', programmeId })
    const { id, hash } = await frozen(steps(['0', 1, 'director']))
    expect(await approve(id, { person: 'neema', role: 'director' }, hash)).toMatchObject({ problem: 'four_eyes' })
    expect(await approve(id, { person: 'zuhura', role: 'finance_approver' }, hash)).toMatchObject({ ok: true })
    expect(await approvalsOf(house, id)).toMatchObject({
      complete: true,
      approvals: [{ by: 'zuhura', role: 'director' }],
    })
  })

  it('are refused where nobody could take them', async () => {
    const { house, programmeId } = payday
    const set = (rule: ApprovalStep[]) => setApprovalSteps(house, { programmeId, steps: rule, by: mkono })
    expect(await set(steps(['100', 1]))).toMatchObject({ problem: 'invalid' })
    expect(await set(steps(['0', 1, 'viewer']))).toMatchObject({ problem: 'invalid' })
    expect(await set(steps(['0', 1, 'no_such_role']))).toMatchObject({ problem: 'invalid' })
  })
})

describe('a yes', () => {
  it('counts no more when its giver may not approve any more', async () => {
    const { house } = payday
    const made = await makeToken(house, { person: 'baraka', roles: [{ role: 'finance_approver' }], by: mkono })
    if (!made.ok) throw new Error(made.why)
    const { id, hash } = await frozen(steps(['0', 2]))
    await approve(id, baraka, hash)
    await revokeToken(house, { tokenId: made.tokenId, by: mkono })
    expect(await approvalsOf(house, id)).toMatchObject({ given: 0 })
    await approve(id, chege, hash)
    expect(await stateOf(id)).toBe('awaiting_approval')
    await approve(id, dalmas, hash)
    expect(await stateOf(id)).toBe('approved')
  })

  it('is good for two weeks', async () => {
    const { id, hash } = await frozen(steps(['0', 2]))
    await approve(id, baraka, hash)
    await sql`update approval_given set given_at = now() - interval '15 days'`.execute(payday.house.db)
    await approve(id, chege, hash)
    expect(await stateOf(id)).toBe('awaiting_approval')
    await approve(id, baraka, hash)
    expect(await stateOf(id)).toBe('approved')
  })

  it('that the budget could not bear has not been said', async () => {
    const { house } = payday
    const { id, hash } = await frozen([])
    await sql`insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key)
      values (${payday.programmeId}, 'available', 'funding', 999999999, 'funding', 'taken back')`.execute(house.db)
    expect(await approve(id, baraka, hash)).toMatchObject({ problem: 'insufficient_funds' })
    expect(await approvalsOf(house, id)).toMatchObject({ given: 0 })
  })
})
