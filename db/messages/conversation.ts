/** What was said to and by one person, what waits in the inbox, and what it all cost. */
import { sql } from 'kysely'
import type { Attachment } from '../../domain/attachment.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import { done, refused, type Done } from '../../domain/done.js'
import type { BeneficiaryId, IncomingId, MessageId, PayoutId, ProgrammeId } from '../../domain/ids.js'
import type { Channel, MessageKind, MessageReason } from '../../domain/message.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import type { MessageEnd, MessageState, WordsRead } from '../schemaMessages.js'
import { messageChannel } from './queue.js'
import { messagingOf } from './settings.js'

export interface Told {
  readonly messageId: MessageId
  readonly kind: MessageKind
  readonly at: Date
  readonly state: MessageState
  readonly stateAt: Date
  readonly reason: MessageEnd | null
  readonly language: string | null
  /** personal; null before it is written */
  readonly body: string | null
  readonly tries: readonly {
    readonly channel: Channel
    readonly carrier: string
    readonly state: string
    readonly reason: MessageReason | null
    readonly code: string | null
    readonly at: string
    readonly segments: number | null
    readonly priceMicros: string | null
    readonly priceCurrency: string | null
    /** by our table of prices; counts while the carrier has told none */
    readonly estimateMicros: string | null
    readonly estimateCurrency: string | null
  }[]
}

export interface Written {
  readonly incomingId: IncomingId
  readonly at: Date
  readonly channel: Channel
  readonly number: string
  readonly text: string
  readonly button: string | null
  readonly media: number
  readonly attachments: readonly Attachment[]
  readonly understood: string
  readonly understoodBy: string | null
  readonly understoodIn: string | null
  readonly understoodWord: string | null
  readonly wordsRead: readonly WordsRead[]
  readonly inReplyTo: MessageId | null
  readonly state: 'inbox' | 'done'
  readonly doneBy: string | null
  readonly beneficiaryId: BeneficiaryId | null
  /** how staff write whoever it is from, and their name; null: nobody of ours */
  readonly ref: string | null
  readonly name: string | null
  readonly programmeId: ProgrammeId | null
  /** a yes that came after their voucher was taken back for silence: of which payout */
  readonly latePayoutId: PayoutId | null
}

const incomingColumns = sql`i.id as "incomingId", i.received_at as at, i.channel, i.number_enc as "numberEnc", i.text_enc as "textEnc", i.button,
  i.media, i.attachments, i.understood_word as "understoodWord", i.words_read as "wordsRead", i.understood, i.understood_by as "understoodBy", i.understood_in as "understoodIn", i.in_reply_to as "inReplyTo", i.state,
  i.done_by as "doneBy", i.beneficiary_id as "beneficiaryId", i.programme_id as "programmeId",
  (select jsonb_build_object('number', b.number, 'programme', g.name, 'name', encode(b.name_enc, 'hex'))
     from beneficiary b join programme g on g.id = b.programme_id where b.id = i.beneficiary_id) as person,
  case when i.understood = 'yes' and i.state = 'inbox' then (
    select v.payout_id from voucher v where v.beneficiary_id = i.beneficiary_id and v.ended in ('unanswered','not_reached')
       and v.state in ('cancelling','cancelled') order by v.state_at desc limit 1) end as "latePayoutId"`
type IncomingRow = Omit<Written, 'number' | 'text' | 'ref' | 'name'> & {
  numberEnc: Buffer
  textEnc: Buffer
  /** the name as it is sealed, in hexadecimal */
  person: { number: number; programme: string; name: string } | null
}
const readable = ({ sealing }: House, { numberEnc, textEnc, person, ...row }: IncomingRow): Written => ({
  ...row,
  ref: person && beneficiaryRef(person.programme, person.number),
  name: person && sealing.open(Buffer.from(person.name, 'hex')),
  number: sealing.open(numberEnc),
  text: sealing.open(textEnc),
})

