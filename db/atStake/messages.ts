/** What waits for a carrier’s account or hangs on an invitation: told before either is stopped. */
import { sql } from 'kysely'
import type { CarrierAccountId, InvitationId } from '../../domain/ids.js'
import type { House } from '../database.js'

export interface CarrierAtStake {
  /** programmes whose people are told through it */
  readonly programmes: number
  /** of those, how many have no other account */
  readonly withoutAnother: number
  /** written or to be written, and next to leave through it */
  readonly waiting: number
  /** submitted, with an answer of the carrier still to come */
  readonly underWay: number
}

/** Null: there is no such account. */
export async function carrierAtStake(house: House, accountId: CarrierAccountId): Promise<CarrierAtStake | null> {
  const { rows } = await sql<CarrierAtStake>`
    with ways as (
      select g.programme_id, count(*) filter (where w ->> 'carrierAccountId' = ${accountId}::text) as here,
             count(*) filter (where w ->> 'carrierAccountId' <> ${accountId}::text) as others
        from programme_messaging g cross join jsonb_array_elements(g.ways) w group by 1)
    select (select count(*)::int from ways where here > 0) as programmes,
           (select count(*)::int from ways where here > 0 and others = 0) as "withoutAnother",
           (select count(*)::int from message m join programme_messaging g on g.programme_id = m.programme_id
             where m.state = 'queued' and g.ways -> m.way ->> 'carrierAccountId' = ${accountId}::text) as waiting,
           (select count(*)::int from message_try t where t.carrier_account_id = a.id and t.state in ('sending','unknown')) as "underWay"
      from carrier_account a where a.id = ${accountId}`.execute(house.db)
  return rows[0] ?? null
}

export interface InvitationAtStake {
  /** reminders sent, and still to come as long as nobody answers */
  readonly reminded: number
  readonly remindersLeft: number
  /** messages and letters about it that have not left */
  readonly waiting: number
  /** its page was opened */
  readonly opened: boolean
  readonly invitedAt: Date
  readonly expiresAt: Date
  /** how long a new link would be good, in seconds */
  readonly goodForSeconds: number
}

/** Null: there is no such invitation. */
export async function invitationAtStake(house: House, invitationId: InvitationId): Promise<InvitationAtStake | null> {
  const { rows } = await sql<InvitationAtStake>`
    select i.reminders as reminded,
           case when i.state = 'open' and i.expires_at > now() and not l.by_cards
                then greatest(jsonb_array_length(l.reminders_after_s) - i.reminders, 0) else 0 end as "remindersLeft",
           (select count(*)::int from message m where m.invitation_id = i.id and m.state = 'queued')
             + (select count(*)::int from invitation_letter e where e.invitation_id = i.id and e.sent_at is null and e.given_up_at is null) as waiting,
           i.opened_at is not null as opened, i.invited_at as "invitedAt", i.expires_at as "expiresAt", l.good_for_s as "goodForSeconds"
      from invitation i join invitation_list l on l.id = i.list_id where i.id = ${invitationId}`.execute(house.db)
  return rows[0] ?? null
}
