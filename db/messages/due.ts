/** Messages whose time has come, with everything that it takes to write and send them. */
import { sql } from 'kysely'
import type { BeneficiaryId, InvitationId, MessageId, MessageTextId, ProgrammeId } from '../../domain/ids.js'
import type { Channel, MessageKind } from '../../domain/message.js'
import type { ToldFacts } from '../../domain/messageValues.js'
import type { House } from '../database.js'
import type { MessageAbout, Way } from '../schemaMessages.js'
import { factColumns, factsOf, type FactRow, type VoucherFacts } from './facts.js'
import { messageChannel } from './queue.js'

/** Longer than a round takes from here to the stored submissions. */
const leaseSeconds = 60

/** Opened: personal, and only for whoever writes and sends it. */
export interface DueMessage {
  readonly messageId: MessageId
  readonly programmeId: ProgrammeId
  /** null: of somebody who is invited and nobody yet */
  readonly beneficiaryId: BeneficiaryId | null
  readonly invited: Invited | null
  readonly kind: MessageKind
  readonly about: MessageAbout
  readonly way: number
  readonly ways: readonly Way[]
  readonly tries: number
  /** since it was queued */
  readonly ageMs: number
  /** E.164 */
  readonly number: string | null
  readonly phone: { readonly stopped: boolean; readonly notOn: readonly Channel[]; readonly whatsappUntilMs: number }
  /** what it asks for was done meanwhile */
  readonly over: boolean
  /** what it was when it was first written: the same words go on every way */
  readonly written: { readonly body: string; readonly language: string; readonly textId: MessageTextId | null } | null
  readonly facts: MessageFactsHeld
}

/** Opened: whoever has the token can register. */
export interface Invited {
  readonly invitationId: InvitationId
  /** of their link; null: it is good for nothing any more */
  readonly token: string | null
}

/** What its text may speak of, and in which languages it is looked for. */
export interface MessageFactsHeld extends ToldFacts {
  readonly language: string
  readonly programmeLanguages: readonly string[]
  readonly timeZone: string
  readonly voucher: VoucherFacts | null
}

interface Row extends FactRow {
  messageId: MessageId
  programmeId: ProgrammeId
  beneficiaryId: BeneficiaryId | null
  invitationId: InvitationId | null
  tokenEnc: Buffer | null
  kind: MessageKind
  about: MessageAbout
  way: number
  ways: Way[]
  tries: number
  ageMs: number
  numberEnc: Buffer | null
  stopped: boolean
  notOn: Channel[] | null
  whatsappUntil: Date | null
  bodyEnc: Buffer | null
  language: string | null
  textId: MessageTextId | null
  theirLanguage: string
  programmeLanguages: string[]
  timeZone: string
  over: boolean
  at: Date
}

/**
 * The next messages, leased for a minute: whoever dies with them leaves them due again. Of one person, enrolled or invited,
 * the oldest that is not on its way yet nor kept for the morning, so that everybody hears things in their order; none whose carrier account is paused or asked for quiet.
 * What stands still is a few accounts and broadcasts, read first: so the queue is walked in its order and no further than needed.
 */
