/** Who could decide now what waits for a second person. */
import { sql } from 'kysely'
import type { Permission } from '../domain/permissions.js'
import { defaultRoles, roles } from '../domain/roles.js'
import type { House } from './database.js'
import { heldNowBy, listOwnRoles, rolesAmong } from './roles.js'

export interface Approver {
  readonly memberId: string
  readonly handle: string
}

/**
 * Accounts that can sign in and hold what it takes for the whole programme (null: for the house), by handle. Programs are
 * not among them: nobody writes to a token.
 * @param role only by this role; null: by any that allows it
 * @param orPart also those who hold it for some of the programme’s people
 * @param but people who can not decide it, for they made it or have decided already
 */
export async function approversOf(
  house: House,
  given: {
    permission: Permission
    programmeId: string | null
    role?: string | null
    but?: readonly string[]
    orPart?: boolean
  },
): Promise<Approver[]> {
  const { permission, programmeId, role = null, but = [], orPart = false } = given
  const able = (await approversIn(house, { permission, programmes: [programmeId], orPart })).get(programmeId) ?? []
  return able
    .filter(({ handle, roles }) => !but.includes(handle) && (role === null || roles.includes(role)))
    .map(({ memberId, handle }) => ({ memberId, handle }))
}

interface Candidate extends Approver {
  /** they hold a role that allows it in every programme, or in these */
  readonly everywhere: boolean
  readonly programmes: readonly string[]
}

/** The same for several programmes at once, each with the roles by which somebody could do it there. */
export async function approversIn(
  house: House,
  given: { permission: Permission; programmes: readonly (string | null)[]; orPart?: boolean },
): Promise<Map<string | null, (Approver & { roles: string[] })[]>> {
  const { permission, programmes, orPart = false } = given
  const allowing = [
    ...defaultRoles.filter(each => (roles[each] as readonly Permission[]).includes(permission)),
    ...(await listOwnRoles(house)).flatMap(({ name, permissions }) => (permissions.includes(permission) ? [name] : [])),
  ]
  const { rows } = await sql<Candidate>`
    select m.id as "memberId", m.handle, bool_or(g.programme_id is null) as everywhere,
           coalesce(array_agg(g.programme_id::text) filter (where g.programme_id is not null), '{}') as programmes
      from staff_member m join role_grant g on g.member_id = m.id and g.role = any (${allowing}::text[])
     where m.deactivated_at is null and exists (select from staff_credential c where c.member_id = m.id)
     group by m.id, m.handle order by m.handle`.execute(house.db)
  const held = await heldNowBy(
    house,
    rows.map(({ handle }) => handle),
  )
  // What roles come to is said in one place; these are few.
  const ableIn = (programmeId: string | null) =>
    rows
      .filter(each => each.everywhere || (programmeId !== null && each.programmes.includes(programmeId)))
      .map(({ memberId, handle }) => {
        const theirs = rolesAmong(held.get(handle) ?? [], { permission, programmeId, orPart })
        return { memberId, handle, roles: theirs.map(({ role }) => role) }
      })
      .filter(each => each.roles.length > 0)
  return new Map(programmes.map(programmeId => [programmeId, ableIn(programmeId)]))
}
