/**
 * Members of staff. A handle is the person in every act, so it is given once and stays; an account is deactivated, never
 * deleted. People come in by one-time links: the first administrator's, invitations, recovery. Whoever lets somebody in
 * never learns their password.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import { isPersonHandle, mkono, themselves, type By } from '../domain/people.js'
import type { DefaultRole } from '../domain/roles.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { forgetBrowsers } from './knownBrowsers.js'
import { inRecord, refuseBoth, setGrants, wrongWithGiven, type Given, type Held } from './roles.js'
import type { LinkKind } from './schemaStaff.js'
import { noteWrong } from './signInTries.js'
import { endSessions } from './staffSessions.js'
import { forgetPasskeys } from './passkeys.js'
import { propose } from './proposals.js'
import { forgetSubject } from './singleSignOn.js'
import { queueMail } from './staffMail.js'
import { takesTwo } from './twoPeople.js'

export interface Member {
  readonly memberId: string
  readonly handle: string
  readonly roles: readonly Held[]
  readonly email: string
  readonly name: string
  readonly secondFactor: boolean
  readonly active: boolean
  /** has set a password, or signed in by another way */
  readonly hasEntered: boolean
  /** where their invitation is; null for whoever has been in */
  readonly invitation: Invitation | null
  readonly invitedBy: string
  readonly createdAt: Date
}

/**
 * - `handed_over`: its link went to whoever invited, to be passed on
 * - `on_its_way`, `sent`: by e-mail; sent says that their server took it
 * - `not_taken`: the letter was given up, so nobody has the link: send it again
 * - `over`: used up, replaced or too old: send it again
 */
export type Invitation = 'handed_over' | 'on_its_way' | 'sent' | 'not_taken' | 'over'

const dayMs = 86_400_000
/** The first link lies in a terminal, an invitation in a mailbox, a recovery is used while one speaks on the phone. */
const goodFor: Readonly<Record<LinkKind, number>> = { first: dayMs, invitation: 7 * dayMs, recovery: dayMs / 24 }

export interface Link {
  readonly linkId: string
  readonly token: string
  readonly expiresAt: Date
}

/** Who a person is; e-mails are compared without regard to case. */
export interface Identity {
  readonly handle: string
  readonly email: string
  readonly name: string
}

/** Everything about a new identity that can be wrong by itself; null when nothing is. */
function wrongWith({ handle, email, name }: Identity): string | null {
  if (!isPersonHandle(handle)) return 'A person is named by 1 to 64 letters, digits or . _ @ - and is not “mkono”.'
  if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) return 'Give an e-mail address.'
  if (name.trim() === '' || name.length > 200) return 'Give a name of at most 200 letters.'
  return null
}

const tidy = ({ handle, email, name }: Identity): Identity => ({
  handle: handle.trim().toLowerCase(),
  email: email.trim().toLowerCase(),
  name: name.trim(),
})

const emailLookup = (house: House, email: string): Buffer => house.sealing.lookup('staff', `email ${email}`)

/**
 * Enters a person as invited; where their roles take two people they hold none before a second one approves them.
 * @returns the link that lets them set a password, this one time
 */
export async function inviteMember(
  house: House,
  given: Identity & { roles: readonly Given[]; by: By },
): Promise<Done<{ memberId: string; link: Link; proposalId: string | null }>> {
  const who = tidy(given)
  const wrong = wrongWith(who)
  if (wrong !== null) return refused('invalid', wrong)
  const { roles, by } = given
  return inTransaction(house, async house => {
    const no = (await wrongWithGiven(house, roles)) ?? (await refuseBoth(house, who.handle, roles))
    if (no) return no
    const programmes = roles.map(({ programmeId }) => programmeId ?? null)
    const two = programmes.length > 0 && (await takesTwo(house, 'roles', programmes))
    const made = await enter(house, { ...who, roles: two ? [] : roles, by })
    if (!made.ok) return made
    const { memberId } = made
    const summary = { handle: who.handle, before: [], after: inRecord(roles) }
    const proposed = two
      ? await propose(house, { kind: 'staff_roles', about: { id: memberId }, summary, content: roles, by })
      : done({ proposalId: null })
    if (!proposed.ok) return proposed
    const link = await makeLink(house, { kind: 'invitation', memberId, by })
    return done({ memberId, link, proposalId: proposed.proposalId })
  })
}