/** Newest first, at most so many of each. What came from a number that several people have is with each of them. */
export async function conversationOf(
  house: House,
  beneficiaryId: BeneficiaryId,
  limit = 200,
): Promise<{ told: Told[]; written: Written[]; stoppedAt: Date | null }> {
  const { rows: told } = await sql<Omit<Told, 'body'> & { bodyEnc: Buffer | null }>`
    select m.id as "messageId", m.kind, m.created_at as at, m.state, m.state_at as "stateAt", m.reason, m.language, m.body_enc as "bodyEnc",
           coalesce((select jsonb_agg(jsonb_build_object('channel', y.channel, 'carrier', c.carrier, 'state', y.state, 'reason', y.reason,
                      'code', y.code, 'at', y.opened_at, 'segments', y.segments, 'priceMicros', y.price_micros::text, 'priceCurrency', y.price_currency,
                      'estimateMicros', y.estimate_micros::text, 'estimateCurrency', y.estimate_currency)
                      order by y.ordinal)
              from message_try y join carrier_account c on c.id = y.carrier_account_id where y.message_id = m.id), '[]') as tries
      from message m where m.beneficiary_id = ${beneficiaryId} order by m.seq desc limit ${limit}`.execute(house.db)
  const { rows: written } = await sql<IncomingRow>`
    select ${incomingColumns} from incoming_message i
     where i.beneficiary_id = ${beneficiaryId}
        or i.beneficiary_id is null and i.number_lookup in (select d.number_lookup from destination d
             where d.beneficiary_id = ${beneficiaryId} and d.state = 'approved')
     order by i.received_at desc, i.id limit ${limit}`.execute(house.db)
  const { rows: phones } = await sql<{ stoppedAt: Date | null }>`
    select h.stopped_at as "stoppedAt" from destination d join phone h on h.number_lookup = d.number_lookup
     where d.beneficiary_id = ${beneficiaryId} and d.state = 'approved'`.execute(house.db)
  return {
    told: told.map(({ bodyEnc, ...row }) => ({ ...row, body: bodyEnc && house.sealing.open(bodyEnc) })),
    written: written.map(row => readable(house, row)),
    stoppedAt: phones[0]?.stoppedAt ?? null,
  }
}

/** What waits to be read, oldest first; of no programme: from numbers that nobody of ours has. */
export async function inbox(
  house: House,
  { programmeId, after, limit }: { programmeId: ProgrammeId | null; after?: IncomingId | undefined; limit: number },
): Promise<{ items: Written[]; next: IncomingId | null }> {
  const { rows } = await sql<IncomingRow>`
    select ${incomingColumns} from incoming_message i
     where i.state = 'inbox' and i.programme_id is not distinct from ${programmeId}::uuid
       and (${after ?? null}::uuid is null or (i.received_at, i.id) > (select l.received_at, l.id from incoming_message l where l.id = ${after ?? null}))
     order by i.received_at, i.id limit ${limit + 1}`.execute(house.db)
  const items = rows.slice(0, limit).map(row => readable(house, row))
  return { items, next: rows.length > limit ? (items.at(-1)?.incomingId ?? null) : null }
}

export async function findIncoming(house: House, incomingId: IncomingId): Promise<Written | null> {
  const { rows } =
    await sql<IncomingRow>`select ${incomingColumns} from incoming_message i where i.id = ${incomingId}`.execute(
      house.db,
    )
  return rows[0] ? readable(house, rows[0]) : null
}

