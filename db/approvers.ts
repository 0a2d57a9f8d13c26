/** Who could decide now what waits for a second person. */
import { sql } from 'kysely'
import type { Permission } from '../domain/permissions.js'
import { defaultRoles, roles } from '../domain/roles.js'
import type { House } from './database.js'
import { listOwnRoles, rolesFor } from './roles.js'

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
  const allowing = [
    ...defaultRoles.filter(each => (roles[each] as readonly Permission[]).includes(permission)),
    ...(await listOwnRoles(house)).flatMap(({ name, permissions }) => (permissions.includes(permission) ? [name] : [])),
  ]
  const { rows } = await sql<Approver>`
    select m.id as "memberId", m.handle from staff_member m
     where m.deactivated_at is null and exists (select from staff_credential c where c.member_id = m.id)
       and exists (select from role_grant g where g.member_id = m.id and g.role = any (${allowing}::text[])
                      and (g.programme_id is null or g.programme_id = ${programmeId}::uuid))
       and m.handle <> all (${[...but]}::text[]) order by m.handle`.execute(house.db)
  const able: Approver[] = []
  for (const each of rows) {
    // What roles come to is said in one place; these are few.
    const held = await rolesFor(house, { person: each.handle, permission, programmeId, orPart })
    if (held !== null && held.some(each => role === null || each.role === role)) able.push(each)
  }
  return able
}