async function enter(
  house: House,
  who: Identity & { roles: readonly Given[]; by: By },
): Promise<Done<{ memberId: string }>> {
  const { handle, email, name, roles, by } = who
  const made = await house.db
    .insertInto('staff_member')
    .values({
      handle,
      email_enc: house.sealing.seal(email),
      email_lookup: emailLookup(house, email),
      name_enc: house.sealing.seal(name),
      invited_by: by.person,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return refused('conflict', 'This handle or this e-mail address is somebody’s already.')
  await setGrants(house, { memberId: made.id }, roles, by)
  await recordAct(house, {
    by,
    act: 'staff invited',
    subject: ['staff', made.id],
    details: { handle, roles: inRecord(roles) },
    personal: { email, name },
  })
  return done({ memberId: made.id })
}

/** In the transaction of what it is for; the ones before it end. */
export async function makeLink(
  house: House,
  given: { kind: LinkKind; memberId: string | null; dropsSecondFactor?: boolean; by: By },
): Promise<Link> {
  const { kind, memberId, by } = given
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + goodFor[kind])
  // Only the newest link of a person opens anything; but what a stranger asked for ends none that somebody else made.
  await sql`
    update staff_link set ended_at = now()
     where ended_at is null and member_id is not distinct from ${memberId}::uuid and kind = any (${memberId === null ? ['first'] : ['invitation', 'recovery']}::text[])
       and (${by.person !== mkono.person} or made_by = ${mkono.person})`.execute(house.db)
  const { id: linkId } = await house.db
    .insertInto('staff_link')
    .values({
      token_lookup: linkLookup(house, token),
      kind,
      member_id: memberId,
      drops_second_factor: given.dropsSecondFactor ?? false,
      made_by: by.person,
      expires_at: expiresAt,
      ended_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { linkId, token, expiresAt }
}

const linkLookup = (house: House, token: string): Buffer => house.sealing.lookup('staff', `link ${token}`)

/** The link by which the first administrator enters; null as soon as there is anybody. The one before ends. */
export async function firstLink(house: House): Promise<Link | null> {
  return inTransaction(house, async house => {
    await lockFirst(house)
    if (await anybodyThere(house)) return null
    return makeLink(house, { kind: 'first', memberId: null, by: mkono })
  })
}

const lockFirst = (house: House): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended('first administrator', 0))`.execute(house.db)

export const anybodyThere = async (house: House): Promise<boolean> =>
  (await house.db.selectFrom('staff_member').select('id').limit(1).executeTakeFirst()) !== undefined

/** A new link for somebody who lost password or second factor; the old password goes on until it is used. */
export async function recoverMember(
  house: House,
  given: { memberId: string; dropsSecondFactor: boolean; by: By },
): Promise<Done<{ link: Link; handle: string }>> {
  const { memberId, dropsSecondFactor, by } = given
  return inTransaction(house, async house => {
    const found = await lockMember(house, memberId)
    if (!found) return nobody
    if (found.handle === by.person)
      return refused('four_eyes', 'Nobody recovers their own account: ask another person.')
    if (!found.active) return refused('state', 'This account is deactivated.')
    const link = await makeLink(house, { kind: 'recovery', memberId, dropsSecondFactor, by })
    await recordAct(house, {
      by,
      act: 'staff recovery begun',
      subject: ['staff', memberId],
      details: { dropsSecondFactor },
    })
    return done({ link, handle: found.handle })
  })
}

/** What a link is for, as long as it is good. */
export async function findLink(
  house: House,
  token: string,
): Promise<{ kind: LinkKind; memberId: string | null; dropsSecondFactor: boolean } | null> {
  const row = await house.db
    .selectFrom('staff_link')
    .select(['kind', 'member_id as memberId', 'drops_second_factor as dropsSecondFactor'])
    .where('token_lookup', '=', linkLookup(house, token))
    .where(sql<boolean>`ended_at is null and expires_at > now()`)
    .executeTakeFirst()
  return row ?? null
}

const linkIsOver = refused('state', 'This link is used, replaced or too old: ask for a new one.')

/**
 * Uses a link once: sets the password and ends every session the person had. The first administrator says who they are.
 * @param passwordHash argon2id, in its own text form
 */
export async function useLink(
  house: House,
  given: { token: string; passwordHash: string; first?: Identity | undefined },
): Promise<Done<{ memberId: string; handle: string }>> {
  return inTransaction(house, async house => {
    const used = await house.db
      .selectFrom('staff_link')
      .select(['id', 'member_id as memberId', 'kind', 'drops_second_factor as dropsSecondFactor', 'made_by as madeBy'])
      .where('token_lookup', '=', linkLookup(house, given.token))
      .where(sql<boolean>`ended_at is null and expires_at > now()`)
      .forUpdate()
      .executeTakeFirst()
    if (!used) return linkIsOver
    const entered =
      used.memberId === null ? await enterFirst(house, given.first) : await lockMember(house, used.memberId)
    if (!entered) return linkIsOver
    if ('ok' in entered) return entered
    if (!entered.active) return linkIsOver
    const { memberId, handle } = entered
    await sql`
      update staff_link set ended_at = now() where id = ${used.id} or member_id = ${memberId} and ended_at is null`.execute(
      house.db,
    )
    await setPassword(house, { memberId, passwordHash: given.passwordHash })
    await forgetBrowsers(house, memberId)
    if (used.dropsSecondFactor) {
      await house.db.deleteFrom('staff_second_factor').where('member_id', '=', memberId).execute()
      await house.db.updateTable('staff_member').set({ second_factor: false }).where('id', '=', memberId).execute()
      // Whoever lost what they carried may have lost what opens their account elsewhere; the next one is bound anew.
      await forgetSubject(house, memberId)
      await forgetPasskeys(house, memberId)
      await tellDropped(house, { memberId, linkId: used.id, by: used.madeBy })
    }
    const details = { by: used.kind, secondFactorDropped: used.dropsSecondFactor }
    await recordAct(house, {
      by: themselves(handle),
      act: 'password set',
      subject: ['staff', memberId],
      details,
    })
    return done({ memberId, handle })
  })
}

/** Whoever talked an administrator into it has the link, and not the mailbox. */
async function tellDropped(house: House, given: { memberId: string; linkId: string; by: string }): Promise<void> {
  const { memberId, linkId, by } = given
  await queueMail(house, {
    memberId,
    key: `second factor dropped ${linkId}`,
    kind: 'second_factor_dropped',
    about: { by, at: new Date().toISOString() },
    goodUntil: new Date(Date.now() + 7 * dayMs),
  })
}

type Locked = Pick<Member, 'memberId' | 'handle' | 'active'>

async function enterFirst(house: House, first: Identity | undefined): Promise<Locked | ReturnType<typeof refused>> {
  await lockFirst(house)
  if (await anybodyThere(house)) return linkIsOver
  if (!first) return refused('invalid', 'The first administrator says who they are: handle, name and e-mail.')
  const who = tidy(first)
  const wrong = wrongWith(who)
  if (wrong !== null) return refused('invalid', wrong)
  const role: DefaultRole = 'administrator'
  const made = await enter(house, { ...who, roles: [{ role }], by: mkono })
  return made.ok ? { memberId: made.memberId, handle: who.handle, active: true } : made
}

/** Sets it and ends every session: whoever changes a password may have to shut somebody out. */
export async function setPassword(
  house: House,
  { memberId, passwordHash, but }: { memberId: string; passwordHash: string; but?: string },
): Promise<void> {
  await sql`
    insert into staff_credential as c (member_id, provider, provider_account, password_enc)
    values (${memberId}, 'credential', ${memberId}, ${house.sealing.seal(passwordHash)})
    on conflict (provider, provider_account) do update set password_enc = excluded.password_enc, updated_at = now()`.execute(
    house.db,
  )
  await endSessions(house, memberId, but)
}

/** Not so for whoever comes by single sign-on alone. */
export async function hasPassword(house: House, memberId: string): Promise<boolean> {
  const { rows } = await sql`
    select from staff_credential where member_id = ${memberId} and provider = 'credential'`.execute(house.db)
  return rows.length > 0
}

export const nobody = refused('not_found', 'There is no such member of staff.')

export async function lockMember(house: House, memberId: string): Promise<Locked | null> {
  const { rows } = await sql<Locked>`
    select id as "memberId", handle, deactivated_at is null as active from staff_member
     where id::text = ${memberId} for update`.execute(house.db)
  return rows[0] ?? null
}

/** Deactivated: every session ends now, nothing lets in. What the person did stays theirs. In again: db/staffRoles.ts asks how many that takes. */
export async function setActive(
  house: House,
  { memberId, active, by }: { memberId: string; active: boolean; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const found = await lockMember(house, memberId)
    if (!found) return nobody
    if (found.handle === by.person) return refused('four_eyes', 'Nobody deactivates themselves: ask another person.')
    if (found.active === active) return done()
    const both = active ? await refuseBoth(house, found.handle, await rolesOf(house, memberId), memberId) : null
    if (both) return both
    await sql`update staff_member set deactivated_at = ${active ? null : sql`now()`}, updated_at = now() where id = ${memberId}`.execute(
      house.db,
    )
    if (!active) {
      await endSessions(house, memberId)
      await forgetBrowsers(house, memberId)
      await sql`update staff_link set ended_at = now() where member_id = ${memberId} and ended_at is null`.execute(
        house.db,
      )
      await sql`update api_token set revoked_at = now() where person = ${found.handle} and revoked_at is null`.execute(
        house.db,
      )
    }
    const act = active ? 'staff reactivated' : 'staff deactivated'
    await recordAct(house, { by, act, subject: ['staff', memberId], details: { handle: found.handle } })
    return done()
  })
}

export async function rolesOf(house: House, memberId: string): Promise<readonly Held[]> {
  const found = await findMember(house, memberId)
  return found?.roles ?? []
}

const memberColumns = sql`
  m.id as "memberId", m.handle, m.email_enc as "emailEnc", m.name_enc as "nameEnc", m.second_factor as "secondFactor",
  m.deactivated_at is null as active, m.invited_by as "invitedBy", m.created_at as "createdAt",
  exists (select from staff_credential c where c.member_id = m.id) as "hasEntered",
  case when not exists (select from staff_credential c where c.member_id = m.id) then coalesce((
    select case when q.given_up_at is not null then 'not_taken' when q.sent_at is not null then 'sent'
                when q.id is not null then 'on_its_way' else 'handed_over' end
      from staff_link l left join staff_mail q on q.member_id = l.member_id and q.key = 'link ' || l.id
     where l.member_id = m.id and l.ended_at is null and l.expires_at > now()
     order by l.made_at desc, l.id limit 1), 'over') end as invitation,
  coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'programmeId', g.programme_id, 'areas', g.areas, 'partner', g.partner)
                             order by g.granted_at, g.id)
              from role_grant g where g.member_id = m.id and g.on_behalf_of is null), '[]') as roles`
type MemberRow = Omit<Member, 'email' | 'name'> & { emailEnc: Buffer; nameEnc: Buffer }

const opened = (house: House, { emailEnc, nameEnc, ...row }: MemberRow): Member => ({
  ...row,
  email: house.sealing.open(emailEnc),
  name: house.sealing.open(nameEnc),
})

export async function findMember(house: House, memberId: string): Promise<Member | null> {
  const { rows } = await sql<MemberRow>`
    select ${memberColumns} from staff_member m where m.id::text = ${memberId}`.execute(house.db)
  return rows[0] ? opened(house, rows[0]) : null
}

/** Everybody who ever was, by handle. */
export async function listMembers(house: House): Promise<Member[]> {
  const { rows } = await sql<MemberRow>`select ${memberColumns} from staff_member m order by m.handle`.execute(house.db)
  return rows.map(row => opened(house, row))
}

/** A wrong password, of whomever: nobody’s too, so that it takes as long. Which address was typed is not kept. */
export async function noteRefusal(house: House, email: string): Promise<void> {
  const found = await house.db
    .selectFrom('staff_member')
    .select('id')
    .where('email_lookup', '=', emailLookup(house, email))
    .executeTakeFirst()
  await noteWrong(house, found?.id ?? null, 'password')
}
