/**
 * Who holds which role where: accounts and tokens alike. Roles are those of domain/roles.ts and those that an
 * administrator made of the same permissions. Read with every request, so what is taken away counts at once.
 */
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import { isUuid, type ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { isPermission, type Permission } from '../domain/permissions.js'
import { bothSides, type Grant } from '../domain/reach.js'
import { isDefaultRole, roles, wrongWithRole } from '../domain/roles.js'
import { recordAct } from './audit.js'
import { holdSetting, settingName } from './basis.js'
import { inTransaction, type House } from './database.js'

/** A role given to somebody: in one programme or (null) in all, for all its people or those of some places or a partner. */
export interface Given {
  readonly role: string
  readonly programmeId?: ProgrammeId | null | undefined
  readonly areas?: readonly string[] | null | undefined
  readonly partner?: string | null | undefined
}

/** The same with nothing left out, as it is kept. */
export type Held = Pick<Grant, 'role' | 'programmeId' | 'areas' | 'partner'>

/** A role by which somebody may do something, their own or that of somebody they stand in for. */
export type RoleHeld = Pick<Grant, 'role' | 'onBehalfOf'>

export type Holder = { readonly memberId: string } | { readonly tokenId: string }

interface GrantRow extends Omit<Grant, 'permissions'> {
  own: string[] | null
}

/**
 * A role held on behalf of somebody counts until its day is over, and only as long as that person holds it themselves, as
 * wide as it was passed on, by an active account.
 */
const inForce = sql`(g.on_behalf_of is null or g.until > now() and exists (
  select from role_grant o join staff_member om on om.id = o.member_id
   where o.member_id = g.on_behalf_of and om.deactivated_at is null and o.on_behalf_of is null and o.role = g.role
     and (o.programme_id is null or o.programme_id = g.programme_id)
     and o.areas is not distinct from g.areas and o.partner is not distinct from g.partner))`

/** A role that is no longer there allows nothing. */
const withPermissions = ({ own, ...grant }: GrantRow): Grant => ({
  ...grant,
  permissions: isDefaultRole(grant.role) ? roles[grant.role] : (own ?? []).filter(isPermission),
})

const grantColumns = sql`g.role, g.programme_id as "programmeId", g.areas, g.partner,
  (select om.handle from staff_member om where om.id = g.on_behalf_of) as "onBehalfOf",
  (select r.permissions from staff_role r where r.name = g.role) as own`
const heldBy = (holder: Holder) =>
  'memberId' in holder ? sql`g.member_id = ${holder.memberId}::uuid` : sql`g.token_id = ${holder.tokenId}::uuid`

export async function grantsOf(house: House, holder: Holder): Promise<Grant[]> {
  const { rows } = await sql<GrantRow>`
    select ${grantColumns} from role_grant g where ${heldBy(holder)} and ${inForce} order by g.granted_at, g.id`.execute(
    house.db,
  )
  return rows.map(withPermissions)
}

/** What a role allows, whether it came with the house or was made; nothing where there is no such role. */
export async function permissionsOf(house: House, role: string): Promise<readonly Permission[]> {
  if (isDefaultRole(role)) return roles[role]
  const found = await house.db
    .selectFrom('staff_role')
    .select('permissions')
    .where('name', '=', role)
    .executeTakeFirst()
  return (found?.permissions ?? []).filter(isPermission)
}

/** What is held on behalf of somebody and sleeps, because they do not hold it themselves now, may wake any day. */
const inForceOrAsleep = sql`(g.on_behalf_of is null or g.until > now())`

/** Everything that a person holds by live tokens and an active account, but for one holder that is about to change. */
async function heldOtherwise(
  house: House,
  person: string,
  but: string | null,
  counts = inForceOrAsleep,
): Promise<Grant[]> {
  const { rows } = await sql<GrantRow>`
    select ${grantColumns} from role_grant g
      left join staff_member m on m.id = g.member_id left join api_token t on t.id = g.token_id
     where ${counts}
       and (m.handle = ${person} and m.deactivated_at is null and (m.id is distinct from ${but}::uuid or g.on_behalf_of is not null)
        or t.person = ${person} and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
           and t.id is distinct from ${but}::uuid)`.execute(house.db)
  return rows.map(withPermissions)
}

/**
 * Refuses whatever would let one person both make and approve in one programme, by whichever accounts and tokens. Holds the
 * person: two roles given at once do not both find them free.
 * @param but the account or token that is about to have only `given`
 */
export async function refuseBoth(
  house: House,
  person: string,
  given: readonly Given[],
  but: string | null = null,
): Promise<Refused | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`person ${person}`}, 0))`.execute(house.db)
  const grants = await Promise.all(
    given.map(async ({ role, programmeId }) => ({
      programmeId: programmeId ?? null,
      permissions: await permissionsOf(house, role),
    })),
  )
  const both = bothSides([...grants, ...(await heldOtherwise(house, person, but))])
  return both
    ? refused('four_eyes', `This person would have both ${both[0]} and ${both[1]}: nobody both makes and approves.`)
    : null
}

/**
 * What a program may do, whoever made its key could do with it. So nobody makes, or renews, keys under invented names that
 * would both make and approve, alone or with what they hold themselves; another person makes the second one. Holds the maker.
 * @param but the key that another one takes the place of
 */
export async function refuseBothInOneHand(
  house: House,
  { by, given, but = null }: { by: By; given: readonly Given[]; but?: string | null },
): Promise<Refused | null> {
  // At the command line of the machine there is nothing that could not be done.
  if (!(await isKnownHere(house, by.person))) return null
  await sql`select pg_advisory_xact_lock(hashtextextended(${`keys by ${by.person}`}, 0))`.execute(house.db)
  const { rows } = await sql<GrantRow>`
    select ${grantColumns} from role_grant g join api_token t on t.id = g.token_id
     where g.granted_by = ${by.person} and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
       and t.id is distinct from ${but}::uuid
       and not exists (select from staff_member m where m.handle = t.person)`.execute(house.db)
  const inHand = [...rows.map(withPermissions), ...(await heldOtherwise(house, by.person, null))]
  const asked = await Promise.all(
    given.map(async ({ role, programmeId }) => ({
      programmeId: programmeId ?? null,
      permissions: await permissionsOf(house, role),
    })),
  )
  const both = bothSides([...asked, ...inHand])
  return both
    ? refused(
        'four_eyes',
        `With what you hold and the keys that you made you would have both ${both[0]} and ${both[1]} in hand: let somebody else make this one, or make it on the machine with mkono token make.`,
      )
    : null
}

/**
 * By which roles somebody may do this for a whole programme (or, without one, in the house), as they hold them now; null for
 * whoever never had an account or a token: they act by the command line or for the house.
 * @param orPart also by roles that reach only some of the programme’s people
 * @returns own ones first
 */
export async function rolesFor(
  house: House,
  given: { person: string; permission: Permission; programmeId: string | null; orPart?: boolean },
): Promise<RoleHeld[] | null> {
  const { person } = given
  if (!(await isKnownHere(house, person))) return null
  const held = rolesAmong(await heldNow(house, person), given)
  return [...held.filter(each => each.onBehalfOf === null), ...held.filter(each => each.onBehalfOf !== null)]
}

/** By which of these they may do it there. */
export const rolesAmong = (
  grants: readonly Grant[],
  { permission, programmeId, orPart }: { permission: Permission; programmeId: string | null; orPart?: boolean },
): RoleHeld[] =>
  grants
    .filter(
      each =>
        each.permissions.includes(permission) &&
        (each.programmeId === null || each.programmeId === programmeId) &&
        (orPart === true || (each.areas === null && each.partner === null)),
    )
    .map(({ role, onBehalfOf }) => ({ role, onBehalfOf }))

/** Did somebody ever have an account or a token? Whoever had not acts by the command line or for the house. */
export async function isKnownHere(house: House, person: string): Promise<boolean> {
  const { rows } = await sql`
    select from staff_member where handle = ${person} union all select from api_token where person = ${person} limit 1`.execute(
    house.db,
  )
  return rows.length > 0
}

/** All that somebody holds now, by whichever account and tokens: for what is done in their name while they are elsewhere. */
export const heldNow = (house: House, person: string): Promise<Grant[]> => heldOtherwise(house, person, null, inForce)

/** The same of several people at once; whoever holds nothing is not among them. */
export async function heldNowBy(house: House, people: readonly string[]): Promise<Map<string, Grant[]>> {
  const { rows } = await sql<GrantRow & { person: string }>`
    select ${grantColumns}, coalesce(m.handle, t.person) as person from role_grant g
      left join staff_member m on m.id = g.member_id left join api_token t on t.id = g.token_id
     where ${inForce}
       and (m.handle = any (${[...people]}::text[]) and m.deactivated_at is null
        or t.person = any (${[...people]}::text[]) and t.revoked_at is null and (t.expires_at is null or t.expires_at > now()))`.execute(
    house.db,
  )
  const held = new Map<string, Grant[]>()
  for (const { person, ...row } of rows) held.set(person, [...(held.get(person) ?? []), withPermissions(row)])
  return held
}

/** What can be wrong with roles about to be given; null when nothing is. */
export async function wrongWithGiven(house: House, given: readonly Given[]): Promise<Refused | null> {
  if (given.length > 100) return refused('invalid', 'Nobody holds more than a hundred roles.')
  for (const { role, programmeId } of given) {
    if ((await permissionsOf(house, role)).length === 0) return refused('invalid', `There is no role ${role}.`)
    if (programmeId === null || programmeId === undefined) continue
    const known = isUuid(programmeId)
      ? await house.db.selectFrom('programme').select('id').where('id', '=', programmeId).executeTakeFirst()
      : undefined
    if (!known) return refused('invalid', 'There is no such programme.')
  }
  return null
}

/** Replaces all that an account or token holds by itself. Whoever calls it has asked `refuseBoth` in the same transaction. */
export async function setGrants(house: House, holder: Holder, given: readonly Given[], by: By): Promise<void> {
  await sql`delete from role_grant g where ${heldBy(holder)} and g.on_behalf_of is null`.execute(house.db)
  if (given.length === 0) return
  await house.db
    .insertInto('role_grant')
    .values(
      given.map(({ role, programmeId, areas, partner }) => ({
        member_id: 'memberId' in holder ? holder.memberId : null,
        token_id: 'tokenId' in holder ? holder.tokenId : null,
        role,
        programme_id: programmeId ?? null,
        areas: areas ? [...areas] : null,
        partner: partner ?? null,
        granted_by: by.person,
      })),
    )
    .execute()
}

/** The same, as it is written into the record. */
export const inRecord = (given: readonly Given[]): object[] =>
  given.map(({ role, programmeId, areas, partner }) => ({
    role,
    ...(programmeId ? { programmeId } : {}),
    ...(areas ? { areas } : {}),
    ...(partner ? { partner } : {}),
  }))

export interface OwnRole {
  readonly name: string
  readonly permissions: readonly string[]
  readonly madeBy: string
  readonly madeAt: Date
}

export const listOwnRoles = (house: House): Promise<OwnRole[]> =>
  house.db
    .selectFrom('staff_role')
    .select(['name', 'permissions', 'made_by as madeBy', 'made_at as madeAt'])
    .orderBy('name')
    .execute()

interface Saving {
  readonly name: string
  readonly permissions: readonly string[]
  readonly by: By
}

/** Why a role can not be saved so; null when it can. Two who save at once wait for each other. */
export async function wrongWithSaving(house: House, { name, permissions, by }: Saving): Promise<Refused | null> {
  if (!/^[a-z][a-z0-9_]{1,39}$/.test(name))
    return refused('invalid', 'A role is named by 2 to 40 small letters, digits or _, a letter first.')
  if (isDefaultRole(name) || name === 'mkono')
    return refused('conflict', 'This role is Mkono’s own: name yours otherwise.')
  if (permissions.length === 0) return refused('invalid', 'A role allows something.')
  const wrong = wrongWithRole(permissions)
  if (wrong !== null) return refused('invalid', wrong)
  await sql`select pg_advisory_xact_lock(hashtextextended('staff roles', 0))`.execute(house.db)
  const holders = await holdersOf(house, name)
  const asSaved = (held: Grant): Grant =>
    held.role === name ? { ...held, permissions: permissions.filter(isPermission) } : held
  if (holders.includes(by.person))
    return refused('four_eyes', 'Nobody changes a role that they hold: ask another person.')
  for (const person of holders) {
    const both = bothSides((await heldOtherwise(house, person, null)).map(asSaved))
    if (both) return refused('four_eyes', `${person} holds this role and would have both ${both[0]} and ${both[1]}.`)
  }
  return null
}

/** Makes a role, or changes what one allows: at once, for everybody who holds it. */
export async function saveRole(house: House, saving: Saving): Promise<Done> {
  return inTransaction(house, async house => {
    await holdSetting(house, settingName.role(saving.name))
    const wrong = await wrongWithSaving(house, saving)
    if (wrong) return wrong
    const { name, permissions, by } = saving
    const before = await permissionsOf(house, name)
    await sql`
      insert into staff_role (name, permissions, made_by) values (${name}, ${[...new Set(permissions)]}::text[], ${by.person})
      on conflict (name) do update set permissions = excluded.permissions`.execute(house.db)
    const details = { before, after: permissions }
    await recordAct(house, { by, act: 'role saved', subject: ['role', name], details })
    return done()
  })
}

async function holdersOf(house: House, role: string): Promise<string[]> {
  const { rows } = await sql<{ person: string }>`
    select distinct coalesce(m.handle, t.person) as person from role_grant g
      left join staff_member m on m.id = g.member_id left join api_token t on t.id = g.token_id
     where g.role = ${role} order by 1`.execute(house.db)
  return rows.map(({ person }) => person)
}
