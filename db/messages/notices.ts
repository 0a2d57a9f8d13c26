/** Callbacks of carriers: stored as they came before they are acknowledged, understood and applied later, in any order. */
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import type { Channel, Delivery, MessageReason } from '../../domain/message.js'
import type { SaidOfTry, TryNews } from '../../domain/tryNews.js'
import { openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import { inSavepoint } from '../savepoint.js'
import { takeIn, type IncomingToKeep } from './incoming.js'
import { learnApart } from './learn.js'
import { stopPhones } from './phones.js'

export interface NewCarrierNotice {
  readonly carrierAccountId: CarrierAccountId
  readonly kind: 'status' | 'incoming'
  /** the request as text: its address, and its body */
  readonly raw: string
  readonly contentType: string
  /** our submission, where the address names it */
  readonly tryId: string | null
}

/** On which workers hear that a carrier has called back. */
export const carrierNoticeChannel = 'mkono_carrier_notice'

/**
 * Many in one statement and one commit, each a microsecond after the one before: what somebody wrote stays in the order in which
 * it came. The same callback is counted, not stored again.
 * @returns whether each is new, in the order given
 */
export async function storeCarrierNotices(house: House, notices: readonly NewCarrierNotice[]): Promise<boolean[]> {
  const distinct = new Map<string, { notice: NewCarrierNotice; digest: Buffer; times: number }>()
  const names = notices.map(notice => {
    const digest = house.sealing.lookup('notice', `${notice.kind}\n${notice.raw}`)
    const name = nameOf(notice.carrierAccountId, notice.kind, digest)
    distinct.set(name, { notice, digest, times: (distinct.get(name)?.times ?? 0) + 1 })
    return name
  })
  const rows = [...distinct.values()].map(({ notice, digest, times }, place) => ({
    place,
    account: notice.carrierAccountId,
    kind: notice.kind,
    digest,
    raw: house.sealing.seal(notice.raw),
    contentType: notice.contentType.slice(0, 200),
    tryId: notice.tryId,
    times,
  }))
  const kept = await sql<{ account: CarrierAccountId; kind: string; digest: Buffer; isNew: boolean }>`
    with given as (
      select * from ${given('v', rows, {
        place: 'int',
        account: 'uuid',
        kind: 'text',
        digest: 'bytea',
        raw: 'bytea',
        contentType: 'text',
        tryId: 'uuid',
        times: 'int',
      })}),
    kept as (
      insert into carrier_notice as n (carrier_account_id, kind, digest, raw_enc, content_type, try_id, repeats, received_at)
      select account, kind, digest, raw, "contentType", "tryId", times - 1, now() + place * interval '1 microsecond' from given order by account, kind, digest
      on conflict (carrier_account_id, kind, digest) do update set repeats = n.repeats + excluded.repeats + 1
      returning n.carrier_account_id, n.kind, n.digest, n.repeats),
    told as (select pg_notify(${carrierNoticeChannel}, '') from (select 1 from kept limit 1) one)
    select g.account, g.kind, g.digest, k.repeats = g.times - 1 as "isNew"
      from kept k join given g on g.account = k.carrier_account_id and g.kind = k.kind and g.digest = k.digest
      left join told on true`.execute(house.db)
  const news = new Map(kept.rows.map(row => [nameOf(row.account, row.kind, row.digest), row.isNew]))
  return names.map(name => {
    const isNew = news.get(name)
    if (isNew === undefined) throw new Error('A callback of a carrier was not stored.')
    // Of the same one given several times at once only the first is news.
    news.set(name, false)
    return isNew
  })
}

const nameOf = (account: CarrierAccountId, kind: string, digest: Buffer): string =>
  `${account} ${kind} ${digest.toString('hex')}`

export interface WaitingCarrierNotice {
  readonly id: string
  readonly carrierAccountId: CarrierAccountId
  readonly kind: 'status' | 'incoming'
  readonly raw: string
  readonly contentType: string
  readonly tryId: MessageTryId | null
  readonly tries: number
}

/** What a carrier’s connector made of it: structurally `CarrierNotice` of messaging/contract.ts. */
export type CarrierNoticeRead =
  | (SaidOfTry & {
      readonly kind: 'status'
      readonly carrierMessageId: string
      readonly delivery: Delivery
      readonly reason?: MessageReason
    })
  | ({ readonly kind: 'incoming' } & Omit<IncomingToKeep, 'carrierAccountId' | 'receivedAt'>)
  | { readonly kind: 'optOut'; readonly channel: Channel; readonly from: string }
  | { readonly kind: 'malformed'; readonly why: string }

/** A status may come before the answer that tells the carrier’s id: so often it is looked at again, ever more slowly. */
const mostTries = 10

type Received = WaitingCarrierNotice & { readonly receivedAt: Date }
type StatusRead = Extract<CarrierNoticeRead, { kind: 'status' }>
type End = { is: 'applied' } | { is: 'unmatched' | 'failed'; why: string } | { is: 'later' }

/**
 * Takes stored callbacks, what people wrote in the order in which it came, and books all statuses together. A bad one holds
 * up none of the rest: what can not be applied with the others is applied apart from them.
 * @param only `incoming`: what people wrote, and nothing else; `status`: all but that, and nobody is waited for
 * @returns how many were taken
 */
export async function applyCarrierNotices(
  house: House,
  {
    limit,
    only,
    read,
  }: {
    limit: number
    only?: NewCarrierNotice['kind']
    read: (notice: WaitingCarrierNotice) => Promise<CarrierNoticeRead>
  },
): Promise<number> {
  return inTransaction(house, async house => {
    if (only !== 'status') await inTurn(house)
    const notices = await takeWaiting(house, limit, only)
    if (notices.length === 0) return 0
    const ends = new Map<string, End>()
    const statuses: { notice: Received; status: StatusRead }[] = []
    for (const notice of notices) {
      const understood = await read(notice).catch(failedBy)
      if (understood.kind === 'status') statuses.push({ notice, status: understood })
      else if (understood.kind === 'failed') ends.set(notice.id, { is: 'failed', why: understood.why })
      else {
        const done = await inSavepoint(house, () => applyOther(house, notice, understood))
        ends.set(notice.id, done.ok ? done.value : { is: 'failed', why: done.why })
      }
    }
    await applyStatuses(house, statuses, ends)
    await settle(house, notices, ends)
    return notices.length
  })
}

const failedBy = (error: unknown) => ({
  kind: 'failed' as const,
  why: error instanceof Error ? error.name : 'it could not be read',
})

async function applyStatuses(
  house: House,
  statuses: readonly { notice: Received; status: StatusRead }[],
  ends: Map<string, End>,
): Promise<void> {
  const tries = await triesOf(house, statuses)
  const news = new Map<TryNews, string>()
  for (const { notice, status } of statuses) {
    const tryId = tries.get(notice.id)
    if (tryId !== undefined) {
      news.set(newsOf(status, tryId), notice.id)
      ends.set(notice.id, { is: 'applied' })
    } else if (notice.tries < mostTries) ends.set(notice.id, { is: 'later' })
    else ends.set(notice.id, { is: 'unmatched', why: 'no message of ours' })
  }
  for (const { news: bad, why } of await learnApart(house, [...news.keys()])) {
    const id = news.get(bad)
    if (id !== undefined) ends.set(id, { is: 'failed', why })
  }
}

/**
 * Of all rounds of all workers one at a time takes what people wrote: two of them at once would take the STOP and the START, or the
 * no and the yes, of one person, and which of them counts would be chance. Until the transaction ends.
 */
async function inTurn(house: House): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('what people write', 0))`.execute(house.db)
}

/** The oldest first: somebody who wrote STOP and then START wants to hear from us. By PostgreSQL: a Date knows no microseconds. */
async function takeWaiting(
  house: House,
  limit: number,
  only: NewCarrierNotice['kind'] | undefined,
): Promise<Received[]> {
  const { rows } = await sql<Omit<Received, 'raw'> & { rawEnc: Buffer }>`
    with taken as (
      select id, carrier_account_id as "carrierAccountId", kind, raw_enc as "rawEnc", content_type as "contentType", try_id as "tryId",
             tries, received_at as "receivedAt"
        from carrier_notice where state = 'stored' and apply_after <= now()${only === undefined ? sql`` : sql` and kind = ${only}`}
       order by apply_after, received_at limit ${limit} for update skip locked)
    select * from taken order by "receivedAt", id`.execute(house.db)
  return rows.map(({ rawEnc, ...row }) => ({ ...row, raw: house.sealing.open(rawEnc) }))
}

async function applyOther(
  house: House,
  { carrierAccountId, receivedAt }: Received,
  read: Exclude<CarrierNoticeRead, { kind: 'status' }>,
): Promise<End> {
  switch (read.kind) {
    case 'malformed':
      return { is: 'unmatched', why: read.why }
    case 'optOut':
      await stopPhones(house, [house.sealing.lookup('number', read.from)], 'carrier')
      return { is: 'applied' }
    case 'incoming':
      await takeIn(house, { ...read, carrierAccountId, receivedAt })
      return { is: 'applied' }
  }
}

function newsOf(
  { delivery, reason, carrierMessageId, segments, price, code }: StatusRead,
  tryId: MessageTryId,
): TryNews {
  const facts = {
    carrierMessageId,
    ...(segments === undefined ? {} : { segments }),
    ...(price === undefined ? {} : { price }),
    ...(code === undefined ? {} : { code }),
  }
  return delivery === 'failed'
    ? { ...facts, tryId, is: 'failed', reason: reason ?? 'refused_unlisted' }
    : { ...facts, tryId, is: delivery }
}

/** By the carrier’s id; else by our own in the address, unless the carrier has told another id for that one. By notice. */
async function triesOf(
  house: House,
  statuses: readonly { notice: Received; status: StatusRead }[],
): Promise<Map<string, MessageTryId>> {
  if (statuses.length === 0) return new Map()
  const rows = statuses.map(({ notice, status }) => ({
    noticeId: notice.id,
    account: notice.carrierAccountId,
    carrierMessageId: status.carrierMessageId,
    tryId: notice.tryId,
  }))
  const { rows: found } = await sql<{ noticeId: string; tryId: MessageTryId }>`
    select v."noticeId", coalesce(told.id, named.id) as "tryId"
      from ${given('v', rows, { noticeId: 'uuid', account: 'uuid', carrierMessageId: 'text', tryId: 'uuid' })}
      left join message_try told on told.carrier_account_id = v.account and told.carrier_message_id = v."carrierMessageId"
      left join message_try named on named.id = v."tryId" and named.carrier_account_id = v.account and named.carrier_message_id is null
     where told.id is not null or named.id is not null`.execute(house.db)
  return new Map(found.map(row => [row.noticeId, row.tryId]))
}

async function settle(house: House, notices: readonly Received[], ends: ReadonlyMap<string, End>): Promise<void> {
  const rows = notices.map(({ id, tries }) => {
    const end = ends.get(id) ?? { is: 'later' as const }
    const again = end.is === 'later' || (end.is === 'failed' && tries < mostTries)
    return {
      id,
      state: again ? 'stored' : end.is,
      why: 'why' in end ? end.why : null,
      waitMs: again ? Math.min(tries + 1, 10) * 6_000 : null,
    }
  })
  await sql`
    update carrier_notice n set tries = n.tries + 1, state = v.state, why = v.why,
           apply_after = coalesce(now() + v."waitMs" * interval '1 millisecond', n.apply_after)
      from ${given('v', rows, { id: 'uuid', state: 'text', why: 'text', waitMs: 'float8' })}
     where n.id = v.id`.execute(house.db)
  const givenUp = rows.filter(({ state }) => state === 'failed').map(({ id }) => id)
  await tellOfUnread(
    house,
    notices.filter(({ id, kind }) => kind === 'incoming' && givenUp.includes(id)),
  )
}

/** What a person wrote and we can not take in is kept as it came, but stands in no inbox: somebody has to hear of it. */
async function tellOfUnread(house: House, notices: readonly Received[]): Promise<void> {
  for (const carrierAccountId of new Set(notices.map(each => each.carrierAccountId)))
    await openCase(house, {
      kind: 'message_failed',
      carrierAccountId,
      reason: 'unread',
      says: said('messages_unread'),
      owner: 'administrator',
      atDeadline: 'escalate',
    })
}
