/**
 * What was learned of submissions, by an answer, a callback or a list, is written down: many in one set of statements, in
 * any order and any number of times. What follows from it is decided by domain/tryNews.ts.
 */
import { sql } from 'kysely'
import type { BeneficiaryId, MessageTryId, ProgrammeId } from '../../domain/ids.js'
import { whatFollows, type Consequences, type TryNews, type TryStands } from '../../domain/tryNews.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import { inSavepoint } from '../savepoint.js'
import { letCarrierGo, pauseCarrier, restCarrier } from './carrierAccounts.js'
import { openCaseOfFailed } from './failedCase.js'
import { notOnChannel, stopPhones } from './phones.js'
import { messageChannel } from './queue.js'

interface TryRow extends TryStands {
  readonly programmeId: ProgrammeId
  readonly beneficiaryId: BeneficiaryId | null
  readonly numberLookup: Buffer
  /** its account asked for quiet lately, so that its next answer is news */
  readonly accountRests: boolean
}

/** News that could not be written, and the kind of error. Its submission stays as it was. */
export interface NotLearned {
  readonly news: TryNews
  readonly why: string
}

/**
 * All or nothing: throws when one of them can not be written.
 * @returns how many submissions moved
 */
export async function learn(house: House, news: readonly TryNews[]): Promise<number> {
  if (news.length === 0) return 0
  return inTransaction(house, async house => {
    const rows = await lockTries(house, [...new Set(news.map(each => each.tryId))])
    const follows = whatFollows(rows, news)
    await writeTries(house, follows)
    await writeMessages(house, follows)
    await writeAccounts(house, rows, follows)
    await writePhones(house, follows)
    for (const { row, reason } of follows.failed)
      await openCaseOfFailed(house, { ...row, reason, says: 'message_not_arrived' })
    return follows.moved
  })
}

/** All that can be written: a batch that fails is halved until only what is bad is left out. */
export async function learnApart(house: House, news: readonly TryNews[]): Promise<NotLearned[]> {
  if (news.length === 0) return []
  return inTransaction(house, async house => {
    const all = await inSavepoint(house, () => learn(house, news))
    if (all.ok) return []
    const [one] = news
    if (one && news.length === 1) return [{ news: one, why: all.why }]
    const half = Math.ceil(news.length / 2)
    return [...(await learnApart(house, news.slice(0, half))), ...(await learnApart(house, news.slice(half)))]
  })
}

async function lockTries(house: House, tryIds: readonly MessageTryId[]): Promise<TryRow[]> {
  // The messages first, by id: whoever opens a submission locks in the same order.
  await sql`select from message m where m.id in (select y.message_id from message_try y where y.id = any (${tryIds}::uuid[]))
             order by m.id for update`.execute(house.db)
  const { rows } = await sql<TryRow>`
    select y.id as "tryId", y.message_id as "messageId", m.programme_id as "programmeId", m.beneficiary_id as "beneficiaryId",
           y.carrier_account_id as "carrierAccountId", y.channel, y.number_lookup as "numberLookup", y.state, y.way,
           (select count(*)::int from message_try e where e.message_id = m.id and e.way = y.way) as "triesOnWay",
           (extract(epoch from now() - greatest(m.created_at, m.not_before)) * 1000)::float8 as "ageMs", m.state as "messageState",
           not exists (select from message_try e where e.message_id = m.id and e.ordinal > y.ordinal) as newest,
           c.rests > 0 as "accountRests"
      from message_try y join message m on m.id = y.message_id join carrier_account c on c.id = y.carrier_account_id
     where y.id = any (${tryIds}::uuid[]) for update of y`.execute(house.db)
  return rows
}

async function writeTries(house: House, { tries }: Consequences<TryRow>): Promise<void> {
  if (tries.length === 0) return
  const rows = tries.map(each => ({ ...each, priceMicros: each.priceMicros?.toString() ?? null }))
  await sql`
    update message_try y set carrier_message_id = coalesce(y.carrier_message_id, v."carrierMessageId"),
           segments = coalesce(v.segments, y.segments), code = coalesce(v.code, y.code),
           price_micros = coalesce(v."priceMicros", y.price_micros), price_currency = coalesce(v."priceCurrency", y.price_currency),
           state = coalesce(v.state, y.state), late = y.late or v.late,
           state_at = case when v.state is null then y.state_at else now() end,
           reason = case when v.state is null then y.reason else v.reason end,
           next_check_at = case when v.state is null then y.next_check_at else now() + v."askInMs" * interval '1 millisecond' end
      from ${given('v', rows, {
        tryId: 'uuid',
        carrierMessageId: 'text',
        segments: 'int',
        code: 'text',
        priceMicros: 'bigint',
        priceCurrency: 'text',
        state: 'text',
        reason: 'text',
        late: 'boolean',
        askInMs: 'float8',
      })}
     where y.id = v."tryId"`.execute(house.db)
}

/** Those that may leave at once are told to whoever sends. */
async function writeMessages(house: House, { messages }: Consequences<TryRow>): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map(each => ({
    ...each,
    same: each.reason === 'same',
    reason: each.reason === 'same' ? null : each.reason,
  }))
  await sql`
    update message m set state = v.state, state_at = now(), reason = case when v.same then m.reason else v.reason end,
           way = coalesce(v.way, m.way), next_try_at = coalesce(now() + v."inMs" * interval '1 millisecond', m.next_try_at)
      from ${given('v', rows, {
        messageId: 'uuid',
        state: 'text',
        same: 'boolean',
        reason: 'text',
        way: 'int',
        inMs: 'float8',
      })}
     where m.id = v."messageId"`.execute(house.db)
  if (messages.some(({ state, inMs }) => state === 'queued' && inMs === 0))
    await sql`select pg_notify(${messageChannel}, '')`.execute(house.db)
}

async function writeAccounts(house: House, rows: readonly TryRow[], follows: Consequences<TryRow>): Promise<void> {
  const { answering, resting, paused } = follows
  const rested = new Set(rows.filter(row => row.accountRests).map(row => row.carrierAccountId))
  const again = [...answering].filter(id => rested.has(id) && !resting.has(id))
  if (again.length > 0) await letCarrierGo(house, again)
  for (const [carrierAccountId, askedMs] of resting) await restCarrier(house, carrierAccountId, askedMs)
  for (const [carrierAccountId, reason] of paused) await pauseCarrier(house, carrierAccountId, reason)
}

async function writePhones(house: House, { stopped, notOnChannel: gone }: Consequences<TryRow>): Promise<void> {
  for (const by of ['blocked', 'carrier'] as const) {
    const lookups = stopped.filter(each => each.by === by).map(({ row }) => row.numberLookup)
    if (lookups.length > 0) await stopPhones(house, lookups, by)
  }
  if (gone.length > 0) await notOnChannel(house, gone)
}
