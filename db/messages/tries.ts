/** Submissions of messages: stored before they leave, and what became of each. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { CarrierAccountId, MessageId, MessageTextId, MessageTryId } from '../../domain/ids.js'
import type { Channel, Delivery, MessageReason } from '../../domain/message.js'
import { fateOf, type Fate } from '../../domain/messageFate.js'
import { openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import type { MessageEnd } from '../schemaMessages.js'
import { pauseCarrier, restCarrier } from './carrierAccounts.js'
import { stopPhones } from './phones.js'

export interface ToSubmit {
  readonly messageId: MessageId
  readonly way: number
  readonly carrierAccountId: CarrierAccountId
  readonly channel: Channel
  readonly number: string
  readonly body: string
  readonly language: string
  readonly textId: MessageTextId | null
  readonly sendBy: Date
  /** how long its sender may wait for the answer: nobody asks about it earlier */
  readonly silenceMs: number
  /** what it will cost by a table of prices, where there is one */
  readonly estimate?: { readonly micros: bigint; readonly currency: string } | null
}

/** How long after its answer was lost a submission is asked about: a callback may tell earlier. */
const silenceSeconds = 60

/**
 * Stores submissions that are about to leave, and commits. Whatever has changed meanwhile (no longer queued, one that may
 * have arrived, a number that wants no more) is left out.
 * @returns those that may leave now, by their message
 */
export async function openTries(house: House, submitted: readonly ToSubmit[]): Promise<Map<MessageId, MessageTryId>> {
  if (submitted.length === 0) return new Map()
  const rows = submitted.map(each => ({
    tryId: randomUUID(),
    messageId: each.messageId,
    way: each.way,
    account: each.carrierAccountId,
    channel: each.channel,
    number: house.sealing.seal(each.number),
    lookup: house.sealing.lookup('number', each.number),
    digest: house.sealing.lookup('message', each.body),
    body: house.sealing.seal(each.body),
    language: each.language,
    textId: each.textId,
    sendBy: each.sendBy.toISOString(),
    silence: each.silenceMs,
    micros: each.estimate?.micros.toString() ?? null,
    currency: each.estimate?.currency ?? null,
  }))
  const opened = await sql<{ messageId: MessageId; tryId: MessageTryId }>`
    with wanted as (
      select v.*, (select coalesce(max(y.ordinal), 0) + 1 from message_try y where y.message_id = v."messageId") as ordinal
        from ${given('v', rows, {
          tryId: 'uuid',
          messageId: 'uuid',
          way: 'int',
          account: 'uuid',
          channel: 'text',
          number: 'bytea',
          lookup: 'bytea',
          digest: 'bytea',
          body: 'bytea',
          language: 'text',
          textId: 'uuid',
          sendBy: 'timestamptz',
          silence: 'float8',
          micros: 'bigint',
          currency: 'text',
        })}),
    taken as (
      update message m set state = 'sending', state_at = now(), tries = m.tries + 1, way = w.way, language = w.language,
             text_id = w."textId", body_enc = w.body, reason = null
        from wanted w
       where m.id = w."messageId" and m.state = 'queued'
         and (m.kind = 'stopped' or not exists (select from phone h where h.number_lookup = w.lookup and h.stopped_at is not null))
         and not exists (select from message_try y where y.message_id = m.id
                            and y.state in ('sending','unknown','accepted','sent','delivered','read'))
      returning m.id)
    insert into message_try (id, message_id, ordinal, way, carrier_account_id, channel, number_enc, number_lookup, text_digest, send_by,
           estimate_micros, estimate_currency, next_check_at)
    select w."tryId", w."messageId", w.ordinal, w.way, w.account, w.channel, w.number, w.lookup, w.digest, w."sendBy",
           w.micros, w.currency, w."sendBy" + w.silence * interval '1 millisecond'
      from wanted w join taken t on t.id = w."messageId"
    returning message_id as "messageId", id as "tryId"`.execute(house.db)
  return new Map(opened.rows.map(row => [row.messageId, row.tryId]))
}

/** What a carrier said about a submission: structurally `MessageFacts` of messaging/contract.ts. */
export interface SaidOfTry {
  readonly carrierMessageId?: string
  readonly segments?: number
  readonly price?: { readonly micros: bigint; readonly currency: string }
  readonly code?: string
}

/** One thing learned of one submission, by whichever way. */
export type TryNews = SaidOfTry & { readonly tryId: MessageTryId } & (
    | { readonly is: Exclude<Delivery, 'failed'> }
    | { readonly is: 'failed'; readonly reason: MessageReason }
    | { readonly is: 'notTaken'; readonly reason: MessageReason; readonly retryAfterMs?: number }
    | { readonly is: 'unknown'; readonly reason: MessageReason }
    /** the carrier does not list it, and would by now */
    | { readonly is: 'lost' }
  )

