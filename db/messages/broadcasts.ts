/**
 * What staff tell many: counted first, then confirmed, then queued person by person in the order of their numbers. The row
 * knows how far it is, so that it may be broken off and gone on with anywhere; nobody is queued twice.
 */
import { sql } from 'kysely'
import type { ActName } from '../../domain/acts.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import { done, refused, type Done } from '../../domain/done.js'
import type { BroadcastId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { chosenBy, type BeneficiaryFilter } from '../beneficiaryFilter.js'
import { inTransaction, type House } from '../database.js'
import { movedBy } from '../lastAct.js'
import type { BroadcastTable } from '../schemaMessages.js'
import { messageChannel } from './queue.js'

export type BroadcastState = 'draft' | 'sending' | 'paused' | 'done' | 'cancelled'

export interface Broadcast {
  readonly broadcastId: BroadcastId
  readonly programmeId: ProgrammeId
  readonly name: string
  readonly texts: Readonly<Record<string, string>>
  readonly state: BroadcastState
  /** how many people were queued; final once `filledAt` is set */
  readonly queued: number
  readonly filledAt: Date | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly confirmedBy: string | null
  readonly confirmedAt: Date | null
  readonly finishedAt: Date | null
}

const columns = sql`id as "broadcastId", programme_id as "programmeId", name, texts, state, queued, filled_at as "filledAt",
  created_by as "createdBy", created_at as "createdAt", confirmed_by as "confirmedBy", confirmed_at as "confirmedAt", finished_at as "finishedAt"`

export async function draftBroadcast(
  house: House,
  given: {
    who: BeneficiaryFilter
    name: string
    texts: Readonly<Record<string, string>>
    by: By
  },
): Promise<Done<{ broadcastId: BroadcastId }>> {
  const { who, name, texts, by } = given
  const { programmeId } = who
  const speaks = await house.db
    .selectFrom('programme_messaging')
    .select('programme_id')
    .where('programme_id', '=', programmeId)
    .executeTakeFirst()
  if (!speaks) return refused('state', 'Set up first on which ways this programme tells people anything.')
  return inTransaction(house, async house => {
    const { rows } = await sql<{ id: BroadcastId }>`
      insert into broadcast (programme_id, name, filter, texts, created_by)
      values (${programmeId}, ${name}, ${JSON.stringify(who)}::jsonb, ${JSON.stringify(texts)}::jsonb, ${by.person}) returning id`.execute(
      house.db,
    )
    const id = rows[0]?.id
    if (id === undefined) throw new Error('A broadcast was not stored.')
    await recordAct(house, { by, act: 'broadcast drafted', programmeId, subject: ['broadcast', id] })
    return done({ broadcastId: id })
  })
}

export async function findBroadcast(house: House, broadcastId: BroadcastId): Promise<Broadcast | null> {
  const { rows } = await sql<Broadcast>`select ${columns} from broadcast where id = ${broadcastId}`.execute(house.db)
  return rows[0] ?? null
}

/** Newest first, the last hundred. */
export async function listBroadcasts(house: House, programmeId: ProgrammeId): Promise<Broadcast[]> {
  const { rows } = await sql<Broadcast>`
    select ${columns} from broadcast where programme_id = ${programmeId} order by created_at desc, id limit 100`.execute(
    house.db,
  )
  return rows
}

/** Whom it means now, by language; who wants no messages, and who has no number, apart. */
export async function countBroadcast(
  house: House,
  broadcastId: BroadcastId,
): Promise<{ language: string; people: number; stopped: number; noNumber: number }[]> {
  const filter = await filterOf(house, broadcastId)
  const { rows } = await sql<{ language: string; people: number; stopped: number; noNumber: number }>`
    select beneficiary.language, count(*)::int as people, (count(*) filter (where h.stopped_at is not null))::int as stopped,
           (count(*) filter (where d.id is null))::int as "noNumber"
      from beneficiary left join destination d on d.beneficiary_id = beneficiary.id and d.state = 'approved'
      left join phone h on h.number_lookup = d.number_lookup
     where ${chosenBy(filter)} group by 1 order by 2 desc, 1`.execute(house.db)
  return rows
}

async function filterOf(house: House, broadcastId: BroadcastId): Promise<BeneficiaryFilter> {
  const row = await house.db
    .selectFrom('broadcast')
    .select('filter')
    .where('id', '=', broadcastId)
    .executeTakeFirstOrThrow()
  return row.filter as unknown as BeneficiaryFilter
}

/** What one segment has cost on each channel of the programme lately, where carriers told; in millionths of the unit. */
export async function segmentPrices(
  house: House,
  programmeId: ProgrammeId,
): Promise<{ channel: string; currency: string; micros: bigint }[]> {
  const { rows } = await sql<{ channel: string; currency: string; micros: bigint }>`
    select y.channel, y.price_currency as currency, (sum(y.price_micros) / greatest(sum(coalesce(y.segments, 1)), 1))::bigint as micros
      from message_try y join message m on m.id = y.message_id
     where m.programme_id = ${programmeId} and y.price_micros is not null and y.opened_at > now() - interval '90 days'
     group by 1, 2 order by 1, 2`.execute(house.db)
  return rows
}

type Move = 'confirm' | 'pause' | 'resume' | 'cancel'
const moves: Readonly<Record<Move, { from: readonly BroadcastState[]; to: BroadcastState; act: ActName }>> = {
  confirm: { from: ['draft'], to: 'sending', act: 'broadcast confirmed' },
  pause: { from: ['sending'], to: 'paused', act: 'broadcast paused' },
  resume: { from: ['paused'], to: 'sending', act: 'broadcast resumed' },
  cancel: { from: ['draft', 'sending', 'paused'], to: 'cancelled', act: 'broadcast cancelled' },
}
export const broadcastMoves = Object.keys(moves) as readonly Move[]

/** Cancelling takes back whoever has not been sent to yet; what has left has left. */
export async function moveBroadcast(
  house: House,
  { broadcastId, move, by }: { broadcastId: BroadcastId; move: Move; by: By },
): Promise<Done> {
  const { from, to, act } = moves[move]
  return inTransaction(house, async house => {
    const { rows } = await sql<{ state: BroadcastState; programmeId: ProgrammeId }>`
      select state, programme_id as "programmeId" from broadcast where id = ${broadcastId} for update`.execute(house.db)
    const [row] = rows
    if (!row) return refused('not_found', 'There is no such broadcast. Check its id.')
    if (!from.includes(row.state)) {
      const first = await movedBy(
        house,
        ['broadcast', broadcastId],
        Object.values(moves).map(({ act }) => act),
      )
      return refused('state', `The broadcast is ${row.state} already${first}.`)
    }
    await sql`
      update broadcast set state = ${to}, confirmed_by = case when ${move === 'confirm'} then ${by.person} else confirmed_by end,
             confirmed_at = case when ${move === 'confirm'} then now() else confirmed_at end,
             finished_at = case when ${to === 'cancelled'} then now() end
       where id = ${broadcastId}`.execute(house.db)
    if (to === 'cancelled') {
      await sql`update message set state = 'dropped', reason = 'over', state_at = now()
                 where kind = 'broadcast' and about ->> 'broadcastId' = ${broadcastId} and state = 'queued'`.execute(
        house.db,
      )
    }
    await recordAct(house, { by, act, programmeId: row.programmeId, subject: ['broadcast', broadcastId] })
    await sql`select pg_notify(${messageChannel}, '')`.execute(house.db)
    return done()
  })
}

const atOnce = 1_000

/** Queues the next people of one broadcast that is being sent, or ends one that has nobody left on the way. */
export async function fillBroadcasts(house: House): Promise<{ more: boolean }> {
  return inTransaction(house, async house => {
    const { rows } = await sql<
      Pick<BroadcastTable, 'filter' | 'last_number'> & { id: BroadcastId; filledAt: Date | null }
    >`
      select id, filter, last_number, filled_at as "filledAt" from broadcast where state = 'sending'
       order by filled_at is not null, confirmed_at limit 1 for update skip locked`.execute(house.db)
    const [row] = rows
    if (!row) return { more: false }
    if (row.filledAt) {
      await finishSent(house)
      return { more: false }
    }
    const { rows: queued } = await sql<{ last: number | null; seen: number; fresh: number }>`
      with next as (
        select beneficiary.id, beneficiary.programme_id, beneficiary.number from beneficiary
         where ${chosenBy(row.filter as unknown as BeneficiaryFilter)} and beneficiary.number > ${row.last_number}
         order by beneficiary.number limit ${atOnce}),
      fresh as (
        insert into message (programme_id, beneficiary_id, kind, cause, about)
        select programme_id, id, 'broadcast', ${row.id}, jsonb_build_object('broadcastId', ${row.id}::text) from next order by number
        on conflict (beneficiary_id, kind, cause) do nothing returning 1)
      select (select max(number) from next) as last, (select count(*)::int from next) as seen, (select count(*)::int from fresh) as fresh`.execute(
      house.db,
    )
    const [{ last, seen, fresh } = { last: null, seen: 0, fresh: 0 }] = queued
    await sql`
      update broadcast set last_number = coalesce(${last}, last_number), queued = queued + ${fresh},
             filled_at = case when ${seen < atOnce} then now() end
       where id = ${row.id}`.execute(house.db)
    return { more: true }
  })
}

/** Whoever is still on the way keeps it open. */
const finishSent = (house: House) =>
  sql`update broadcast x set state = 'done', finished_at = now()
       where x.state = 'sending' and x.filled_at is not null
         and not exists (select from message m where m.kind = 'broadcast' and m.about ->> 'broadcastId' = x.id::text
                            and m.state in ('queued','sending','unknown'))`.execute(house.db)

export interface BroadcastResult {
  readonly beneficiaryId: string
  /** what staff call the person */
  readonly ref: string
  readonly state: string
  readonly reason: string | null
  readonly language: string | null
}

/** How many are where, and in which language they were told. */
export async function broadcastCounts(
  house: House,
  broadcastId: BroadcastId,
): Promise<{ state: string; language: string | null; count: number }[]> {
  const { rows } = await sql<{ state: string; language: string | null; count: number }>`
    select state, language, count(*)::int as count from message
     where kind = 'broadcast' and about ->> 'broadcastId' = ${broadcastId} group by 1, 2 order by 1, 2`.execute(
    house.db,
  )
  return rows
}

/** Person by person, in the order of their ids. */
export async function broadcastResults(
  house: House,
  { broadcastId, after, limit }: { broadcastId: BroadcastId; after?: string | undefined; limit: number },
): Promise<{ items: BroadcastResult[]; next: string | null }> {
  const { rows } = await sql<Omit<BroadcastResult, 'ref'> & { number: number; programmeName: string }>`
    select m.beneficiary_id as "beneficiaryId", m.state, m.reason, m.language, b.number, p.name as "programmeName"
      from message m join beneficiary b on b.id = m.beneficiary_id join programme p on p.id = b.programme_id
     where m.kind = 'broadcast' and m.about ->> 'broadcastId' = ${broadcastId}
       and (${after ?? null}::uuid is null or m.beneficiary_id > ${after ?? null}::uuid)
     order by m.beneficiary_id limit ${limit + 1}`.execute(house.db)
  const items = rows.slice(0, limit).map(({ number, programmeName, ...row }) => ({
    ...row,
    ref: beneficiaryRef(programmeName, number),
  }))
  return { items, next: rows.length > limit ? (items.at(-1)?.beneficiaryId ?? null) : null }
}
