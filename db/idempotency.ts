/**
 * The same key and body get the same answer, from whichever process, however late; another body under the same key is
 * refused. Inside a transaction a second asker waits until the first one has committed or come to nothing.
 */
import { sql } from 'kysely'
import type { House } from './database.js'

export interface Question {
  person: string
  key: string
  /** method and path pattern: a key used on another route is another request */
  route: string
  /** keyed hash of all that was asked */
  bodyDigest: Buffer
}

export type Begun =
  | { is: 'new' }
  /** `answer` is the text that was kept */
  | { is: 'answered'; status: number; answer: string }
  | { is: 'other_body' }
  | { is: 'in_progress' }

/**
 * Begins a request under its key. One that somebody began more than a minute ago and never finished (its process died)
 * is taken over: `new`. What it does must therefore be safe to do again.
 */
export async function begin(house: House, question: Question): Promise<Begun> {
  const { person, key, route, bodyDigest } = question
  const begun = await sql`
    insert into idempotent_answer as a (person, key, route, body_digest) values (${person}, ${key}, ${route}, ${bodyDigest})
    on conflict (person, key) do update set created_at = now()
      where a.status is null and a.created_at < now() - interval '1 minute'
        and a.route = excluded.route and a.body_digest = excluded.body_digest
    returning 1`.execute(house.db)
  if (begun.rows.length > 0) return { is: 'new' }
  const present = await house.db
    .selectFrom('idempotent_answer')
    .select(['route', 'body_digest', 'status', 'answer_enc'])
    .where('person', '=', person)
    .where('key', '=', key)
    .executeTakeFirst()
  // Given back between our two statements: as good as new, but begun by nobody yet.
  if (!present) return begin(house, question)
  if (present.route !== route || !present.body_digest.equals(bodyDigest)) return { is: 'other_body' }
  if (present.status === null || present.answer_enc === null) return { is: 'in_progress' }
  return { is: 'answered', status: present.status, answer: house.sealing.open(present.answer_enc) }
}

/** Keeps the answer, sealed. The first answer stays: a slow process that was taken over changes nothing. */
export async function finish(
  house: House,
  { person, key, status, answer }: { person: string; key: string; status: number; answer: string },
): Promise<void> {
  await house.db
    .updateTable('idempotent_answer')
    .set({ status, answer_enc: house.sealing.seal(answer) })
    .where('person', '=', person)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute()
}

/** Gives a key back whose request came to no answer, so that it can be asked again at once. */
export async function abandon(house: House, { person, key }: { person: string; key: string }): Promise<void> {
  await house.db
    .deleteFrom('idempotent_answer')
    .where('person', '=', person)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute()
}
