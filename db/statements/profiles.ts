/** How the statements of an FSP account are written, saved under a name. M-PESA’s own is there for every account. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { FspAccountId, StatementProfileId } from '../../domain/ids.js'
import type { Currency } from '../../domain/money.js'
import type { By } from '../../domain/people.js'
import {
  mpesaName,
  mpesaProfile,
  profileOf,
  wrongWithProfile,
  type GivenProfile,
  type StatementProfile,
} from '../../domain/statementProfile.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'

export interface SavedProfile {
  readonly profileId: StatementProfileId
  readonly fspAccountId: FspAccountId
  readonly name: string
  readonly rules: StatementProfile
  readonly madeBy: string
  readonly madeAt: Date
}

/** Saves a map, or puts it in the place of the one of that name. Files that were read by the old one stay as they are. */
export async function saveProfile(
  house: House,
  { fspAccountId, name, given, by }: { fspAccountId: FspAccountId; name: string; given: GivenProfile; by: By },
): Promise<Done<{ profileId: StatementProfileId }>> {
  if (name.toLowerCase() === mpesaName) return refused('conflict', 'This name is taken by the built-in profile.')
  const wrong = wrongWithProfile(given)
  if (wrong.length > 0) return refused('invalid', wrong.join(' '))
  return inTransaction(house, async house => {
    const account = await house.db
      .selectFrom('fsp_account')
      .select('id')
      .where('id', '=', fspAccountId)
      .executeTakeFirst()
    if (!account) return refused('not_found', 'There is no such FSP account.')
    const { rows } = await sql<{ id: StatementProfileId }>`
      insert into statement_profile (fsp_account_id, name, rules, made_by)
      values (${fspAccountId}, ${name}, ${JSON.stringify(profileOf(given))}, ${by.person})
      on conflict (fsp_account_id, name) do update set rules = excluded.rules, made_by = excluded.made_by, made_at = now()
      returning id`.execute(house.db)
    const profileId = rows[0]?.id
    if (!profileId) throw new Error('A profile was not stored.')
    await recordAct(house, {
      by,
      act: 'statement profile saved',
      subject: ['statement_profile', profileId],
      details: { name },
    })
    return done({ profileId })
  })
}

export async function removeProfile(
  house: House,
  { profileId, by }: { profileId: StatementProfileId; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const gone = await house.db
      .deleteFrom('statement_profile')
      .where('id', '=', profileId)
      .returning('name')
      .executeTakeFirst()
    if (!gone) return refused('not_found', 'There is no such profile.')
    const details = { name: gone.name }
    await recordAct(house, { by, act: 'statement profile removed', subject: ['statement_profile', profileId], details })
    return done()
  })
}

export async function listProfiles(house: House, fspAccountId: FspAccountId): Promise<SavedProfile[]> {
  const rows = await house.db
    .selectFrom('statement_profile')
    .selectAll()
    .where('fsp_account_id', '=', fspAccountId)
    .orderBy('name')
    .execute()
  return rows.map(row => ({
    profileId: row.id,
    fspAccountId: row.fsp_account_id,
    name: row.name,
    rules: row.rules,
    madeBy: row.made_by,
    madeAt: row.made_at,
  }))
}

/** What a file of this account is read by. */
export interface ReadingRules {
  readonly rules: StatementProfile
  readonly currency: Currency
  readonly country: string
}

export async function rulesFor(
  house: House,
  { fspAccountId, profile }: { fspAccountId: FspAccountId; profile: string },
): Promise<Done<ReadingRules>> {
  const account = await house.db
    .selectFrom('fsp_account')
    .select(['currency', 'country'])
    .where('id', '=', fspAccountId)
    .executeTakeFirst()
  if (!account) return refused('not_found', 'There is no such FSP account.')
  const { currency, country } = account
  if (profile === mpesaName) return done({ rules: mpesaProfile, currency, country })
  const saved = await house.db
    .selectFrom('statement_profile')
    .select('rules')
    .where('fsp_account_id', '=', fspAccountId)
    .where('name', '=', profile)
    .executeTakeFirst()
  if (saved) return done({ rules: saved.rules, currency, country })
  return refused('invalid', `This account has no profile of that name: use “${mpesaName}” or save one.`)
}
