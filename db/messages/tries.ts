/** Submissions of messages, stored before they leave; and ends of messages that leave nothing. What became of a submission: learn.ts. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type {
  BeneficiaryId,
  CarrierAccountId,
  MessageId,
  MessageTextId,
  MessageTryId,
  ProgrammeId,
} from '../../domain/ids.js'
import type { Channel } from '../../domain/message.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import type { MessageEnd } from '../schemaMessages.js'
import { openCaseOfFailed } from './failedCase.js'

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

/** Ends of messages that leave nothing: `no_way`: every way was tried or none is open, and somebody has to tell them. */
export interface Unsent {
  readonly messageId: MessageId
  readonly state: 'dropped' | 'to_print' | 'failed'
  readonly reason: MessageEnd | null
  readonly way?: number
  readonly body?: string
  readonly language?: string
}

/** Only what is still queued ends. */
export async function endUnsent(house: House, unsent: readonly Unsent[]): Promise<void> {
  if (unsent.length === 0) return
  const rows = unsent.map(({ body, ...each }) => ({
    ...{ way: null, language: null, ...each },
    body: body === undefined ? null : house.sealing.seal(body),
  }))
  await inTransaction(house, async house => {
    const { rows: failed } = await sql<{
      messageId: MessageId
      programmeId: ProgrammeId
      beneficiaryId: BeneficiaryId | null
      state: string
      reason: string | null
    }>`
      update message m set state = v.state, reason = coalesce(v.reason, m.reason), state_at = now(), way = coalesce(v.way, m.way),
             body_enc = coalesce(v.body, m.body_enc), language = coalesce(v.language, m.language)
        from ${given('v', rows, {
          messageId: 'uuid',
          state: 'text',
          reason: 'text',
          way: 'int',
          body: 'bytea',
          language: 'text',
        })}
       where m.id = v."messageId" and m.state = 'queued'
      returning m.id as "messageId", m.programme_id as "programmeId", m.beneficiary_id as "beneficiaryId", v.state, v.reason`.execute(
      house.db,
    )
    for (const each of failed)
      if (each.state === 'failed') await openCaseOfFailed(house, { ...each, says: 'message_no_way' })
  })
}

/** What was leased and did not leave is due again. */
export async function giveBack(house: House, messageIds: readonly MessageId[]): Promise<void> {
  if (messageIds.length === 0) return
  await sql`update message set next_try_at = now() where id = any (${[...messageIds]}::uuid[]) and state = 'queued'`.execute(
    house.db,
  )
}
