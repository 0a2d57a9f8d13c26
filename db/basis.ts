/** What two could replace at once: held until whoever writes it is done, and who wrote it last. */
import { sql } from 'kysely'
import type { ActName } from '../domain/acts.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'

/** Until the transaction ends whoever else wants to write it waits. Taken before any row is locked. */
export async function holdSetting(house: House, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`setting ${name}`}, 0))`.execute(house.db)
}

/** How the settings are called that acts outside their own route write too: a proposal that is carried out. */
export const settingName = {
  rolesOf: (memberId: string) => `roles of ${memberId.toLowerCase()}`,
  role: (name: string) => `role ${name}`,
  twoPeople: (programmeId: string) => `two people of ${programmeId.toLowerCase()}`,
  fspAccount: (fspAccountId: string) => `FSP account ${fspAccountId.toLowerCase()}`,
}

export interface LastAct {
  readonly by: string
  readonly at: Date
}

/** The newest of these acts on one thing; null: there was none. */
export async function lastAct(
  house: House,
  of: { subject: readonly [kind: string, id: string]; acts: readonly ActName[]; programmeId?: ProgrammeId | null },
): Promise<LastAct | null> {
  let query = house.db
    .selectFrom('audit_event')
    .select(['person as by', 'at'])
    .where('subject_kind', '=', of.subject[0])
    .where('subject_id', '=', of.subject[1].toLowerCase())
    .where('act', 'in', [...of.acts])
  if (of.programmeId !== undefined) query = query.where('programme_id', 'is not distinct from', of.programmeId)
  return (await query.orderBy('id', 'desc').limit(1).executeTakeFirst()) ?? null
}
