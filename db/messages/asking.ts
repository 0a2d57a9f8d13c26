/** Submissions whose answer was lost: who asks the carrier, and what follows where it can not be asked. */
import { sql } from 'kysely'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import type { Channel } from '../../domain/message.js'
import type { TryNews } from '../../domain/tryNews.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import { learnApart } from './learn.js'

/** While somebody asks, nobody else asks the same. */
const leaseSeconds = 60

/** Opened: personal. Structurally `MessageToFind` of messaging/contract.ts. */
export interface LostTry {
  readonly tryId: MessageTryId
  readonly carrierAccountId: CarrierAccountId
  readonly channel: Channel
  readonly to: string
  readonly body: string
  readonly leftAtMs: number
  readonly checks: number
  /** the programme’s rule for carriers that can not be asked */
  readonly resend: boolean
}

/** Those that are silent after their time, leased; nobody but the sender touches one before. */
export async function takeLost(house: House, limit: number): Promise<LostTry[]> {
  const { rows } = await sql<Omit<LostTry, 'to' | 'body'> & { numberEnc: Buffer; bodyEnc: Buffer }>`
    with due as (
      select id from message_try where state in ('sending','unknown') and next_check_at <= now()
       order by next_check_at limit ${limit} for update skip locked),
    leased as (
      update message_try y set next_check_at = now() + ${leaseSeconds} * interval '1 second', checks = y.checks + 1
        from due where y.id = due.id returning y.*)
    select l.id as "tryId", l.carrier_account_id as "carrierAccountId", l.channel, l.number_enc as "numberEnc", m.body_enc as "bodyEnc",
           (extract(epoch from l.opened_at) * 1000)::float8 as "leftAtMs", l.checks, g.resend_lost as resend
      from leased l join message m on m.id = l.message_id join programme_messaging g on g.programme_id = m.programme_id`.execute(
    house.db,
  )
  return rows.map(({ numberEnc, bodyEnc, ...row }) => ({
    ...row,
    to: house.sealing.open(numberEnc),
    body: house.sealing.open(bodyEnc),
  }))
}

/** Which of these carrier ids belong to a submission of ours already. */
export async function knownToBeOurs(
  house: House,
  carrierAccountId: CarrierAccountId,
  ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select carrier_message_id as id from message_try
     where carrier_account_id = ${carrierAccountId} and carrier_message_id = any (${[...ids]}::text[])`.execute(
    house.db,
  )
  return new Set(rows.map(row => row.id))
}

/** What follows from asking, or from not being able to: everything moves on, or its next question has a time. */
export async function recordLost(
  house: House,
  news: readonly TryNews[],
  waiting: readonly { tryId: MessageTryId; inMs: number }[],
): Promise<void> {
  await inTransaction(house, async house => {
    // What could not be written keeps its lease, and is asked about again after it.
    await learnApart(house, news)
    if (waiting.length === 0) return
    await sql`
      update message_try y set next_check_at = now() + v."inMs" * interval '1 millisecond'
        from ${given('v', waiting, { tryId: 'uuid', inMs: 'float8' })}
       where y.id = v."tryId" and y.state in ('sending','unknown')`.execute(house.db)
  })
}
