/**
 * Messages that a carrier took and whose end nobody has told: asked about where it can be asked, an hour, six hours and a
 * day after they left, and then said to be without a word. A word that comes later still counts.
 */
import { sql } from 'kysely'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import { inTransaction, type House } from '../database.js'
import { learn } from './learn.js'
import type { TryNews } from '../../domain/tryNews.js'

/** While somebody asks, nobody else asks the same. */
const leaseSeconds = 300

export interface FollowedTry {
  readonly tryId: MessageTryId
  readonly carrierAccountId: CarrierAccountId
  /** null: the carrier gave none, so it can not be asked */
  readonly carrierMessageId: string | null
  /** since it was stored */
  readonly ageMs: number
}

/** Those whose time has come, leased. The first time is the column’s default: an hour after the row was stored. */
export async function takeFollowed(house: House, limit: number): Promise<FollowedTry[]> {
  const { rows } = await sql<FollowedTry>`
    with due as (
      select id from message_try where state in ('accepted','sent') and follow_at <= now()
       order by follow_at limit ${limit} for update skip locked)
    update message_try y set follow_at = now() + ${leaseSeconds} * interval '1 second' from due where y.id = due.id
    returning y.id as "tryId", y.carrier_account_id as "carrierAccountId", y.carrier_message_id as "carrierMessageId",
              (extract(epoch from now() - y.opened_at) * 1000)::float8 as "ageMs"`.execute(house.db)
  return rows
}

/**
 * What was heard, when each is asked about next, and which are given up: their message says so until a word comes after all.
 */
export async function recordFollowed(
  house: House,
  {
    news,
    again,
    givenUp,
  }: {
    news: readonly TryNews[]
    again: readonly { tryId: MessageTryId; inMs: number }[]
    givenUp: readonly MessageTryId[]
  },
): Promise<void> {
  await inTransaction(house, async house => {
    await learn(house, news)
    for (const { tryId, inMs } of again)
      await sql`
        update message_try set follow_at = now() + ${inMs}::float8 * interval '1 millisecond' where id = ${tryId}`.execute(
        house.db,
      )
    if (givenUp.length === 0) return
    await sql`
      with over as (
        update message_try set follow_at = null where id = any (${[...givenUp]}::uuid[]) and state in ('accepted','sent')
        returning message_id)
      update message m set reason = 'no_word' from over
       where m.id = over.message_id and m.state in ('accepted','sent') and m.reason is null`.execute(house.db)
  })
}
