/**
 * Minutes and hours pass: what waits to ask Intersolve, or a carrier whose report was lost, again is due now. Only how long it
 * waits is shortened; whatever must have passed before a lost order is touched (its time to leave, the FSP’s longest
 * processing time) passes as it is.
 */
import pg from 'pg'

const asksAgain = `
  update voucher set next_at = now(), wake_at = clock_timestamp(), not_before = case when state = 'to_issue' then now() else not_before end
   where state in ('unsettled','cancelling') and next_at > now() + interval '5 seconds'
      or state = 'lost' and looked_at < now() - interval '10 seconds'
      or state = 'to_issue' and not_before > now() + interval '5 seconds'`
const asksTheCarrier = `
  update message_try t set follow_at = now() from message m
   where m.id = t.message_id and m.kind = 'voucher' and m.state in ('accepted','sent')
     and t.state_at < now() - interval '10 seconds' and t.follow_at > now() + interval '5 seconds'`

export async function minutesPass(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000, query_timeout: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(asksAgain)
    await client.query(asksTheCarrier)
  } catch {
    // PostgreSQL is away; time passes another time.
  } finally {
    await client.end().catch(() => undefined)
  }
}
