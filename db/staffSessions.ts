/** Where members of staff are signed in. */
import { sql } from 'kysely'
import type { House } from './database.js'

export async function endSessions(house: House, memberId: string, but?: string): Promise<void> {
  await sql`delete from staff_session where member_id = ${memberId} and (${but ?? null}::uuid is null or id <> ${but ?? null})`.execute(
    house.db,
  )
}

export interface SessionStanding {
  readonly sessionId: string
  readonly address: string | null
  readonly agent: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Newest first. */
export async function listSessions(house: House, memberId: string): Promise<SessionStanding[]> {
  const { rows } = await sql<{
    sessionId: string
    addressEnc: Buffer | null
    agentEnc: Buffer | null
    createdAt: Date
    expiresAt: Date
  }>`
    select id as "sessionId", address_enc as "addressEnc", agent_enc as "agentEnc", created_at as "createdAt", expires_at as "expiresAt"
      from staff_session where member_id::text = ${memberId} and expires_at > now() order by created_at desc, id`.execute(
    house.db,
  )
  const open = (sealed: Buffer | null): string | null => (sealed === null ? null : house.sealing.open(sealed))
  return rows.map(({ addressEnc, agentEnc, ...row }) => ({ ...row, address: open(addressEnc), agent: open(agentEnc) }))
}

/** @returns false where there is no such session of this person */
export async function endSession(
  house: House,
  { memberId, sessionId }: { memberId: string; sessionId: string },
): Promise<boolean> {
  const ended = await sql`
    delete from staff_session where member_id::text = ${memberId} and id::text = ${sessionId}`.execute(house.db)
  return ended.numAffectedRows === 1n
}

export async function endSessionByToken(house: House, token: string): Promise<void> {
  await sql`delete from staff_session where token_lookup = ${house.sealing.lookup('staff', `token ${token}`)}`.execute(
    house.db,
  )
}
