/** What is known of numbers: who wants to hear nothing any more, and until when WhatsApp takes any text. */
import { sql } from 'kysely'
import type { Channel } from '../../domain/message.js'
import type { House } from '../database.js'
import { given } from '../given.js'

export type StoppedBy = 'word' | 'carrier' | 'blocked' | 'staff'

/** From now on nothing is sent to them; what is queued for them ends when its turn comes. */
export async function stopPhones(house: House, lookups: readonly Buffer[], by: StoppedBy): Promise<void> {
  await sql`
    insert into phone (number_lookup, stopped_at, stopped_by)
    select distinct l, now(), ${by} from unnest(${[...lookups]}::bytea[]) l order by 1
    on conflict (number_lookup) do update set stopped_at = coalesce(phone.stopped_at, now()),
           stopped_by = coalesce(phone.stopped_by, excluded.stopped_by), changed_at = now()`.execute(house.db)
}

/** They want to hear from us again: they wrote so, or told somebody of staff. */
export async function startPhone(house: House, lookup: Buffer): Promise<void> {
  await sql`update phone set stopped_at = null, stopped_by = null, changed_at = now() where number_lookup = ${lookup}`.execute(
    house.db,
  )
}

/** Whoever wrote on WhatsApp may be written to freely for a day (facts 3.3), and is to be found there. */
export async function openWindow(house: House, lookup: Buffer, from: Date): Promise<void> {
  await sql`
    insert into phone (number_lookup, whatsapp_until) values (${lookup}, ${from}::timestamptz + interval '24 hours')
    on conflict (number_lookup) do update set whatsapp_until = greatest(phone.whatsapp_until, excluded.whatsapp_until),
           not_on = array_remove(phone.not_on, 'whatsapp'), changed_at = now()`.execute(house.db)
}

/** They are not to be found on these channels: nothing goes there any more. */
export async function notOnChannel(
  house: House,
  found: readonly { readonly numberLookup: Buffer; readonly channel: Channel }[],
): Promise<void> {
  const rows = found.map(({ numberLookup, channel }) => ({ numberLookup, channel }))
  await sql`
    insert into phone (number_lookup, not_on)
    select v."numberLookup", array_agg(distinct v.channel) from ${given('v', rows, { numberLookup: 'bytea', channel: 'text' })}
     group by 1 order by 1
    on conflict (number_lookup) do update
       set not_on = array(select distinct unnest(phone.not_on || excluded.not_on) order by 1), changed_at = now()`.execute(
    house.db,
  )
}
