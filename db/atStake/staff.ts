/** What is in somebody’s hands, and who holds a role: told before an account or a role changes. */
import { sql } from 'kysely'
import type { House } from '../database.js'

export interface MemberAtStake {
  /** where they are signed in now */
  readonly sessions: number
  /** ways in that were handed to them and not used */
  readonly links: number
  /** API tokens under their name */
  readonly keys: number
  /** open cases that are theirs */
  readonly cases: number
  /** what they proposed and nobody decided */
  readonly proposals: number
  /** roles that others hold in their place, and they in the place of others */
  readonly givenAway: number
  readonly heldForOthers: number
}

/** Null: there is no such account. */
export async function memberAtStake(house: House, memberId: string): Promise<MemberAtStake | null> {
  const { rows } = await sql<MemberAtStake>`
    select (select count(*)::int from staff_session s where s.member_id = m.id and s.expires_at > now()) as sessions,
           (select count(*)::int from staff_link l where l.member_id = m.id and l.ended_at is null and l.expires_at > now()) as links,
           (select count(*)::int from api_token t where t.person = m.handle and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())) as keys,
           (select count(*)::int from work_case c where c.owner = m.handle and c.state = 'open') as cases,
           (select count(*)::int from proposal p where p.proposed_by = m.handle and p.state = 'proposed') as proposals,
           (select count(*)::int from role_grant g where g.on_behalf_of = m.id and g.until > now()) as "givenAway",
           (select count(*)::int from role_grant g where g.member_id = m.id and g.on_behalf_of is not null and g.until > now()) as "heldForOthers"
      from staff_member m where m.id::text = ${memberId}`.execute(house.db)
  return rows[0] ?? null
}

export interface Holders {
  /** active accounts, also those that hold it in somebody’s place */
  readonly people: number
  /** API tokens that are good */
  readonly keys: number
}

/** Who holds each role now, wherever they hold it. Roles that nobody holds are not among them. */
export async function holdersByRole(house: House): Promise<ReadonlyMap<string, Holders>> {
  const { rows } = await sql<Holders & { role: string }>`
    select g.role, count(distinct m.id)::int as people, count(distinct t.id)::int as keys
      from role_grant g
      left join staff_member m on m.id = g.member_id and m.deactivated_at is null
      left join api_token t on t.id = g.token_id and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
     where g.until is null or g.until > now() group by g.role`.execute(house.db)
  return new Map(rows.map(({ role, ...held }) => [role, held]))
}
