/**
 * Minutes and hours pass: what waits to ask Intersolve, or a carrier whose report was lost, again is due now. Only how long it
 * waits is shortened; whatever must have passed before a lost order is touched (its time to leave, the FSP’s longest
 * processing time) passes as it is.
 */
import { askDatabase } from '../database.js'

const asksAgain = `
  update voucher set next_at = now(), wake_at = clock_timestamp(), not_before = case when state = 'to_issue' then now() else not_before end
   where id in (
     select id from voucher where state in ('unsettled','cancelling') and next_at > now() + interval '5 seconds'
         or state = 'lost' and looked_at < now() - interval '10 seconds'
         or state = 'to_issue' and not_before > now() + interval '5 seconds'
        for update skip locked)`
const asksTheCarrier = `
  update message_try t set follow_at = now() from message m
   where m.id = t.message_id and m.kind = 'voucher' and m.state in ('accepted','sent')
     and t.state_at < now() - interval '10 seconds' and t.follow_at > now() + interval '5 seconds'`

/** While PostgreSQL is away, time passes another time. */
export const minutesPass = (databaseUrl: string): Promise<void> =>
  askDatabase(
    databaseUrl,
    async client => {
      await client.query(asksAgain)
      await client.query(asksTheCarrier)
    },
    undefined,
  )
