/** Who decides in whose place: until when, how far, and that two people have one yes between them. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsOf, waitsFor } from '../../db/approvals.js'
import { setApprovalSteps } from '../../db/approvalSteps.js'
import { listActs } from '../../db/audit.js'
import { delegate, endDelegation, listDelegations } from '../../db/delegations.js'
import { startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { grantsOf, type Given } from '../../db/roles.js'
import { inviteMember, setActive } from '../../db/staff.js'
import { changeRoles } from '../../db/staffRoles.js'
import type { DistributionId } from '../../domain/ids.js'
import { mkono, type By } from '../../domain/people.js'
import { aPayday, asha, must, pricing, type Payday } from '../world/payday.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 2 })
})
afterEach(() => payday.end())

interface Account {
  memberId: string
  handle: string
}
async function account(handle: string, ...roles: Given[]): Promise<Account> {
  const who = { handle, name: handle, email: `${handle}@example.org` }
  const { memberId } = must(await inviteMember(payday.house, { ...who, roles, by: mkono }))
  return { memberId, handle }
}
const approver: Given = { role: 'finance_approver' }
const tomorrow = () => new Date(Date.now() + 86_400_000)
const passOn = (from: Account, to: string, over: { role?: string; until?: Date; programmeId?: never } = {}) =>
  delegate(payday.house, { from, to, role: 'finance_approver', until: tomorrow(), reason: 'on leave', ...over })
const acting = ({ handle }: Account): By => ({ person: handle, role: 'finance_approver' })

async function frozen(approvers: number): Promise<{ id: DistributionId; hash: string }> {
  const { house, programmeId } = payday
  must(await setApprovalSteps(house, { programmeId, steps: [{ fromMinor: '0', approvers, role: null }], by: mkono }))
  const { distributionId } = must(await createDistribution(house, { programmeId, round: 1, name: 'One', by: asha }))
  const { hash } = must(await freezeList(house, { distributionId, pricing }))
  return { id: distributionId, hash }
}
const approve = ({ id, hash }: { id: DistributionId; hash: string }, who: Account) =>
  approveDistribution(payday.house, { distributionId: id, by: acting(who), listHash: hash })

describe('whoever stands in for an approver', () => {
  it('approves in their place, which the record says', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    const list = await frozen(1)
    expect(await approve(list, bilal)).toMatchObject({ problem: 'four_eyes' })
    must(await passOn(amina, 'bilal'))
    must(await approve(list, bilal))
    expect(await approvalsOf(payday.house, list.id)).toMatchObject({
      complete: true,
      approvals: [{ by: 'bilal', onBehalfOf: 'amina', role: 'finance_approver' }],
    })
    const [act] = await listActs(payday.house, { subject: ['staff', bilal.memberId], act: 'role delegated', limit: 1 })
    expect(act).toMatchObject({ person: 'amina', details: { to: 'bilal' } })
  })

  it('has one yes together with them, whoever says it first', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    must(await passOn(amina, 'bilal'))
    const list = await frozen(2)
    must(await approve(list, bilal))
    expect(await approve(list, amina)).toMatchObject({ problem: 'four_eyes' })
    expect(await approvalsOf(payday.house, list.id)).toMatchObject({ given: 1, needed: 2, complete: false })
    await sql`delete from approval_given`.execute(payday.house.db)
    must(await approve(list, amina))
    expect(await approve(list, bilal)).toMatchObject({ problem: 'four_eyes' })
    expect(await approvalsOf(payday.house, list.id)).toMatchObject({ given: 1, complete: false })
  })

  it('sees nothing wait for them where their common yes is given, or the other one made the list', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    must(await passOn(amina, 'bilal'))
    const list = await frozen(2)
    const waits = async () => [
      await waitsFor(payday.house, list.id, 'amina'),
      await waitsFor(payday.house, list.id, 'bilal'),
    ]
    expect(await waits()).toEqual([true, true])
    must(await approve(list, amina))
    expect(await waits()).toEqual([false, false])
    await sql`delete from approval_given`.execute(payday.house.db)
    must(await approve(list, bilal))
    expect(await waits()).toEqual([false, false])
    await sql`update distribution set created_by = 'amina'`.execute(payday.house.db)
    await sql`delete from approval_given`.execute(payday.house.db)
    expect(await waits()).toEqual([false, false])
  })

  it('who stands in for two says the yes of the second where that of the first is given', async () => {
    const amina = await account('amina', approver)
    const chausiku = await account('chausiku', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    must(await passOn(amina, 'bilal'))
    must(await passOn(chausiku, 'bilal'))
    const list = await frozen(2)
    must(await approve(list, amina))
    expect(await waitsFor(payday.house, list.id, 'bilal')).toBe(true)
    must(await approve(list, bilal))
    expect(await approvalsOf(payday.house, list.id)).toMatchObject({
      approvals: [{ by: 'amina' }, { by: 'bilal', onBehalfOf: 'chausiku' }],
      complete: true,
    })
  })

  it('says yes for themselves where they may themselves', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', approver)
    must(await passOn(amina, 'bilal'))
    const list = await frozen(2)
    must(await approve(list, bilal))
    must(await approve(list, amina))
    expect(await approvalsOf(payday.house, list.id)).toMatchObject({ complete: true })
  })

  it('does not start what was approved in their place, and neither does the other', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    must(await passOn(amina, 'bilal'))
    const list = await frozen(1)
    must(await approve(list, bilal))
    for (const who of [amina, bilal])
      expect(await startDistribution(payday.house, { distributionId: list.id, by: acting(who) })).toMatchObject({
        problem: 'four_eyes',
      })
  })

  it('does not approve what the one they stand in for has made', async () => {
    const asha = await account('asha', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    must(await passOn(asha, 'bilal'))
    expect(await approve(await frozen(1), bilal)).toMatchObject({ problem: 'four_eyes' })
  })
})

describe('a delegation', () => {
  it('is never of more than one holds, of a role that lets people in, beyond three months or to oneself', async () => {
    const amina = await account('amina', { ...approver, areas: ['Wabera'] })
    const olga = await account('olga', { role: 'administrator' })
    await account('bilal', { role: 'viewer' })
    expect(await passOn(olga, 'bilal', { role: 'administrator' })).toMatchObject({ problem: 'invalid' })
    expect(await passOn(amina, 'bilal', { role: 'viewer' })).toMatchObject({ problem: 'invalid' })
    expect(await passOn(amina, 'amina')).toMatchObject({ problem: 'four_eyes' })
    expect(await passOn(amina, 'nobody')).toMatchObject({ problem: 'invalid' })
    expect(await passOn(amina, 'bilal', { until: new Date(Date.now() - 1000) })).toMatchObject({ problem: 'invalid' })
    const far = new Date(Date.now() + 93 * 86_400_000)
    expect(await passOn(amina, 'bilal', { until: far })).toMatchObject({ problem: 'invalid' })
    must(await passOn(amina, 'bilal'))
    expect(await listDelegations(payday.house, null)).toMatchObject([{ to: 'bilal', areas: ['Wabera'] }])
  })

  it('gives nobody both sides, neither when it is given nor by a role that comes later', async () => {
    const amina = await account('amina', approver)
    const maker = await account('maker', { role: 'finance_maker' })
    const bilal = await account('bilal', { role: 'viewer' })
    expect(await passOn(amina, maker.handle)).toMatchObject({ problem: 'four_eyes' })
    must(await passOn(amina, 'bilal'))
    // Also while it sleeps, since it may wake any day.
    must(await changeRoles(payday.house, { memberId: amina.memberId, roles: [], by: mkono }))
    const roles = [{ role: 'finance_maker' }]
    expect(await changeRoles(payday.house, { memberId: bilal.memberId, roles, by: mkono })).toMatchObject({
      problem: 'four_eyes',
    })
  })

  it('counts only until its day, and while the one who gave it holds the role with an active account', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    const { delegationIds } = must(await passOn(amina, 'bilal'))
    const held = async () => (await grantsOf(payday.house, bilal)).map(({ role }) => role)
    expect(await held()).toEqual(['viewer', 'finance_approver'])
    must(await changeRoles(payday.house, { memberId: amina.memberId, roles: [], by: mkono }))
    expect(await held()).toEqual(['viewer'])
    must(await changeRoles(payday.house, { memberId: amina.memberId, roles: [approver], by: mkono }))
    expect(await held()).toEqual(['viewer', 'finance_approver'])
    must(await setActive(payday.house, { memberId: amina.memberId, active: false, by: mkono }))
    expect(await held()).toEqual(['viewer'])
    must(await setActive(payday.house, { memberId: amina.memberId, active: true, by: mkono }))
    await sql`update role_grant set until = now() where id = ${delegationIds[0]}`.execute(payday.house.db)
    expect(await held()).toEqual(['viewer'])
  })

  it('that is given twice is one, until the day that was said last', async () => {
    const amina = await account('amina', { ...approver, areas: ['Wabera'] })
    await account('bilal', { role: 'viewer' })
    const until = new Date(Date.now() + 7 * 86_400_000)
    const first = must(await passOn(amina, 'bilal'))
    expect(must(await passOn(amina, 'bilal', { until })).delegationIds).toEqual(first.delegationIds)
    expect(await listDelegations(payday.house, null)).toMatchObject([{ until }])
  })

  it('is passed on no further, stays when other roles of its holder change, and is ended by either', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    const chen = await account('chen', { role: 'viewer' })
    const { delegationIds } = must(await passOn(amina, 'bilal'))
    const [delegationId = ''] = delegationIds
    expect(await passOn(bilal, 'chen')).toMatchObject({ problem: 'state' })
    must(await changeRoles(payday.house, { memberId: bilal.memberId, roles: [{ role: 'auditor' }], by: mkono }))
    expect((await grantsOf(payday.house, bilal)).map(({ role }) => role).sort()).toEqual([
      'auditor',
      'finance_approver',
    ])
    const end = (of: Account) => endDelegation(payday.house, { delegationId, of, by: acting(of) })
    expect(await end(chen)).toMatchObject({ problem: 'not_found' })
    must(await end(bilal))
    expect(await listDelegations(payday.house, null)).toEqual([])
  })

  it('that is over takes back no yes given in its time; the role of the one who is away does', async () => {
    const amina = await account('amina', approver)
    const bilal = await account('bilal', { role: 'viewer' })
    must(await passOn(amina, 'bilal'))
    const list = await frozen(2)
    must(await approve(list, bilal))
    await sql`update role_grant set until = now() where until is not null`.execute(payday.house.db)
    expect(await approvalsOf(payday.house, list.id)).toMatchObject({ given: 1 })
    must(await changeRoles(payday.house, { memberId: amina.memberId, roles: [], by: mkono }))
    expect(await approvalsOf(payday.house, list.id)).toMatchObject({ given: 0 })
  })
})
