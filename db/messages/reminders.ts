/** Who was asked to correct a number and has not: reminded after a week and after three, never twice for the same day. */
import { sql } from 'kysely'
import type { House } from '../database.js'
import { messageChannel } from './queue.js'

const daysAfter = [7, 21] as const

/** @returns how many were queued */
export async function remindCorrections(house: House, limit: number): Promise<number> {
  const { rows } = await sql`
    with due as (
      select c.id, c.beneficiary_id, c.programme_id, c.payout_id, d.days
        from work_case c cross join unnest(${[...daysAfter]}::int[]) as d(days)
        join programme_messaging g on g.programme_id = c.programme_id and not 'reminder' = any (g.switched_off)
       where c.kind = 'correction' and c.state = 'open' and c.beneficiary_id is not null
         and c.opened_at <= now() - make_interval(days => d.days) and c.opened_at > now() - make_interval(days => d.days + 7)
         and not exists (select from destination p where p.beneficiary_id = c.beneficiary_id and p.state = 'proposed')
         and not exists (select from message m where m.beneficiary_id = c.beneficiary_id and m.kind = 'reminder' and m.cause = c.id || '/' || d.days)
       limit ${limit}),
    fresh as (
      insert into message (programme_id, beneficiary_id, kind, cause, about)
      select programme_id, beneficiary_id, 'reminder', id || '/' || days, jsonb_strip_nulls(jsonb_build_object('caseId', id, 'payoutId', payout_id))
        from due on conflict do nothing returning 1),
    told as (select pg_notify(${messageChannel}, '') from (select 1 from fresh limit 1) one)
    select 1 from fresh left join told on true`.execute(house.db)
  return rows.length
}
