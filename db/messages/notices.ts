/** Callbacks of carriers: stored as they came before they are acknowledged, understood and applied later, in any order. */
import { sql } from 'kysely'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import type { Channel, Delivery, MessageReason } from '../../domain/message.js'
import { inTransaction, type House } from '../database.js'
import { takeIn, type IncomingToKeep } from './incoming.js'
import { messageChannel } from './queue.js'
import { stopPhones } from './phones.js'
import { learn, type SaidOfTry, type TryNews } from './tries.js'

export interface NewCarrierNotice {
  readonly carrierAccountId: CarrierAccountId
  readonly kind: 'status' | 'incoming'
  /** the request as text: its address, and its body */
  readonly raw: string
  readonly contentType: string
  /** our submission, where the address names it */
  readonly tryId: string | null
}

/** The same callback is counted, not stored again. @returns whether it is new */
export async function storeCarrierNotice(house: House, notice: NewCarrierNotice): Promise<boolean> {
  const digest = house.sealing.lookup('notice', `${notice.kind}\n${notice.raw}`)
  const { rows } = await sql<{ repeats: number }>`
    with kept as (
      insert into carrier_notice as n (carrier_account_id, kind, digest, raw_enc, content_type, try_id)
      values (${notice.carrierAccountId}, ${notice.kind}, ${digest}, ${house.sealing.seal(notice.raw)}, ${notice.contentType.slice(0, 200)}, ${notice.tryId})
      on conflict (carrier_account_id, kind, digest) do update set repeats = n.repeats + 1
      returning repeats)
    select repeats, pg_notify(${messageChannel}, '') from kept`.execute(house.db)
  return rows[0]?.repeats === 0
}

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

/** A status may come before the answer that tells the carrier’s id: so often it is looked at again, a minute apart. */
const mostTries = 10

type Received = WaitingCarrierNotice & { readonly receivedAt: Date }
type End = { is: 'applied' } | { is: 'unmatched' | 'failed'; why: string } | { is: 'later' }

/** A bad one holds up none of the rest: what can not be applied in one go is applied one by one. @returns how many were taken */
export async function applyCarrierNotices(
  house: House,
  { limit, read }: { limit: number; read: (notice: WaitingCarrierNotice) => Promise<CarrierNoticeRead> },
): Promise<number> {
  return inTransaction(house, async house => {
    const notices = await takeWaiting(house, limit)
    const ends = new Map<string, End>()
    const statuses: { notice: Received; news: TryNews }[] = []
    for (const notice of notices) {
      const end = await inSavepoint(house, async () => {
        const understood = await read(notice)
        if (understood.kind !== 'status') return applyOther(house, notice, understood)
        const tryId = await tryOf(house, notice, understood.carrierMessageId)
        if (tryId === null)
          return notice.tries < mostTries ? { is: 'later' } : { is: 'unmatched', why: 'no message of ours' }
        statuses.push({ notice, news: newsOf(understood, tryId) })
        return { is: 'applied' }
      })
      ends.set(notice.id, end)
    }
    const learnt = async (some: readonly TryNews[]): Promise<End> => {
      await learn(house, some)
      return { is: 'applied' }
    }
    const all = await inSavepoint(house, () => learnt(statuses.map(({ news }) => news)))
    if (all.is !== 'applied')
      for (const { notice, news } of statuses) ends.set(notice.id, await inSavepoint(house, () => learnt([news])))
    for (const notice of notices) await settle(house, notice, ends.get(notice.id) ?? { is: 'later' })
    return notices.length
  })
}

async function takeWaiting(house: House, limit: number): Promise<Received[]> {
  const { rows } = await sql<Omit<Received, 'raw'> & { rawEnc: Buffer }>`
    select id, carrier_account_id as "carrierAccountId", kind, raw_enc as "rawEnc", content_type as "contentType", try_id as "tryId",
           tries, received_at as "receivedAt"
      from carrier_notice where state = 'stored' and apply_after <= now()
     order by received_at, id limit ${limit} for update skip locked`.execute(house.db)
  return rows.map(({ rawEnc, ...row }) => ({ ...row, raw: house.sealing.open(rawEnc) }))
}

async function inSavepoint(house: House, work: () => Promise<End>): Promise<End> {
  await sql`savepoint one`.execute(house.db)
  try {
    const end = await work()
    await sql`release savepoint one`.execute(house.db)
    return end
  } catch (error) {
    await sql`rollback to savepoint one`.execute(house.db)
    return { is: 'failed', why: error instanceof Error ? error.name : 'it could not be applied' }
  }
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
  { delivery, reason, carrierMessageId, segments, price, code }: Extract<CarrierNoticeRead, { kind: 'status' }>,
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

/** By the carrier’s id; else by our own in the address, unless the carrier has told another id for that one. */
async function tryOf(
  house: House,
  { carrierAccountId, tryId }: WaitingCarrierNotice,
  carrierMessageId: string,
): Promise<MessageTryId | null> {
  const { rows } = await sql<{ id: MessageTryId }>`
    select id from message_try
     where carrier_account_id = ${carrierAccountId}
       and (carrier_message_id = ${carrierMessageId} or id = ${tryId}::uuid and carrier_message_id is null)
     order by carrier_message_id nulls last limit 1`.execute(house.db)
  return rows[0]?.id ?? null
}

async function settle(house: House, { id, tries }: WaitingCarrierNotice, end: End): Promise<void> {
  const again = end.is === 'later' || (end.is === 'failed' && tries < mostTries)
  await sql`
    update carrier_notice set tries = tries + 1, state = ${again ? 'stored' : end.is},
           apply_after = case when ${again} then now() + least(tries + 1, 10) * interval '6 seconds' else apply_after end,
           why = ${'why' in end ? end.why : null}
     where id = ${id}`.execute(house.db)
}
