/**
 * `pg` for db/: a pool whose statements ask for a turn. Statements are run by the real driver on real connections; what
 * belongs to no process (the ground, the judge) runs at once.
 */
import real from 'pg'
import { give, take, type Session, type Types } from '../sessions.js'
import { turns, type Kind } from '../turns.js'
import { where } from '../where.js'

interface Options {
  connectionString: string
  max?: number
  types?: Types
}

/** Told when something was committed that speaks to the channel of stored notices. */
let heard: () => void = () => undefined
export const onNotify = (tell: () => void): void => {
  heard = tell
}

class Client {
  private notified = false
  constructor(
    private readonly session: Session,
    private readonly done: () => void,
  ) {}

  async query(text: string, values?: unknown[]): Promise<real.QueryResult> {
    const { session } = this
    const run = (): Promise<real.QueryResult> => session.query(text, values)
    const result = await turns.take(this.kindOf(text), inShort(text), run, () => session.waits())
    if (text.includes('pg_notify')) this.notified = true
    if (!session.inTransaction && this.notified) {
      this.notified = false
      heard()
    }
    return result
  }

  private kindOf(text: string): Kind {
    const word = text.trim().toLowerCase()
    if (word === 'begin') return 'begin'
    if (word === 'commit') return 'commit'
    if (this.session.inTransaction) return 'inside'
    return /^(select|rollback)/.test(word) && !writing.test(word) ? 'inside' : 'write'
  }

  release(): void {
    where().process?.sessions.delete(this.session)
    give(this.session)
    this.done()
  }
}

/** functions of the database that write */
const writing = /\bvalidate_transfers?\(/

/** how the product reads types, from the first pool it opens */
let types: Types
export const typesOfProduct = (): Types => types

class Pool {
  private used = 0
  private readonly queue: (() => void)[] = []
  constructor(private readonly options: Options) {
    types ??= options.types
  }

  on(): void {
    // A connection that breaks belongs to a process that is dead.
  }

  async connect(): Promise<Client> {
    while (this.used >= (this.options.max ?? 10)) await new Promise<void>(resolve => this.queue.push(resolve))
    this.used += 1
    const { process } = where()
    const session = await turns.hold(take(this.options.connectionString, this.options.types))
    process?.sessions.add(session)
    return new Client(session, () => {
      this.used -= 1
      this.queue.shift()?.()
    })
  }

  end(): Promise<void> {
    return Promise.resolve()
  }
}

/** The first words of a statement, for traces. */
const inShort = (text: string): string => text.trim().replace(/\s+/g, ' ').slice(0, 70)

export default { Pool, types: real.types, escapeIdentifier: real.escapeIdentifier, Client: real.Client }
