/** What a programme says in its own words, version by version. What it has not written is said in ours (messaging/texts/). */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { BroadcastId, MessageTextId, ProgrammeId } from '../../domain/ids.js'
import type { MessageKind } from '../../domain/message.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'

export interface OwnText {
  readonly textId: MessageTextId
  readonly kind: MessageKind
  readonly language: string
  readonly version: number
  /** null: from this version on ours is said again */
  readonly text: string | null
  /** an approved template of the carrier that says the same, and which of our fields its variables are, in their order */
  readonly contentSid: string | null
  readonly contentVariables: readonly string[]
  readonly madeBy: string
  readonly madeAt: Date
}

/** The newest version of each. */
export async function ownTexts(house: House, programmeId: ProgrammeId): Promise<OwnText[]> {
  const { rows } = await sql<OwnText>`
    select distinct on (kind, language) id as "textId", kind, language, version, text, content_sid as "contentSid",
           content_variables as "contentVariables", made_by as "madeBy", made_at as "madeAt"
      from message_text where programme_id = ${programmeId} order by kind, language, version desc`.execute(house.db)
  return rows
}

/** Every version of one text, the newest first. */
export async function textVersions(
  house: House,
  { programmeId, kind, language }: { programmeId: ProgrammeId; kind: MessageKind; language: string },
): Promise<OwnText[]> {
  const { rows } = await sql<OwnText>`
    select id as "textId", kind, language, version, text, content_sid as "contentSid",
           content_variables as "contentVariables", made_by as "madeBy", made_at as "madeAt"
      from message_text where programme_id = ${programmeId} and kind = ${kind} and language = ${language}
     order by version desc limit 200`.execute(house.db)
  return rows
}

/** What staff wrote for many, by language. */
export async function broadcastTexts(
  house: House,
  broadcastId: BroadcastId,
): Promise<Readonly<Record<string, string>>> {
  const row = await house.db.selectFrom('broadcast').select('texts').where('id', '=', broadcastId).executeTakeFirst()
  return row?.texts ?? {}
}

/** The next version; its text was checked by whoever calls (messaging/). */
export async function writeText(
  house: House,
  given: {
    programmeId: ProgrammeId
    kind: MessageKind
    language: string
    text: string | null
    contentSid: string | null
    contentVariables: readonly string[]
    by: By
  },
): Promise<Done<{ textId: MessageTextId; version: number }>> {
  const { programmeId, kind, language, by } = given
  return inTransaction(house, async house => {
    const { rows } = await sql<{ textId: MessageTextId; version: number }>`
      insert into message_text (programme_id, kind, language, version, text, content_sid, content_variables, made_by)
      select ${programmeId}, ${kind}, ${language}, coalesce(max(version), 0) + 1, ${given.text}, ${given.contentSid},
             ${[...given.contentVariables]}::text[], ${by.person}
        from message_text where programme_id = ${programmeId} and kind = ${kind} and language = ${language}
      on conflict (programme_id, kind, language, version) do nothing
      returning id as "textId", version`.execute(house.db)
    const [made] = rows
    if (!made) return refused('conflict', 'Somebody else has just changed this text: look at theirs first.')
    await recordAct(house, {
      by,
      act: 'message text written',
      programmeId,
      subject: ['programme', programmeId],
      details: { kind, language, version: made.version },
    })
    return done(made)
  })
}
