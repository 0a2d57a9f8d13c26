/**
 * Messages that a carrier took and of which nobody was ever told the end (`no_word`): whether they arrived only their people
 * know. One case a programme, because a carrier that calls nobody back is silent about thousands at once; behind it a list of
 * them, which staff take for as long as it matters.
 */
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said } from '../../domain/caseSays.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import type { BeneficiaryId, CaseId, MessageId, ProgrammeId } from '../../domain/ids.js'
import type { Channel, MessageKind } from '../../domain/message.js'
import { mkono, type By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { closeThese, openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'

/** Why such a case was opened. */
export const withoutWord = 'no_word'

export interface Wordless {
  readonly messageId: MessageId
  readonly beneficiaryId: BeneficiaryId
  readonly ref: string
  readonly place: string
  readonly kind: MessageKind
  readonly channel: Channel
  readonly carrier: string
  /** when it left */
  readonly at: Date
}

/** In the order in which they were to be told. */
export async function wordlessOf(
  house: House,
  { programmeId, after, limit }: { programmeId: ProgrammeId; after?: MessageId | undefined; limit: number },
): Promise<{ items: Wordless[]; next: MessageId | null }> {
  const { rows } = await sql<Omit<Wordless, 'ref'> & { number: number; programme: string }>`
    select m.id as "messageId", b.id as "beneficiaryId", b.number, p.name as programme, b.place, m.kind, y.channel, c.name as carrier,
           y.opened_at as at
      from message m join beneficiary b on b.id = m.beneficiary_id join programme p on p.id = m.programme_id
      join lateral (select t.* from message_try t where t.message_id = m.id order by t.ordinal desc limit 1) y on true
      join carrier_account c on c.id = y.carrier_account_id
     where m.programme_id = ${programmeId} and m.reason = 'no_word'
       and (${after ?? null}::uuid is null or m.seq > (select l.seq from message l where l.id = ${after ?? null}))
     order by m.seq limit ${limit + 1}`.execute(house.db)
  const items = rows
    .slice(0, limit)
    .map(({ number, programme, ...row }) => ({ ...row, ref: beneficiaryRef(programme, number) }))
  return { items, next: rows.length > limit ? (items.at(-1)?.messageId ?? null) : null }
}

/**
 * Staff have asked these people, or say why nobody need be asked. The case ends with the last of them.
 * @param how what staff did; may be personal
 * @returns how many were still without a word
 */
export async function lookedAfter(
  house: House,
  {
    programmeId,
    messageIds,
    how,
    by,
  }: { programmeId: ProgrammeId; messageIds: readonly MessageId[]; how: string; by: By },
): Promise<number> {
  return inTransaction(house, async house => {
    const { rows } = await sql`
      update message set reason = 'looked_after'
       where programme_id = ${programmeId} and reason = 'no_word' and id = any (${[...messageIds]}::uuid[])
      returning 1`.execute(house.db)
    await closeHeard(house, programmeId, by)
    await recordAct(house, {
      by,
      act: 'messages without word looked after',
      programmeId,
      subject: ['programme', programmeId],
      details: { messages: rows.length },
      personal: { how },
    })
    return rows.length
  })
}

/** Whoever closes the case has looked after everything that it was about. */
export async function lookedAfterAll(house: House, programmeId: ProgrammeId): Promise<void> {
  await sql`update message set reason = 'looked_after' where programme_id = ${programmeId} and reason = 'no_word'`.execute(
    house.db,
  )
}

/**
 * A programme with such messages has a case; where all of them have their word by now it ends by itself. Who is invited stands
 * among the invitations instead, and is nobody to be asked.
 * @returns how many were opened and closed
 */
export async function casesOfWordless(house: House): Promise<number> {
  const { rows } = await sql<{ programmeId: ProgrammeId }>`
    select p.id as "programmeId" from programme p
     where exists (select from message m where m.programme_id = p.id and m.reason = 'no_word' and m.beneficiary_id is not null)
       and not exists (select from work_case c where c.kind = 'message_failed' and c.state = 'open' and c.programme_id = p.id
                          and c.beneficiary_id is null)`.execute(house.db)
  for (const { programmeId } of rows)
    await openCase(house, {
      kind: 'message_failed',
      programmeId,
      ofProgramme: true,
      reason: withoutWord,
      says: said('messages_without_word'),
      owner: 'programme staff',
      atDeadline: 'escalate',
    })
  return rows.length + (await closeHeard(house, null, mkono))
}

/** @param programmeId null: of every programme */
async function closeHeard(house: House, programmeId: ProgrammeId | null, by: By): Promise<number> {
  const { rows } = await sql<{ id: CaseId }>`
    select c.id from work_case c
     where c.kind = 'message_failed' and c.state = 'open' and c.reason = ${withoutWord} and c.beneficiary_id is null
       and (${programmeId}::uuid is null or c.programme_id = ${programmeId})
       and not exists (select from message m where m.programme_id = c.programme_id and m.reason = 'no_word' and m.beneficiary_id is not null)
     order by c.id for update`.execute(house.db)
  return closeThese(
    house,
    rows.map(({ id }) => id),
    by,
    caseEnds.known_whether,
  )
}