/** Read and done with; with an answer it is queued in the same transaction. Whoever comes second is told who was first. */
export async function settleIncoming(
  house: House,
  { incomingId, answer, by }: { incomingId: IncomingId; answer: string | null; by: By },
): Promise<Done<{ messageId: MessageId | null }> | null> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{
      state: string
      doneBy: string | null
      beneficiaryId: BeneficiaryId | null
      programmeId: ProgrammeId | null
    }>`
      select state, done_by as "doneBy", beneficiary_id as "beneficiaryId", programme_id as "programmeId"
        from incoming_message where id = ${incomingId} for update`.execute(house.db)
    const [row] = rows
    if (!row) return null
    if (row.state === 'done') return refused('conflict', `It is done with already, by ${row.doneBy ?? 'mkono'}.`)
    if (answer !== null && row.programmeId !== null && (await messagingOf(house, row.programmeId)) === null)
      return refused('state', 'Set up first on which ways this programme tells people anything.')
    if (answer !== null && (row.beneficiaryId === null || row.programmeId === null))
      return refused('state', 'Nobody of ours is known to have written this, so nobody can be answered. Close it.')
    let messageId: MessageId | null = null
    if (answer !== null) {
      const queued = await sql<{ id: MessageId }>`
        with fresh as (
          insert into message (programme_id, beneficiary_id, kind, cause, about, body_enc, language)
          values (${row.programmeId}, ${row.beneficiaryId}, 'reply', ${incomingId}, ${JSON.stringify({ incomingId })}::jsonb, ${house.sealing.seal(answer)},
                  (select language from beneficiary where id = ${row.beneficiaryId}))
          on conflict do nothing returning id)
        select id, pg_notify(${messageChannel}, '') from fresh`.execute(house.db)
      messageId = queued.rows[0]?.id ?? null
    }
    await sql`update incoming_message set state = 'done', done_by = ${by.person}, done_at = now() where id = ${incomingId}`.execute(
      house.db,
    )
    await recordAct(house, {
      by,
      act: answer === null ? 'incoming message closed' : 'incoming message answered',
      ...(row.programmeId === null ? {} : { programmeId: row.programmeId }),
      subject: row.beneficiaryId === null ? ['incoming_message', incomingId] : ['beneficiary', row.beneficiaryId],
    })
    return done({ messageId })
  })
}

export interface MessageCosts {
  readonly month: string
  readonly channel: Channel
  readonly currency: string | null
  readonly messages: number
  readonly segments: number
  /** millionths of the currency’s unit */
  readonly micros: bigint
  /** what the carrier has told no price of, by our table of prices: how many messages, and millionths beside `micros` */
  readonly estimated: number
  readonly estimatedMicros: bigint
  /** of which neither the carrier nor a table tells a price */
  readonly unpriced: number
}

export async function messageCosts(house: House, programmeId: ProgrammeId): Promise<MessageCosts[]> {
  const { rows } = await sql<MessageCosts>`
    select to_char(y.opened_at at time zone 'UTC', 'YYYY-MM') as month, y.channel,
           case when y.price_micros is null then y.estimate_currency else y.price_currency end as currency, count(*)::int as messages,
           coalesce(sum(y.segments), 0)::int as segments, coalesce(sum(y.price_micros), 0)::bigint as micros,
           (count(*) filter (where y.price_micros is null and y.estimate_micros is not null))::int as estimated,
           coalesce(sum(y.estimate_micros) filter (where y.price_micros is null), 0)::bigint as "estimatedMicros",
           (count(*) filter (where y.price_micros is null and y.estimate_micros is null))::int as unpriced
      from message_try y join message m on m.id = y.message_id
     where m.programme_id = ${programmeId} and y.state not in ('sending','not_taken','lost')
     group by 1, 2, 3 order by 1 desc, 2, 3`.execute(house.db)
  return rows
}

export interface MessageLanguages {
  /** what they were written in */
  readonly language: string
  /** what the people speak; another one than `language`: nobody has written theirs yet */
  readonly theirs: string
  readonly count: number
}

/** Of messages that were written, whatever became of them. */
export async function messageLanguages(house: House, programmeId: ProgrammeId): Promise<MessageLanguages[]> {
  const { rows } = await sql<MessageLanguages>`
    select m.language, b.language as theirs, count(*)::int as count
      from message m join beneficiary b on b.id = m.beneficiary_id
     where m.programme_id = ${programmeId} and m.language is not null and m.body_enc is not null
     group by 1, 2 order by 3 desc, 1, 2`.execute(house.db)
  return rows
}

export interface MessageCounts {
  readonly kind: MessageKind
  readonly state: MessageState
  readonly count: number
  /** of which the carrier never told the end */
  readonly withoutWord: number
}

export async function messageCounts(house: House, programmeId: ProgrammeId): Promise<MessageCounts[]> {
  const { rows } = await sql<MessageCounts>`
    select kind, state, count(*)::int as count, (count(*) filter (where reason in ('no_word','looked_after')))::int as "withoutWord"
      from message where programme_id = ${programmeId} group by 1, 2 order by 1, 2`.execute(house.db)
  return rows
}
