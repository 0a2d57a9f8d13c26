/** Whether anything goes on: looked at in our own rows, ten times a second, through every fall of PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { connected } from './database.js'

const everyMs = 100

const question = `
  select concat_ws(' ', (select max(state_at) from attempt), (select max(state_at) from payout),
    (select count(*) from notice), (select count(*) from notice where applied_at is not null),
    (select sum(rows_read) from beneficiary_import), (select count(*) from call where answered_at is not null),
    (select count(*) from distribution where approved_at is not null), (select count(*) from validation),
    (select max(state_at) from voucher)) as seen`

/** Tells what it sees until it is aborted. */
export async function watchProgress(
  databaseUrl: string,
  saw: (progress: string) => void,
  ended: AbortSignal,
): Promise<void> {
  let client: pg.Client | undefined
  while (!ended.aborted) {
    try {
      client ??= await connected(databaseUrl)
      const { rows } = await client.query<{ seen: string }>(question)
      saw(rows[0]?.seen ?? '')
    } catch {
      // PostgreSQL is away; that is one of the things looked at.
      await client?.end().catch(() => undefined)
      client = undefined
    }
    await pause(everyMs)
  }
  await client?.end().catch(() => undefined)
}
