/**
 * Who holds which roles is changed by another person than them; where a programme says so, by two: then it is a proposal,
 * and nothing changes before it is approved.
 */
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { holdSetting, settingName } from './basis.js'
import { inTransaction, type House } from './database.js'
import { decide, propose, type Carrying, type Decision } from './proposals.js'
import { inRecord, refuseBoth, saveRole, setGrants, wrongWithGiven, wrongWithSaving, type Given } from './roles.js'
import { lockMember, nobody, rolesOf, setActive } from './staff.js'
import { takesTwo } from './twoPeople.js'

type MayWait = Done<{ proposalId: string | null }>

interface Change {
  readonly memberId: string
  readonly roles: readonly Given[]
  readonly by: By
}

/** Replaces all that somebody holds; effective with their next request, whatever pages they have open. */
export async function changeRoles(house: House, change: Change): Promise<MayWait> {
  const { memberId, roles, by } = change
  return inTransaction(house, async house => {
    const wrong = await wrongWith(house, change)
    if (wrong) return wrong
    const before = await rolesOf(house, memberId)
    if (!(await takesTwo(house, 'roles', programmesOf([...before, ...roles])))) {
      await carry(house, change)
      return done({ proposalId: null })
    }
    const handle = await handleOf(house, memberId)
    const summary = { handle, before: inRecord(before), after: inRecord(roles) }
    return propose(house, { kind: 'staff_roles', about: { id: memberId }, summary, content: roles, by })
  })
}

/** null stands for every programme. */
const programmesOf = (roles: readonly Given[]): (string | null)[] => roles.map(({ programmeId }) => programmeId ?? null)

const handleOf = async (house: House, memberId: string): Promise<string> =>
  (await lockMember(house, memberId))?.handle ?? ''

async function wrongWith(house: House, { memberId, roles, by }: Change): Promise<Refused | null> {
  await holdSetting(house, settingName.rolesOf(memberId))
  const found = await lockMember(house, memberId)
  if (!found) return nobody
  if (found.handle === by.person) return refused('four_eyes', 'Nobody changes their own roles: ask another person.')
  return (await wrongWithGiven(house, roles)) ?? refuseBoth(house, found.handle, roles, memberId)
}

/** Whoever calls it has asked `wrongWith` in the same transaction. */
async function carry(house: House, { memberId, roles, by }: Change): Promise<void> {
  const before = await rolesOf(house, memberId)
  await setGrants(house, { memberId }, roles, by)
  const details = { handle: await handleOf(house, memberId), before: inRecord(before), after: inRecord(roles) }
  await recordAct(house, { by, act: 'staff roles changed', subject: ['staff', memberId], details })
}

/** What is proposed of somebody: other roles, or to be let in again with those that they held. */
type Proposed = readonly Given[] | { readonly reactivatesWith: readonly object[] }

/**
 * Lets a deactivated account in again, with the roles it held: whoever does that gives them these roles, so it takes as many
 * people as giving them.
 */
export async function reactivate(house: House, { memberId, by }: Pick<Change, 'memberId' | 'by'>): Promise<MayWait> {
  return inTransaction(house, async house => {
    const found = await lockMember(house, memberId)
    if (!found) return nobody
    if (found.handle === by.person) return refused('four_eyes', 'Nobody reactivates themselves: ask another person.')
    if (found.active) return done({ proposalId: null })
    const roles = await rolesOf(house, memberId)
    if (!(await takesTwo(house, 'roles', programmesOf(roles)))) {
      const active = await setActive(house, { memberId, active: true, by })
      return active.ok ? done({ proposalId: null }) : active
    }
    const both = await refuseBoth(house, found.handle, roles, memberId)
    if (both) return both
    const after = inRecord(roles)
    const summary = { handle: found.handle, reactivates: true, before: [], after }
    const content: Proposed = { reactivatesWith: after }
    return propose(house, { kind: 'staff_roles', about: { id: memberId }, summary, content, by })
  })
}

/** Would one person alone let this account in again? */
export const isLetInByOne = async (house: House, memberId: string): Promise<boolean> =>
  !(await takesTwo(house, 'roles', programmesOf(await rolesOf(house, memberId))))

const changing: Carrying<object> = {
  kind: 'staff_roles',
  carryOut: async (house, { subject }, content, by) => {
    const memberId = subject ?? ''
    const proposed = content as Proposed
    if ('reactivatesWith' in proposed) {
      const holds = inRecord(await rolesOf(house, memberId))
      if (!isDeepStrictEqual(holds, proposed.reactivatesWith))
        return refused('conflict', 'Their roles have changed since: reject it, look again and propose it anew.')
      return setActive(house, { memberId, active: true, by })
    }
    const change = { memberId, roles: proposed, by }
    const wrong = await wrongWith(house, change)
    if (wrong) return wrong
    await carry(house, change)
    return done()
  },
}

export async function decideRoles(house: House, decision: Decision): Promise<Done> {
  const decided = await decide(house, changing, decision)
  return decided.ok ? done() : decided
}

interface Saving {
  readonly name: string
  readonly permissions: readonly string[]
  readonly by: By
}

/** Makes a role, or changes what one allows; by two people as soon as any programme wants two for roles. */
export async function changeRole(house: House, saving: Saving): Promise<MayWait> {
  return inTransaction(house, async house => {
    await holdSetting(house, settingName.role(saving.name))
    const wrong = await wrongWithSaving(house, saving)
    if (wrong) return wrong
    if (!(await takesTwo(house, 'roles', [null]))) {
      const saved = await saveRole(house, saving)
      return saved.ok ? done({ proposalId: null }) : saved
    }
    const { name, permissions, by } = saving
    const { rows } = await sql<{ permissions: string[] }>`
      select permissions from staff_role where name = ${name}`.execute(house.db)
    const summary = { before: rows[0]?.permissions ?? [], after: permissions }
    return propose(house, { kind: 'own_role', about: { name }, summary, content: permissions, by })
  })
}

const savingRole: Carrying<object> = {
  kind: 'own_role',
  carryOut: (house, { name }, content, by) =>
    saveRole(house, { name: name ?? '', permissions: content as string[], by }),
}

export async function decideRole(house: House, decision: Decision): Promise<Done> {
  const decided = await decide(house, savingRole, decision)
  return decided.ok ? done() : decided
}