interface TryRow {
  tryId: MessageTryId
  messageId: MessageId
  programmeId: string
  beneficiaryId: string
  carrierAccountId: CarrierAccountId
  channel: Channel
  numberLookup: Buffer
  state: string
  way: number
  triesOnWay: number
  ageMs: number
  messageState: string
  newest: boolean
}

/** Which state may follow which: what may have arrived is never taken back by less than the carrier’s own further word. */
const follows: Readonly<Record<TryNews['is'], readonly string[]>> = {
  accepted: ['sending', 'unknown', 'lost'],
  sent: ['sending', 'unknown', 'lost', 'accepted'],
  failed: ['sending', 'unknown', 'lost', 'accepted', 'sent'],
  delivered: ['sending', 'unknown', 'lost', 'accepted', 'sent', 'failed', 'not_taken'],
  read: ['sending', 'unknown', 'lost', 'accepted', 'sent', 'failed', 'not_taken', 'delivered'],
  notTaken: ['sending', 'unknown'],
  unknown: ['sending'],
  lost: ['sending', 'unknown'],
}

/**
 * Books what was learned, in any order and any number of times: a state only moves on (`follows`), and what follows for
 * the message is decided by one table (domain/messageFate.ts). Its carrier id, price and code are kept also where the state stands.
 * @returns how many submissions moved
 */
export async function learn(house: House, news: readonly TryNews[]): Promise<number> {
  if (news.length === 0) return 0
  return inTransaction(house, async house => {
    const rows = await lockTries(house, [...new Set(news.map(each => each.tryId))])
    let moved = 0
    for (const each of news) {
      const row = rows.get(each.tryId)
      if (!row) continue
      await keepFacts(house, row, each)
      if (!follows[each.is].includes(row.state)) continue
      await move(house, row, each)
      moved += 1
    }
    return moved
  })
}

async function lockTries(house: House, tryIds: readonly MessageTryId[]): Promise<Map<MessageTryId, TryRow>> {
  // The messages first, by id: whoever opens a submission locks in the same order.
  await sql`select from message m where m.id in (select y.message_id from message_try y where y.id = any (${tryIds}::uuid[]))
             order by m.id for update`.execute(house.db)
  const { rows } = await sql<TryRow>`
    select y.id as "tryId", y.message_id as "messageId", m.programme_id as "programmeId", m.beneficiary_id as "beneficiaryId",
           y.carrier_account_id as "carrierAccountId", y.channel, y.number_lookup as "numberLookup", y.state, y.way,
           (select count(*)::int from message_try e where e.message_id = m.id and e.way = y.way) as "triesOnWay",
           (extract(epoch from now() - m.created_at) * 1000)::float8 as "ageMs", m.state as "messageState",
           not exists (select from message_try e where e.message_id = m.id and e.ordinal > y.ordinal) as newest
      from message_try y join message m on m.id = y.message_id
     where y.id = any (${tryIds}::uuid[]) for update of y`.execute(house.db)
  return new Map(rows.map(row => [row.tryId, row]))
}

const keepFacts = (house: House, { tryId }: TryRow, said: SaidOfTry) =>
  sql`update message_try set carrier_message_id = coalesce(carrier_message_id, ${said.carrierMessageId ?? null}),
             segments = coalesce(${said.segments ?? null}, segments), code = coalesce(${said.code ?? null}, code),
             price_micros = coalesce(${said.price?.micros ?? null}::bigint, price_micros),
             price_currency = coalesce(${said.price?.currency ?? null}, price_currency)
       where id = ${tryId}`.execute(house.db)

async function move(house: House, row: TryRow, news: TryNews): Promise<void> {
  const state = news.is === 'notTaken' ? 'not_taken' : news.is
  const reason = 'reason' in news ? news.reason : null
  await sql`
    update message_try set state = ${state}, state_at = now(), reason = ${reason}, late = late or ${!row.newest},
           next_check_at = case when ${news.is === 'unknown'} then now() + ${silenceSeconds} * interval '1 second' end
     where id = ${row.tryId}`.execute(house.db)
  row.state = state
  await follow(house, row, news)
}

