/** Messages that aid workers read out: for people whom no phone reaches. */
import { sql } from 'kysely'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import type { BeneficiaryId, MessageId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
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
  }>`
    select m.id as "messageId", b.id as "beneficiaryId", b.number, p.name as programme, b.name_enc as "nameEnc", b.place, m.language,
           m.body_enc as "bodyEnc"
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
    const { rows } = await sql`
      update message set state = 'printed', state_at = now()
       where programme_id = ${programmeId} and state = 'to_print' and id = any (${[...messageIds]}::uuid[]) returning 1`.execute(
      house.db,
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
