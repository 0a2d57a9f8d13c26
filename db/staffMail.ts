/**
 * E-mails to members of staff on their way. They are queued in the transaction of what they tell of, so nobody hears of
 * what did not happen; a worker takes them out one by one. The lease is committed before a letter leaves: a sender that
 * dies sends it again later under the same id, and never together with another one.
 */
import { sql } from 'kysely'
import type { StaffMail } from '../domain/staffMail.js'
import type { House } from './database.js'

export const mailChannel = 'mkono_mail'

/** Longer than the longest attempt to hand a letter over (mail/post.ts). */
const leaseMinutes = 5
/** What no server has taken for so long is not news any more. */
const givenUpAfterHours = 24
/** Minutes between two tries: 1, 2, 4, 8, then always this. */
const longestPauseMinutes = 15
const keptDays = 30

export type NewMail = StaffMail & {
  readonly memberId: string
  /** the same words about the same thing are queued once for one person, also when they were sent long ago */
  readonly key: string
  /** of a link: kept sealed, and only until the letter is sent or over */
  readonly secret?: string
  /** not sent after this */
  readonly goodUntil: Date
}

/** Queues a letter, mostly in the transaction of whoever calls. @returns false where it was queued before */
export async function queueMail(
  house: House,
  { memberId, key, kind, about, secret, goodUntil }: NewMail,
): Promise<boolean> {
  const { rows } = await sql`
    with queued as (
      insert into staff_mail (member_id, key, kind, about, secret_enc, good_until)
      values (${memberId}, ${key}, ${kind}, ${JSON.stringify(about)}, ${secret === undefined ? null : house.sealing.seal(secret)}, ${goodUntil})
      on conflict (member_id, key) do nothing returning 1)
    select pg_notify(${mailChannel}, '') from queued`.execute(house.db)
  return rows.length > 0
}

export type MailToSend = StaffMail & {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly secret: string | null
}

type TakenRow = StaffMail & { id: string; nameEnc: Buffer; emailEnc: Buffer; secretEnc: Buffer | null }

/** The next letter that is due, leased for some minutes; null when none is. Never inside a transaction: the lease must stand. */
export async function takeMail(house: House): Promise<MailToSend | null> {
  if (house.db.isTransaction) throw new Error('A letter is taken by a transaction of its own.')
  await endStaleMail(house)
  const { rows } = await sql<TakenRow>`
    with due as (
      select id from staff_mail where sent_at is null and given_up_at is null and next_try_at <= now()
       order by next_try_at, id limit 1 for update skip locked)
    update staff_mail m set tries = m.tries + 1, next_try_at = now() + ${leaseMinutes} * interval '1 minute'
      from due, staff_member s where m.id = due.id and s.id = m.member_id
    returning m.id, m.kind, m.about, m.secret_enc as "secretEnc", s.name_enc as "nameEnc", s.email_enc as "emailEnc"`.execute(
    house.db,
  )
  const row = rows[0]
  if (!row) return null
  const { nameEnc, emailEnc, secretEnc, ...mail } = row
  const { sealing } = house
  return {
    ...mail,
    name: sealing.open(nameEnc),
    email: sealing.open(emailEnc),
    secret: secretEnc && sealing.open(secretEnc),
  }
}

/** Its server has taken it, which is not to say that somebody has read it. */
export async function mailSent(house: House, id: string): Promise<void> {
  await sql`
    update staff_mail set sent_at = now(), given_up_at = null, secret_enc = null, last_error = null
     where id = ${id} and sent_at is null`.execute(house.db)
}

/**
 * It was not taken: tried again later, unless it never will be or its time is over.
 * @param code what went wrong, one word: an answer of a mail server may hold an address and is kept nowhere
 */
export async function mailFailed(
  house: House,
  { id, code, final }: { id: string; code: string; final: boolean },
): Promise<void> {
  const pause = sql`least(power(2, least(tries, 20) - 1), ${longestPauseMinutes}::float8) * interval '1 minute'`
  const over = sql`(${final} or created_at <= now() - ${givenUpAfterHours} * interval '1 hour' or good_until <= now() + ${pause})`
  await sql`
    update staff_mail set last_error = ${code}, next_try_at = now() + ${pause},
           given_up_at = case when ${over} then now() end, secret_enc = case when not ${over} then secret_enc end
     where id = ${id} and sent_at is null and given_up_at is null`.execute(house.db)
}

/** What waits for nothing any more is not sent: the key of a thing, or what the keys about it begin with. */
export async function mailIsOver(house: House, start: string, but?: string): Promise<void> {
  await sql`
    update staff_mail set given_up_at = now(), secret_enc = null, last_error = 'over'
     where starts_with(key, ${start}) and key is distinct from ${but ?? null} and sent_at is null and given_up_at is null`.execute(
    house.db,
  )
}

/** Too late, its reader has left, or its link opens nothing any more. Also where no mail is set up: there this is how every letter ends. */
export async function endStaleMail(house: House): Promise<void> {
  await sql`
    update staff_mail m set given_up_at = now(), secret_enc = null, last_error = coalesce(last_error, 'too_late')
      from staff_member s
     where s.id = m.member_id and m.sent_at is null and m.given_up_at is null
       and (m.good_until <= now() or s.deactivated_at is not null
            or m.about ? 'linkId' and not exists (
              select from staff_link l where l.id = (m.about ->> 'linkId')::uuid and l.ended_at is null))`.execute(
    house.db,
  )
}

/** @returns how many that are long over went */
export async function tidyMail(house: House): Promise<number> {
  await endStaleMail(house)
  const gone = await sql`
    delete from staff_mail where coalesce(sent_at, given_up_at) < now() - ${keptDays} * interval '1 day'`.execute(
    house.db,
  )
  return Number(gone.numAffectedRows ?? 0n)
}
