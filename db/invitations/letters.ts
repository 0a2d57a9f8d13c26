/**
 * E-mails to who is invited, on their way. The lease is committed before a letter leaves: a sender that dies sends it again
 * later under the same id, so that a mailbox can tell it has it already.
 */
import { sql } from 'kysely'
import type { InvitationId, ProgrammeId } from '../../domain/ids.js'
import type { LetterKind } from '../../domain/invitation.js'
import { usualAsking } from '../../domain/voucher.js'
import type { House } from '../database.js'

/** Longer than the longest attempt to hand a letter over (mail/post.ts). */
const leaseMinutes = 5
const givenUpAfterHours = 24
const longestPauseMinutes = 15

/** Opened: personal, for whoever writes and sends it. */
export interface InvitationLetter {
  readonly letterId: string
  readonly invitationId: InvitationId
  readonly programmeId: ProgrammeId
  readonly kind: LetterKind
  readonly token: string
  readonly email: string
  readonly name: string
  readonly language: string
  readonly programme: string
  readonly organisation: string
  readonly programmeLanguages: readonly string[]
  readonly insteadOf: Readonly<Record<string, readonly string[]>>
  readonly timeZone: string
  readonly expiresAt: Date
}

type Row = Omit<InvitationLetter, 'token' | 'email' | 'name'> & {
  tokenEnc: Buffer
  emailEnc: Buffer
  nameEnc: Buffer | null
}

/** The next that is due, leased; null when none is. Never inside a transaction: the lease must stand. */
export async function takeLetter(house: House): Promise<InvitationLetter | null> {
  if (house.db.isTransaction) throw new Error('A letter is taken by a transaction of its own.')
  // Answered, ended, expired or followed by another link meanwhile: there is nothing to say any more.
  await sql`
    update invitation_letter e set given_up_at = now(), last_error = 'over' from invitation i
     where i.id = e.invitation_id and e.sent_at is null and e.given_up_at is null
       and (i.state <> 'open' or i.expires_at <= now() or i.ordinal <> e.ordinal or i.email_enc is null)`.execute(
    house.db,
  )
  const { rows } = await sql<Row>`
    with due as (
      select e.id from invitation_letter e join invitation i on i.id = e.invitation_id
        left join programme_messaging g on g.programme_id = i.programme_id
       where e.sent_at is null and e.given_up_at is null and e.next_try_at <= now()
         -- A reminder is for the day, whenever it was queued.
         and (e.kind <> 'invitation_reminder'
              or extract(hour from now() at time zone coalesce(g.time_zone, 'UTC')) between ${usualAsking.quietUntilHour} and ${usualAsking.quietFromHour - 1})
       order by e.next_try_at, e.id limit 1 for update of e skip locked)
    update invitation_letter e set tries = e.tries + 1, next_try_at = now() + ${leaseMinutes} * interval '1 minute'
      from due, invitation i, programme p left join programme_messaging g on g.programme_id = p.id
     where e.id = due.id and i.id = e.invitation_id and p.id = i.programme_id
    returning e.id as "letterId", i.id as "invitationId", p.id as "programmeId", e.kind, i.token_enc as "tokenEnc", i.email_enc as "emailEnc",
              i.name_enc as "nameEnc", i.language, p.name as programme, coalesce(g.organisation, p.name) as organisation,
              p.languages as "programmeLanguages", coalesce(g.instead_of, '{}') as "insteadOf", coalesce(g.time_zone, 'UTC') as "timeZone",
              i.expires_at as "expiresAt"`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { tokenEnc, emailEnc, nameEnc, ...letter } = row
  const { open } = house.sealing
  return { ...letter, token: open(tokenEnc), email: open(emailEnc), name: nameEnc === null ? '' : open(nameEnc) }
}

export async function letterSent(house: House, letterId: string): Promise<void> {
  await sql`
    update invitation_letter set sent_at = now(), given_up_at = null, last_error = null where id = ${letterId} and sent_at is null`.execute(
    house.db,
  )
}

/** @param code one word: an answer of a mail server may hold an address and is kept nowhere */
export async function letterFailed(
  house: House,
  { letterId, code, final }: { letterId: string; code: string; final: boolean },
): Promise<void> {
  const pause = sql`least(power(2, least(tries, 20) - 1), ${longestPauseMinutes}::float8) * interval '1 minute'`
  await sql`
    update invitation_letter set last_error = ${code}, next_try_at = now() + ${pause},
           given_up_at = case when ${final} or created_at <= now() - ${givenUpAfterHours} * interval '1 hour' then now() end
     where id = ${letterId} and sent_at is null and given_up_at is null`.execute(house.db)
}
