/**
 * Real connections to the real PostgreSQL, kept over processes and plays. The time of the database is ours: ground.ts
 * has put `now()` and its like before those of PostgreSQL, and they read what is set here.
 */
import pg from 'pg'
import { clock } from './clock.js'

export type Types = pg.ClientConfig['types']

export class Session {
  inTransaction = false
  private toldMs = 0
  private running: Promise<unknown> | undefined

  private constructor(
    private readonly client: pg.Client,
    private readonly pid: number,
    private readonly watch: pg.Client,
  ) {}

  static async open(url: string, types: Types): Promise<Session> {
    const client = new pg.Client({ connectionString: url, ...(types ? { types } : {}) })
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return new Session(client, rows[0]?.pid ?? 0, await watchOf(url))
  }

  query(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    const done = this.run(text, values)
    this.running = done.catch(() => undefined)
    return done
  }

  private async run(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    const word = text.trim().toLowerCase()
    if (word === 'begin') {
      this.inTransaction = true
      this.toldMs = 0
      const told = await this.client.query(`set skipped.ms = '${clock.now}'; begin`)
      return (told as unknown as [pg.QueryResult, pg.QueryResult])[1]
    }
    if (!this.inTransaction && this.toldMs !== clock.now) {
      await this.client.query(`set skipped.ms = '${clock.now}'`)
      this.toldMs = clock.now
    }
    if (word.startsWith('start transaction')) this.inTransaction = true
    try {
      return await this.client.query({ name: nameOf(text), text, values: values ?? [] })
    } finally {
      if (word === 'commit' || word === 'rollback') this.inTransaction = false
    }
  }

  /** Does its statement wait for a lock that another session holds? */
  async waits(): Promise<boolean> {
    const { rows } = await this.watch.query<{ waits: boolean }>(
      'select cardinality(pg_blocking_pids($1)) > 0 as waits',
      [this.pid],
    )
    return rows[0]?.waits === true
  }

  /** The connection breaks: a statement under way is ended, an open transaction undone. The session can be used again. */
  async breakOff(): Promise<void> {
    const over = this.running?.then(() => true)
    // It may be between two locks at this moment, and wait for the next one a moment later.
    while (over && !(await Promise.race([over, soon()])))
      if (await this.waits()) await this.watch.query('select pg_cancel_backend($1)', [this.pid])
    if (this.inTransaction) await this.client.query('rollback')
    this.inTransaction = false
    this.toldMs = 0
    give(this)
  }

  end(): Promise<void> {
    return this.client.end()
  }
}

/** Statements are prepared once a session: planning them took as long as running them. */
const names = new Map<string, string>()
function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size}`
  names.set(text, name)
  return name
}

const soon = (): Promise<false> => new Promise(resolve => setTimeout(() => resolve(false), 2))

const free: Session[] = []
const all: Session[] = []
let watching: Promise<pg.Client> | undefined

function watchOf(url: string): Promise<pg.Client> {
  watching ??= (async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return client
  })()
  return watching
}

export async function take(url: string, types: Types): Promise<Session> {
  const kept = free.pop()
  if (kept) return kept
  const opened = await Session.open(url, types)
  all.push(opened)
  return opened
}

/** Opened ahead, so that no play waits for a connection to open while another does not. */
export async function openAhead(url: string, types: Types, count: number): Promise<void> {
  for (const each of await Promise.all(Array.from({ length: count }, () => Session.open(url, types)))) {
    all.push(each)
    free.push(each)
  }
}

export const give = (session: Session): void => {
  free.push(session)
}

export async function endSessions(): Promise<void> {
  for (const session of all.splice(0)) await session.end()
  free.splice(0)
  await (await watching)?.end()
  watching = undefined
}
