/** Who works here: colleagues by name, and those whose roles reach a programme. Names only: addresses are an administrator’s. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { Grant } from '../domain/reach.js'
import type { House } from './database.js'
import { grantsOf } from './roles.js'

export interface Colleague {
  readonly handle: string
  readonly name: string
  /** can still sign in */
  readonly active: boolean
}

/** Everybody who has, or had, an account, by name. What they did stays under their handle. */
export async function listColleagues(house: House): Promise<Colleague[]> {
  const { rows } = await sql<{ handle: string; active: boolean; nameEnc: Buffer }>`
    select handle, deactivated_at is null as active, name_enc as "nameEnc" from staff_member`.execute(house.db)
  return rows
    .map(({ nameEnc, ...row }) => ({ ...row, name: house.sealing.open(nameEnc) }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.handle.localeCompare(b.handle))
}

export interface TeamMember {
  readonly handle: string
  readonly name: string
  /** has set a password, so that work can be handed to them */
  readonly hasEntered: boolean
  readonly roles: readonly TeamRole[]
}

/** `everywhere`: held in every programme. `onBehalfOf`: held in somebody’s place for a time. */
export type TeamRole = Pick<Grant, 'role' | 'areas' | 'partner' | 'onBehalfOf'> & { readonly everywhere: boolean }

/** Active accounts that hold a role in this programme or in all of them, by name. Programs are not among them. */
export async function teamOf(house: House, programmeId: ProgrammeId): Promise<TeamMember[]> {
  const { rows } = await sql<{ memberId: string; handle: string; nameEnc: Buffer; hasEntered: boolean }>`
    select m.id as "memberId", m.handle, m.name_enc as "nameEnc",
           exists (select from staff_credential c where c.member_id = m.id) as "hasEntered"
      from staff_member m
     where m.deactivated_at is null
       and exists (select from role_grant g where g.member_id = m.id
                      and (g.programme_id is null or g.programme_id = ${programmeId}::uuid))`.execute(house.db)
  const team: TeamMember[] = []
  for (const { memberId, handle, nameEnc, hasEntered } of rows) {
    // What is held on behalf of somebody counts as long as they hold it: said in one place (roles.ts).
    const roles = (await grantsOf(house, { memberId }))
      .filter(each => each.programmeId === null || each.programmeId === programmeId)
      .map(({ role, programmeId, areas, partner, onBehalfOf }) => ({
        role,
        everywhere: programmeId === null,
        areas,
        partner,
        onBehalfOf,
      }))
    if (roles.length > 0) team.push({ handle, name: house.sealing.open(nameEnc), hasEntered, roles })
  }
  return team.sort((a, b) => a.name.localeCompare(b.name) || a.handle.localeCompare(b.handle))
}
