/**
 * How people hear that they are invited: by message where they have a number and the programme has ways to people, else by
 * e-mail, else on a card. Where the message reached nobody the e-mail goes after all. Queued once for each link and each
 * reminder, whatever is repeated.
 */
import { sql } from 'kysely'
import type { InvitationId } from '../../domain/ids.js'
import { invitationCause, reminderDue, type LetterKind } from '../../domain/invitation.js'
import { usualAsking } from '../../domain/voucher.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import { messageChannel } from '../messages/queue.js'
import { mailChannel } from '../staffMail.js'

/** @returns how many messages and letters are new */
export async function tellInvited(
  house: House,
  invitationIds: readonly InvitationId[],
  kind: LetterKind,
): Promise<{ byMessage: number; byLetter: number }> {
  if (invitationIds.length === 0) return { byMessage: 0, byLetter: 0 }
  const { rows: due } = await sql<{ id: InvitationId; ordinal: number; reminders: number }>`
    select id, ordinal, reminders from invitation where id = any (${[...invitationIds]}::uuid[]) and state = 'open'`.execute(
    house.db,
  )
  const told = due.map(({ id, ordinal, reminders }) => ({
    id,
    ordinal,
    cause: invitationCause(ordinal, kind === 'invitation' ? 0 : reminders),
  }))
  const columns = { id: 'uuid', ordinal: 'int', cause: 'text' } as const
  const messages = await sql`
    with fresh as (
      insert into message (programme_id, invitation_id, kind, cause, about)
      select i.programme_id, i.id, ${kind}, v.cause, jsonb_build_object('ordinal', v.ordinal)
        from ${given('v', told, columns)} join invitation i on i.id = v.id
        join programme_messaging g on g.programme_id = i.programme_id and not ${kind} = any (g.switched_off)
       where i.number_enc is not null
      on conflict (invitation_id, kind, cause) do nothing returning 1),
    woken as (select pg_notify(${messageChannel}, '') from (select 1 from fresh limit 1) one)
    select 1 from fresh left join woken on true`.execute(house.db)
  const letters = await sql`
    with fresh as (
      insert into invitation_letter (invitation_id, kind, cause, ordinal)
      select i.id, ${kind}, v.cause, v.ordinal
        from ${given('v', told, columns)} join invitation i on i.id = v.id
       where i.email_enc is not null
         and not exists (select from message m where m.invitation_id = i.id and m.kind = ${kind} and m.cause = v.cause)
      on conflict (invitation_id, kind, cause) do nothing returning 1),
    woken as (select pg_notify(${mailChannel}, '') from (select 1 from fresh limit 1) one)
    select 1 from fresh left join woken on true`.execute(house.db)
  return { byMessage: messages.rows.length, byLetter: letters.rows.length }
}

interface RemindRow {
  id: InvitationId
  invitedAt: Date
  remindersAfterS: number[]
  reminders: number
}

/**
 * Reminds whom it is time to remind, never at night in the programme’s time zone, and nobody who got paper only.
 * @returns how many were queued
 */
export async function remindInvited(house: House, limit: number, now = new Date()): Promise<number> {
  return inTransaction(house, async house => {
    const { rows } = await sql<RemindRow>`
      select i.id, i.invited_at as "invitedAt", l.reminders_after_s as "remindersAfterS", i.reminders
        from invitation i join invitation_list l on l.id = i.list_id
        left join programme_messaging g on g.programme_id = i.programme_id
       where i.state = 'open' and i.expires_at > ${now} and not l.by_cards and (i.number_enc is not null or i.email_enc is not null)
         and i.reminders < jsonb_array_length(l.reminders_after_s)
         and i.invited_at + (l.reminders_after_s ->> i.reminders)::int * interval '1 second' <= ${now}
         and extract(hour from ${now}::timestamptz at time zone coalesce(g.time_zone, 'UTC')) >= ${usualAsking.quietUntilHour}
         and extract(hour from ${now}::timestamptz at time zone coalesce(g.time_zone, 'UTC')) < ${usualAsking.quietFromHour}
       order by i.invited_at limit ${limit} for update of i skip locked`.execute(house.db)
    const due = rows.flatMap(row => {
      const reminder = reminderDue(row, now)
      return reminder === null ? [] : [{ id: row.id, reminder }]
    })
    if (due.length === 0) return 0
    await sql`
      update invitation i set reminders = v.reminder from ${given('v', due, { id: 'uuid', reminder: 'int' })} where i.id = v.id`.execute(
      house.db,
    )
    const { byMessage, byLetter } = await tellInvited(
      house,
      due.map(({ id }) => id),
      'invitation_reminder',
    )
    return byMessage + byLetter
  })
}

/**
 * Whom no message reached for good hears of it by e-mail, once for each message, where the partner gave one. Not who wants no
 * messages: those are dropped, and have not failed. Who has no e-mail is among the cards to print (acts.ts).
 * @returns how many letters are new
 */
export async function goTheNextWay(house: House, limit: number): Promise<number> {
  const { rows } = await sql`
    with fresh as (
      insert into invitation_letter (invitation_id, kind, cause, ordinal)
      select i.id, m.kind, m.cause, i.ordinal from message m join invitation i on i.id = m.invitation_id
       where m.invitation_id is not null and m.state = 'failed' and i.state = 'open' and i.expires_at > now()
         and i.email_enc is not null and (m.about ->> 'ordinal')::int = i.ordinal
         and not exists (select from invitation_letter e where e.invitation_id = i.id and e.kind = m.kind and e.cause = m.cause)
       order by m.state_at limit ${limit}
      on conflict (invitation_id, kind, cause) do nothing returning 1),
    woken as (select pg_notify(${mailChannel}, '') from (select 1 from fresh limit 1) one)
    select 1 from fresh left join woken on true`.execute(house.db)
  return rows.length
}
