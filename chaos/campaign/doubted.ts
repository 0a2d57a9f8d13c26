/** Successes that callbacks deny, and about which the FSP is still asked: nobody knows yet whether they stand. */
import { askDatabase } from './database.js'

const beingAsked = `
  select count(*)::int as count from attempt where state in ('paid','paid_extra') and next_check_at is not null`

/** While PostgreSQL is away it counts as one: nothing is at rest then. */
export const doubtedSuccesses = (databaseUrl: string): Promise<number> =>
  askDatabase(databaseUrl, async client => (await client.query<{ count: number }>(beingAsked)).rows[0]?.count ?? 1, 1)
