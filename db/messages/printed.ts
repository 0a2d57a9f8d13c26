/** Messages that aid workers read out: for people whom no phone reaches. */
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said } from '../../domain/caseSays.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import type { BeneficiaryId, CaseId, MessageId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { closeThese, openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'

export interface ToPrint {
  readonly messageId: MessageId
  readonly beneficiaryId: BeneficiaryId
  readonly ref: string
  /** opened: personal */
  readonly name: string
  readonly place: string
  readonly language: string | null
  readonly body: string
  /** since when it waits; a week later it is a case */
  readonly since: Date
}

/** In the order in which they were written; a list is made place by place from it. */
export async function toPrint(
  house: House,
  { programmeId, after, limit }: { programmeId: ProgrammeId; after?: MessageId | undefined; limit: number },
): Promise<{ items: ToPrint[]; next: MessageId | null }> {
  const { rows } = await sql<{
    messageId: MessageId
    beneficiaryId: BeneficiaryId
    number: number
    programme: string
    nameEnc: Buffer
    place: string
    language: string | null
    bodyEnc: Buffer
    since: Date
  }>`
    select m.id as "messageId", b.id as "beneficiaryId", b.number, p.name as programme, b.name_enc as "nameEnc", b.place, m.language,
           m.body_enc as "bodyEnc", m.state_at as since
      from message m join beneficiary b on b.id = m.beneficiary_id join programme p on p.id = m.programme_id
     where m.programme_id = ${programmeId} and m.state = 'to_print' and m.body_enc is not null
       and (${after ?? null}::uuid is null or m.seq > (select l.seq from message l where l.id = ${after ?? null}))
     order by m.seq limit ${limit + 1}`.execute(house.db)
  const items = rows.slice(0, limit).map(({ number, programme, nameEnc, bodyEnc, ...row }) => ({
    ...row,
    ref: beneficiaryRef(programme, number),
    name: house.sealing.open(nameEnc),
    body: house.sealing.open(bodyEnc),
  }))
  return { items, next: rows.length > limit ? (items.at(-1)?.messageId ?? null) : null }
}

/** @returns how many were still to be */
export async function markPrinted(
  house: House,
  { programmeId, messageIds, by }: { programmeId: ProgrammeId; messageIds: readonly MessageId[]; by: By },
): Promise<number> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ beneficiaryId: BeneficiaryId }>`
      update message set state = 'printed', state_at = now()
       where programme_id = ${programmeId} and state = 'to_print' and id = any (${[...messageIds]}::uuid[])
      returning beneficiary_id as "beneficiaryId"`.execute(house.db)
    await closeReadOut(
      house,
      rows.map(row => row.beneficiaryId),
      by,
    )
    await recordAct(house, {
      by,
      act: 'messages handed over',
      programmeId,
      subject: ['programme', programmeId],
      details: { messages: rows.length },
    })
    return rows.length
  })
}

/** Why such a case was opened. */
export const notReadOut = 'not_read_out'
/** So long aid workers have for reading a message out; then it is a case of programme staff, which is raised weekly. */
export const readOutWithinDays = 7

/** Whoever waits longer becomes a case, one a person. @returns how many are new */
export async function casesOfUnprinted(house: House, limit: number): Promise<number> {
  const { rows } = await sql<{ beneficiaryId: BeneficiaryId; programmeId: ProgrammeId }>`
    select distinct m.beneficiary_id as "beneficiaryId", m.programme_id as "programmeId" from message m
     where m.state = 'to_print' and m.state_at <= now() - make_interval(days => ${readOutWithinDays})
       and not exists (select from work_case c where c.kind = 'message_failed' and c.state = 'open' and c.beneficiary_id = m.beneficiary_id)
     limit ${limit}`.execute(house.db)
  for (const { beneficiaryId, programmeId } of rows)
    await openCase(house, {
      kind: 'message_failed',
      programmeId,
      beneficiaryId,
      reason: notReadOut,
      says: said('message_not_read_out'),
      owner: 'programme staff',
      atDeadline: 'escalate',
    })
  return rows.length
}

/** Whoever has nothing left on the list needs nobody to look after it. */
async function closeReadOut(house: House, people: readonly BeneficiaryId[], by: By): Promise<void> {
  const { rows } = await sql<{ id: CaseId }>`
    select c.id from work_case c
     where c.kind = 'message_failed' and c.state = 'open' and c.reason = ${notReadOut} and c.beneficiary_id = any (${[...people]}::uuid[])
       and not exists (select from message m where m.beneficiary_id = c.beneficiary_id and m.state = 'to_print')`.execute(
    house.db,
  )
  await closeThese(
    house,
    rows.map(({ id }) => id),
    by,
    caseEnds.read_out,
  )
}

/** They were told in another way: nothing of theirs is read out any more. */
export async function toldOtherwise(house: House, beneficiaryId: BeneficiaryId): Promise<void> {
  await sql`update message set state = 'printed', state_at = now() where beneficiary_id = ${beneficiaryId} and state = 'to_print'`.execute(
    house.db,
  )
}
