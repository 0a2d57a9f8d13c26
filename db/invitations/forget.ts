/**
 * What was written to somebody who is forgotten goes with them: the words of each message, sealed, and the number that it left
 * to. That it left, when and by which way stays, and so does the keyed digest of the number, by which a wish to hear nothing
 * that a carrier tells later is still kept.
 */
import { sql } from 'kysely'
import type { InvitationId } from '../../domain/ids.js'
import type { House } from '../database.js'

/**
 * Who is forgotten has no number any more. What is still on its way, or nobody knows whether it left, needs its words to be
 * asked about: it goes when its end is known, by the caretaker.
 * @param invitationId null: of everybody who was invited
 * @returns of how many messages
 */
export async function forgetWhatWasWritten(house: House, invitationId: InvitationId | null): Promise<number> {
  const { rows } = await sql`
    with wiped as (
      update message m set body_enc = null from invitation i
       where i.id = m.invitation_id and i.number_enc is null and m.invitation_id is not null and m.body_enc is not null
         and (${invitationId}::uuid is null or i.id = ${invitationId})
         and m.state not in ('queued','sending','unknown')
         and not exists (select from message_try y where y.message_id = m.id and y.state in ('sending','unknown'))
      returning m.id),
    numbers as (update message_try y set number_enc = null from wiped where y.message_id = wiped.id)
    select 1 from wiped`.execute(house.db)
  return rows.length
}