/** What it means for the message: only its newest submission speaks for it, but proof of arrival always does. */
async function follow(house: House, row: TryRow, news: TryNews): Promise<void> {
  switch (news.is) {
    case 'delivered':
    case 'read':
      return setMessage(house, row, news.is, null)
    case 'accepted':
    case 'sent':
    case 'unknown':
      if (row.newest) await setMessage(house, row, news.is, null)
      return
    case 'lost':
      if (row.newest) await again(house, row, 0)
      return
    case 'notTaken':
      if (row.newest) await afterFailure(house, row, news.reason, false, news.retryAfterMs)
      return
    case 'failed':
      if (row.newest) await afterFailure(house, row, news.reason, true)
  }
}

async function afterFailure(
  house: House,
  row: TryRow,
  reason: MessageReason,
  taken: boolean,
  retryAfterMs?: number,
): Promise<void> {
  const fate: Fate = fateOf({ reason, taken, tries: row.triesOnWay, ageMs: row.ageMs })
  switch (fate.is) {
    case 'again':
      // Nobody of this account gets through meanwhile, so nobody is tried.
      if (!taken) await restCarrier(house, row.carrierAccountId, retryAfterMs ?? fate.inMs)
      return again(house, row, Math.max(retryAfterMs ?? 0, fate.inMs))
    case 'paused':
      await pauseCarrier(house, row.carrierAccountId, reason)
      return again(house, row, 0)
    case 'stop':
      await stopPhones(house, [row.numberLookup], reason === 'blocked_by_person' ? 'blocked' : 'carrier')
      return setMessage(house, row, 'failed', reason)
    case 'otherWay':
      if (reason === 'not_on_channel' || reason === 'landline') await notOn(house, row)
      await sql`
        update message set state = 'queued', way = ${row.way + 1}, next_try_at = now(), reason = ${reason}, state_at = now()
         where id = ${row.messageId} and state not in ('delivered','read')`.execute(house.db)
      return
    case 'over':
      await setMessage(house, row, 'failed', reason)
      if (fate.person) await openMessageCase(house, row, reason)
  }
}

const again = (house: House, { messageId }: TryRow, inMs: number) =>
  sql`update message set state = 'queued', next_try_at = now() + ${inMs}::float8 * interval '1 millisecond', state_at = now()
       where id = ${messageId} and state not in ('delivered','read')`
    .execute(house.db)
    .then(() => undefined)

const setMessage = (
  house: House,
  { messageId }: Pick<TryRow, 'messageId'>,
  state: string,
  reason: MessageEnd | null,
): Promise<void> =>
  sql`update message set state = ${state}, reason = ${reason}, state_at = now()
       where id = ${messageId} and (state not in ('delivered','read') or ${state} = 'read')`
    .execute(house.db)
    .then(() => undefined)

const notOn = (house: House, { numberLookup, channel }: TryRow) =>
  sql`insert into phone (number_lookup, not_on) values (${numberLookup}, array[${channel}])
      on conflict (number_lookup) do update set not_on = array(select distinct unnest(phone.not_on || excluded.not_on) order by 1), changed_at = now()`.execute(
    house.db,
  )

async function openMessageCase(house: House, row: TryRow, reason: MessageReason): Promise<void> {
  await openCase(house, {
    kind: 'message_failed',
    programmeId: row.programmeId as never,
    beneficiaryId: row.beneficiaryId as never,
    reason,
    says: 'A message did not reach this person: tell them in another way, and see what to correct.',
    owner: 'programme staff',
    atDeadline: 'escalate',
  })
}

/** Ends a message before anything leaves. `no_way`: every way was tried or none is open; somebody has to tell them. */
export async function endUnsent(
  house: House,
  { messageId }: { messageId: MessageId },
  end: {
    state: 'dropped' | 'to_print' | 'failed'
    reason: MessageEnd | null
    way?: number
    body?: string
    language?: string
  },
): Promise<void> {
  await inTransaction(house, async house => {
    const { rows } = await sql<{ programmeId: string; beneficiaryId: string }>`
      update message set state = ${end.state}, reason = coalesce(${end.reason}, reason), state_at = now(), way = coalesce(${end.way ?? null}, way),
             body_enc = coalesce(${end.body === undefined ? null : house.sealing.seal(end.body)}, body_enc),
             language = coalesce(${end.language ?? null}, language)
       where id = ${messageId} and state = 'queued'
      returning programme_id as "programmeId", beneficiary_id as "beneficiaryId"`.execute(house.db)
    const row = rows[0]
    if (!row || end.state !== 'failed') return
    await openCase(house, {
      kind: 'message_failed',
      programmeId: row.programmeId as never,
      beneficiaryId: row.beneficiaryId as never,
      reason: end.reason,
      says: 'A message reached this person on none of the ways: tell them in another way, and see what to correct.',
      owner: 'programme staff',
      atDeadline: 'escalate',
    })
  })
}
