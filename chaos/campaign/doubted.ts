/** Successes that callbacks deny, and about which the FSP is still asked: nobody knows yet whether they stand. */
import pg from 'pg'

const beingAsked = `
  select count(*)::int as count from attempt where state in ('paid','paid_extra') and next_check_at is not null`

/** While PostgreSQL is away it counts as one: nothing is at rest then. */
export async function doubtedSuccesses(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000, query_timeout: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ count: number }>(beingAsked)
    return rows[0]?.count ?? 1
  } catch {
    return 1
  } finally {
    await client.end().catch(() => undefined)
  }
}
