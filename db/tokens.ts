/**
 * API tokens. The token itself is shown once and kept nowhere: the table has its keyed digest, so that neither a copy
 * of the database nor a guess off line gives anybody a way in.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import { isPersonHandle, type By } from '../domain/people.js'
import type { Grant } from '../domain/reach.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { grantsOf, inRecord, refuseBoth, refuseBothInOneHand, setGrants, wrongWithGiven, type Given } from './roles.js'

/**
 * Makes a token: `mk_` and 32 random bytes. Handles are kept in lower case, so that Amina and amina are one person.
 * @returns the token, this one time
 */
export async function makeToken(
  house: House,
  given: {
    person: string
    roles: readonly Given[]
    expiresAt?: Date | undefined
    by: By
    /** the token that it takes the place of */
    insteadOf?: string | undefined
  },
): Promise<Done<{ tokenId: string; token: string; person: string }>> {
  const person = given.person.trim().toLowerCase()
  const { roles, expiresAt, by, insteadOf } = given
  if (!isPersonHandle(person))
    return refused('invalid', 'A person is named by 1 to 64 letters, digits or . _ @ - and is not “mkono”.')
  if (expiresAt && expiresAt.getTime() <= Date.now()) return refused('invalid', 'The token would have expired already.')
  return inTransaction(house, async house => {
    const no =
      (await wrongWithGiven(house, roles)) ??
      (await refuseBoth(house, person, roles)) ??
      ((await isOfStaff(house, person))
        ? null
        : await refuseBothInOneHand(house, { by, given: roles, but: insteadOf ?? null }))
    if (no) return no
    const token = `mk_${randomBytes(32).toString('base64url')}`
    const { id } = await house.db
      .insertInto('api_token')
      .values({ digest: house.sealing.lookup('token', token), person, expires_at: expiresAt ?? null })
      .returning('id')
      .executeTakeFirstOrThrow()
    await setGrants(house, { tokenId: id }, roles, by)
    const details = { person, roles: inRecord(roles), expiresAt: expiresAt?.toISOString() ?? null }
    await recordAct(house, { by, act: 'token made', subject: ['token', id], details })
    return done({ tokenId: id, token, person })
  })
}

/** Is it the name under which somebody else of the staff acts? What stands under it would be theirs, and they would not have done it. */
export async function isOfSomebodyElse(house: House, person: string, by: By): Promise<boolean> {
  const handle = person.trim().toLowerCase()
  return handle !== by.person && (await isOfStaff(house, handle))
}

async function isOfStaff(house: House, handle: string): Promise<boolean> {
  const { rows } = await sql`select from staff_member where handle = ${handle}`.execute(house.db)
  return rows.length > 0
}

const live = sql<boolean>`revoked_at is null and (expires_at is null or expires_at > now())`

/** Whose live token this is; null for every other text. Notes its use at most once a minute. */
export async function findToken(
  house: House,
  token: string,
): Promise<{ tokenId: string; person: string; grants: Grant[] } | null> {
  const found = await house.db
    .selectFrom('api_token')
    .select(['id', 'person'])
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
  return { tokenId: found.id, person: found.person, grants: await grantsOf(house, { tokenId: found.id }) }
}

/**
 * Another token in the place of one, for the same person, roles and time; the one before is good for a while yet, so that
 * whatever uses it can change over.
 * @returns the new token, this one time
 */
export async function rotateToken(
  house: House,
  { tokenId, overlapMs, by }: { tokenId: string; overlapMs: number; by: By },
): Promise<Done<{ tokenId: string; token: string; person: string }>> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ id: string; person: string; goodForMs: number | null }>`
      select id, person, (extract(epoch from expires_at - created_at) * 1000)::float8 as "goodForMs" from api_token
       where id::text = ${tokenId} and ${live} for update`.execute(house.db)
    const [before] = rows
    if (!before) return refused('not_found', 'There is no such token that is good: see the list of tokens.')
    const { person, goodForMs } = before
    const expiresAt = goodForMs === null ? undefined : new Date(Date.now() + goodForMs)
    const roles = await grantsOf(house, { tokenId: before.id })
    const made = await makeToken(house, { person, roles, expiresAt, by, insteadOf: before.id })
    if (!made.ok) return made
    await sql`
      update api_token set expires_at = least(expires_at, now() + ${overlapMs} * interval '1 millisecond')
       where id = ${before.id}`.execute(house.db)
    const details = { person, followedBy: made.tokenId, overlapMs }
    await recordAct(house, { by, act: 'token rotated', subject: ['token', before.id], details })
    return made
  })
}

export interface TokenStanding {
  tokenId: string
  person: string
  /** its roles and how far each reaches; null: not limited */
  grants: { role: string; programme: string | null; areas: string[] | null; partner: string | null }[]
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
    .select(['id as tokenId', 'person', 'created_at as createdAt', 'expires_at as expiresAt'])
    .select(
      sql<TokenStanding['grants']>`coalesce((
        select jsonb_agg(jsonb_build_object('role', g.role, 'programme', p.name, 'areas', g.areas, 'partner', g.partner) order by g.id)
          from role_grant g left join programme p on p.id = g.programme_id where g.token_id = api_token.id), '[]')`.as(
        'grants',
      ),
    )
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
      .returning(['id', 'person'])
      .executeTakeFirst()
    if (!revoked)
      return refused('not_found', 'There is no such token, or it is revoked already: see the list of tokens.')
    const details = { person: revoked.person }
    await recordAct(house, { by, act: 'token revoked', subject: ['token', revoked.id], details })
    return done()
  })
}

/** Which of these places, or which partner, nobody is enrolled of (yet): they count as they are written in the list. */
export async function limitsToNobody(
  house: House,
  { programmeId, areas, partner }: Pick<Given, 'programmeId' | 'areas' | 'partner'>,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select l.name from (select unnest(${areas ?? []}::text[]) as name, true as place
                        union all select ${partner ?? null}::text, false) as l
     where l.name is not null and not exists (
       select from beneficiary b where (${programmeId ?? null}::uuid is null or b.programme_id = ${programmeId ?? null}::uuid)
          and case when l.place then b.place else b.partner end = l.name)`.execute(house.db)
  return rows.map(({ name }) => name)
}
