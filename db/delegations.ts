/**
 * Who decides may be away: somebody else holds one of their roles on their behalf until a day that is set. What that person
 * decides so is theirs in the record, and between the two of them there is one yes (db/approvals.ts). It counts only while
 * the one who is away holds the role themselves (db/roles.ts), and is passed on no further.
 */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import { themselves, type By } from '../domain/people.js'
import { canBePassedOn } from '../domain/roles.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { inRecord, permissionsOf, refuseBoth, type Held } from './roles.js'

const longestDays = 92

export interface Delegation {
  readonly delegationId: string
  readonly from: string
  readonly to: string
  readonly role: string
  readonly programmeId: ProgrammeId | null
  readonly areas: readonly string[] | null
  readonly partner: string | null
  readonly until: Date
  readonly reason: string
  readonly since: Date
}

interface Account {
  readonly memberId: string
  readonly handle: string
}

/** Lets somebody hold one’s own role until a moment, as far as one holds it oneself, or in one programme of it. */
export async function delegate(
  house: House,
  given: {
    from: Account
    /** a handle */
    to: string
    role: string
    programmeId?: ProgrammeId | null | undefined
    until: Date
    reason: string
  },
): Promise<Done<{ delegationIds: string[] }>> {
  const { from, role, until, reason } = given
  const days = (until.getTime() - Date.now()) / 86_400_000
  if (!(days > 0 && days <= longestDays))
    return refused('invalid', `A delegation ends within ${longestDays} days: give the moment.`)
  if (!canBePassedOn(await permissionsOf(house, role)))
    return refused('invalid', `Nobody holds ${role} on behalf of another: only roles that decide are delegated.`)
  return inTransaction(house, async house => {
    const to = await accountOf(house, given.to)
    if (!to) return refused('invalid', 'There is no active account with this handle.')
    if (to.memberId === from.memberId) return refused('four_eyes', 'Nobody stands in for themselves.')
    const parts = (await ownGrants(house, from, role)).flatMap(held => within(held, given.programmeId ?? null))
    if (parts.length === 0) return refused('state', 'You do not hold this role there yourself.')
    const both = await refuseBoth(house, to.handle, parts)
    if (both) return both
    const delegationIds: string[] = []
    for (const part of parts) delegationIds.push(await passOn(house, { from, to, part, until, reason }))
    await recordAct(house, {
      by: themselves(from.handle),
      act: 'role delegated',
      subject: ['staff', to.memberId],
      details: { to: to.handle, roles: inRecord(parts), until: until.toISOString() },
      personal: { reason },
    })
    return done({ delegationIds })
  })
}

/** Said twice it is one delegation, until the moment that was said last: or ending it would leave another one behind. */
async function passOn(
  house: House,
  given: { from: Account; to: Account; part: Held; until: Date; reason: string },
): Promise<string> {
  const { from, to, part, until, reason } = given
  const { role, programmeId, areas, partner } = part
  const { rows } = await sql<{ id: string }>`
    update role_grant set until = ${until}, reason = ${reason}
     where member_id = ${to.memberId} and on_behalf_of = ${from.memberId} and until > now() and role = ${role}
       and programme_id is not distinct from ${programmeId}::uuid and areas is not distinct from ${areas ? [...areas] : null}::text[]
       and partner is not distinct from ${partner}::text returning id`.execute(house.db)
  if (rows[0]) return rows[0].id
  const { id } = await house.db
    .insertInto('role_grant')
    .values({
      member_id: to.memberId,
      token_id: null,
      role,
      programme_id: programmeId,
      areas: areas ? [...areas] : null,
      partner,
      granted_by: from.handle,
      on_behalf_of: from.memberId,
      until,
      reason,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** What is passed on of a grant: all of it, or its part in one programme. */
function within(held: Held, programmeId: ProgrammeId | null): Held[] {
  if (programmeId === null) return [held]
  return held.programmeId === null || held.programmeId === programmeId ? [{ ...held, programmeId }] : []
}

async function accountOf(house: House, handle: string): Promise<Account | null> {
  const { rows } = await sql<Account>`
    select id as "memberId", handle from staff_member
     where handle = ${handle.trim().toLowerCase()} and deactivated_at is null`.execute(house.db)
  return rows[0] ?? null
}

async function ownGrants(house: House, { memberId }: Account, role: string): Promise<Held[]> {
  const { rows } = await sql<Held>`
    select role, programme_id as "programmeId", areas, partner from role_grant
     where member_id = ${memberId} and role = ${role} and on_behalf_of is null for share`.execute(house.db)
  return rows
}

/** Those that are not over: of one person, given or received, or of everybody. */
export async function listDelegations(house: House, of: { memberId: string } | null): Promise<Delegation[]> {
  const whose = of === null ? sql`true` : sql`${of.memberId}::uuid in (g.member_id, g.on_behalf_of)`
  const { rows } = await sql<Delegation>`
    select g.id as "delegationId", f.handle as "from", t.handle as "to", g.role, g.programme_id as "programmeId", g.areas,
           g.partner, g.until, g.reason, g.granted_at as since
      from role_grant g join staff_member f on f.id = g.on_behalf_of join staff_member t on t.id = g.member_id
     where g.until > now() and ${whose} order by g.until, g.id`.execute(house.db)
  return rows
}

/** Ends one before its day: either of the two may, and whoever manages accounts (`of` is null). */
export async function endDelegation(
  house: House,
  { delegationId, of, by }: { delegationId: string; of: { memberId: string } | null; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ memberId: string; role: string }>`
      update role_grant set until = now()
       where id::text = ${delegationId} and until > now()
         and (${of?.memberId ?? null}::uuid is null or ${of?.memberId ?? null}::uuid in (member_id, on_behalf_of))
      returning member_id as "memberId", role`.execute(house.db)
    const [ended] = rows
    if (!ended) return refused('not_found', 'There is no such delegation, or it is over.')
    const subject = ['staff', ended.memberId] as const
    await recordAct(house, { by, act: 'delegation ended', subject, details: { delegationId, role: ended.role } })
    return done()
  })
}
