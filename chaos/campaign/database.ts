/** The campaign’s own word with our database, which is killed as everything is. */
import pg from 'pg'

/** @throws while PostgreSQL is away */
export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000, query_timeout: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/** @param away what is taken for the answer while PostgreSQL is away */
export async function askDatabase<T>(databaseUrl: string, ask: (client: pg.Client) => Promise<T>, away: T): Promise<T> {
  let client: pg.Client | undefined
  try {
    client = await connected(databaseUrl)
    return await ask(client)
  } catch {
    return away
  } finally {
    await client?.end().catch(() => undefined)
  }
}