export async function takeDueMessages(house: House, limit: number): Promise<DueMessage[]> {
  const { rows } = await sql<Row>`
    with due as (
      select m.id from message m join programme_messaging g on g.programme_id = m.programme_id
       where m.state = 'queued' and m.next_try_at <= now()
         and not (m.kind = 'broadcast' and (m.about ->> 'broadcastId')::uuid = any (array(select id from broadcast where state = 'paused')))
         and ((g.ways -> m.way ->> 'carrierAccountId')::uuid
               = any (array(select id from carrier_account where paused_at is not null or not_before > now()))) is not true
         and not exists (select from message e where e.beneficiary_id = m.beneficiary_id and e.seq < m.seq
                            and e.state in ('queued','sending','unknown') and (e.not_before is null or e.not_before <= now()))
         -- Of somebody invited what tells of one link; what tells of an older one is over.
         and not exists (select from message e where e.invitation_id = m.invitation_id and e.about -> 'ordinal' = m.about -> 'ordinal'
                            and e.seq < m.seq and e.state in ('queued','sending','unknown'))
       order by m.rank, m.next_try_at, m.seq limit ${limit} for update of m skip locked),
    leased as (
      update message m set next_try_at = now() + ${leaseSeconds} * interval '1 second' from due where m.id = due.id returning m.*)
    select l.id as "messageId", l.programme_id as "programmeId", l.beneficiary_id as "beneficiaryId", l.invitation_id as "invitationId",
           i.token_enc as "tokenEnc", l.kind, l.about, l.way, g.ways,
           (select count(*)::int from message_try y where y.message_id = l.id and y.way = l.way) as tries,
           (extract(epoch from now() - greatest(l.created_at, l.not_before)) * 1000)::float8 as "ageMs",
           coalesce(d.number_enc, i.number_enc) as "numberEnc", h.stopped_at is not null as stopped, h.not_on as "notOn", h.whatsapp_until as "whatsappUntil",
           l.body_enc as "bodyEnc", l.language, l.text_id as "textId",
           coalesce(b.language, i.language) as "theirLanguage", p.languages as "programmeLanguages", g.time_zone as "timeZone", l.created_at as at, ${factColumns('invited')},
           (l.kind in ('correct_number','reminder','payment_failed') and c.state is not distinct from 'closed'
             or x.state is not distinct from 'cancelled'
             or i.state is not null and (i.state <> 'open' or i.expires_at <= now() or i.ordinal <> (l.about ->> 'ordinal')::int)
             or l.kind in ('voucher_question','voucher_again') and w.state is distinct from 'waiting'
             or l.kind = 'voucher' and (w.state is null or w.state not in ('agreed','delivered'))) as over
      from leased l join programme_messaging g on g.programme_id = l.programme_id
      join programme p on p.id = l.programme_id left join beneficiary b on b.id = l.beneficiary_id
      left join invitation i on i.id = l.invitation_id
      left join fsp_account f on f.id = p.fsp_account_id
      left join lateral (select v.* from voucher v
                          where v.id = (l.about ->> 'voucherId')::uuid
                             or (l.about ->> 'voucherId') is null and v.attempt_id = (l.about ->> 'attemptId')::uuid
                          order by v.part, v.ordinal desc limit 1) w on l.kind like 'voucher%'
      left join destination d on d.beneficiary_id = b.id and d.state = 'approved'
      left join phone h on h.number_lookup = coalesce(d.number_lookup, i.number_lookup)
      left join broadcast x on l.kind = 'broadcast' and x.id = (l.about ->> 'broadcastId')::uuid
      left join payout o on o.id = (l.about ->> 'payoutId')::uuid
      left join lateral (select a.receipt_enc, a.reason from attempt a
                          where a.payout_id = o.id and (l.kind <> 'payment_sent' or a.state = 'paid')
                          order by a.ordinal desc limit 1) a on true
      left join lateral (select count(*)::int as count, coalesce(sum(o.amount_minor), 0)::bigint as minor from payout o
                          where l.kind = 'completed' and o.beneficiary_id = b.id and o.state = 'paid') t on true
      left join lateral (select c.deadline_at, c.reason, c.state from work_case c
                          where c.id = (l.about ->> 'caseId')::uuid
                             or (l.about ->> 'caseId') is null and c.kind = 'correction' and c.state = 'open' and c.beneficiary_id = b.id
                          order by c.opened_at desc limit 1) c on true
     order by l.seq`.execute(house.db)
  return rows.map(row => opened(house, row))
}

/**
 * A message that waits for its next try has it now, and so has what goes to the same person before it: staff know that the phone
 * is on again. What is leased is left to whoever has it. @returns whether it waits: then another one would only come behind it
 */
export async function tryAtOnce(
  house: House,
  { beneficiaryId, kind, cause }: { beneficiaryId: BeneficiaryId; kind: MessageKind; cause: string },
): Promise<boolean> {
  const { rows } = await sql`
    with it as (
      select seq from message where beneficiary_id = ${beneficiaryId} and kind = ${kind} and cause = ${cause} and state = 'queued'),
    moved as (
      update message m set next_try_at = now() from it
       where m.beneficiary_id = ${beneficiaryId} and m.state = 'queued' and m.seq <= it.seq
         and (m.not_before is null or m.not_before <= now())
         and m.next_try_at > now() + ${leaseSeconds} * interval '1 second' returning 1),
    told as (select pg_notify(${messageChannel}, '') from (select 1 from moved limit 1) one)
    select 1 from it left join told on true`.execute(house.db)
  return rows.length > 0
}

function opened({ sealing }: House, row: Row): DueMessage {
  const { messageId, programmeId, beneficiaryId, kind, about, way, ways, tries, ageMs } = row
  const { bodyEnc, language, textId } = row
  return {
    ...{ messageId, programmeId, beneficiaryId, kind, about, way, ways, tries, ageMs },
    invited:
      row.invitationId === null
        ? null
        : { invitationId: row.invitationId, token: row.tokenEnc && sealing.open(row.tokenEnc) },
    over: row.over,
    number: row.numberEnc && sealing.open(row.numberEnc),
    phone: { stopped: row.stopped, notOn: row.notOn ?? [], whatsappUntilMs: row.whatsappUntil?.getTime() ?? 0 },
    written: bodyEnc && language !== null ? { body: sealing.open(bodyEnc), language, textId } : null,
    facts: {
      ...factsOf(sealing, row),
      language: row.theirLanguage,
      programmeLanguages: row.programmeLanguages,
      timeZone: row.timeZone,
      at: row.at,
    },
  }
}
