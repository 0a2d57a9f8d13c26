/**
 * API tokens. The token itself is shown once and kept nowhere: the table has its keyed digest, so that neither a copy
 * of the database nor a guess off line gives anybody a way in.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import { isPersonHandle, type By, type Role } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

/** Who makes something and who approves it are two people, so nobody holds both kinds of token at once. */
const opposite: Partial<Record<Role, Role>> = { maker: 'approver', approver: 'maker' }

/**
 * Makes a token: `mk_` and 32 random bytes. Handles are kept in lower case, so that Amina and amina are one person.
 * @returns the token, this one time
 */
export async function makeToken(
  house: House,
  given: { person: string; role: Role; expiresAt?: Date | undefined; by: By },
): Promise<Done<{ tokenId: string; token: string; person: string }>> {
  const person = given.person.trim().toLowerCase()
  const { role, expiresAt, by } = given
  if (!isPersonHandle(person))
    return refused('invalid', 'A person is named by 1 to 64 letters, digits or . _ @ - and is not “mkono”.')
  if (expiresAt && expiresAt.getTime() <= Date.now()) return refused('invalid', 'The token would have expired already.')
  return inTransaction(house, async house => {
    const both = await refuseBoth(house, person, role)
    if (both) return both
    const token = `mk_${randomBytes(32).toString('base64url')}`
    const { id } = await house.db
      .insertInto('api_token')
      .values({ digest: house.sealing.lookup('token', token), person, role, expires_at: expiresAt ?? null })
      .returning('id')
      .executeTakeFirstOrThrow()
    const details = { person, role, expiresAt: expiresAt?.toISOString() ?? null }
    await recordAct(house, { by, act: 'token made', subject: ['token', id], details })
    return done({ tokenId: id, token, person })
  })
}

const live = sql<boolean>`revoked_at is null and (expires_at is null or expires_at > now())`

/**
 * Refuses a role to whoever makes where they would approve, or the other way round, by a token or an account (`but`: the
 * account that is about to change). Holds the person: two roles given at once do not both find them free.
 */
export async function refuseBoth(house: House, person: string, role: Role, but?: string): Promise<Refused | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`api_token ${person}`}, 0))`.execute(house.db)
  const other = opposite[role]
  if (other === undefined) return null
  const { rows } = await sql`
    select from api_token where person = ${person} and role = ${other} and ${live}
    union all
    select from staff_member where handle = ${person} and role = ${other} and deactivated_at is null and id is distinct from ${but ?? null}::uuid`.execute(
    house.db,
  )
  if (rows.length === 0) return null
  return refused(
    'four_eyes',
    `This person is there as ${other} already: end that first, nobody both makes and approves.`,
  )
}

/** Whose live token this is; null for every other text. Notes its use at most once a minute. */
export async function findToken(house: House, token: string): Promise<(By & { tokenId: string }) | null> {
  const found = await house.db
    .selectFrom('api_token')
    .select(['id', 'person', 'role'])
    .select(sql<boolean>`last_used_at is null or last_used_at < now() - interval '1 minute'`.as('unnoted'))
    .where('digest', '=', house.sealing.lookup('token', token))
    .where(live)
    .executeTakeFirst()
  if (!found) return null
  if (found.unnoted)
    await house.db
      .updateTable('api_token')
      .set({ last_used_at: sql<Date>`now()` })
      .where('id', '=', found.id)
      .execute()
  return { tokenId: found.id, person: found.person, role: found.role }
}

export interface TokenStanding {
  tokenId: string
  person: string
  role: Role
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
  lastUsedAt: Date | null
  live: boolean
}

/** All tokens ever made, newest first; never the tokens themselves. */
export const listTokens = (house: House): Promise<TokenStanding[]> =>
  house.db
    .selectFrom('api_token')
    .select(['id as tokenId', 'person', 'role', 'created_at as createdAt', 'expires_at as expiresAt'])
    .select(['revoked_at as revokedAt', 'last_used_at as lastUsedAt', live.as('live')])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()

export async function revokeToken(house: House, { tokenId, by }: { tokenId: string; by: By }): Promise<Done> {
  return inTransaction(house, async house => {
    const revoked = await house.db
      .updateTable('api_token')
      .set({ revoked_at: sql<Date>`now()` })
      .where(sql<boolean>`id::text = ${tokenId}`)
      .where('revoked_at', 'is', null)
      .returning(['id', 'person', 'role'])
      .executeTakeFirst()
    if (!revoked)
      return refused('not_found', 'There is no such token, or it is revoked already: see the list of tokens.')
    const details = { person: revoked.person, role: revoked.role }
    await recordAct(house, { by, act: 'token revoked', subject: ['token', revoked.id], details })
    return done()
  })
}
