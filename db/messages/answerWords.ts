/** The answer words of a programme, version by version: what was understood by them stays known. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { ProgrammeId } from '../../domain/ids.js'
import type { OwnWords } from '../../domain/ownAnswerWords.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'

export interface AnswerWordsVersion {
  readonly programmeId: ProgrammeId
  readonly version: number
  readonly words: OwnWords
  readonly madeBy: string
  readonly madeAt: Date
}

const columns = sql`programme_id as "programmeId", version, words, made_by as "madeBy", made_at as "madeAt"`

/** The newest of each programme that has any. */
export async function answerWordsOf(
  house: House,
  programmeIds: readonly ProgrammeId[],
): Promise<readonly AnswerWordsVersion[]> {
  if (programmeIds.length === 0) return []
  const { rows } = await sql<AnswerWordsVersion>`
    select distinct on (programme_id) ${columns} from answer_words
     where programme_id = any (${[...programmeIds]}::uuid[]) order by programme_id, version desc`.execute(house.db)
  return rows
}

/** One version, as evidence names it. */
export async function answerWordsVersion(
  house: House,
  { programmeId, version }: { programmeId: ProgrammeId; version: number },
): Promise<AnswerWordsVersion | null> {
  const { rows } = await sql<AnswerWordsVersion>`
    select ${columns} from answer_words where programme_id = ${programmeId} and version = ${version}`.execute(house.db)
  return rows[0] ?? null
}

/** The next version, all languages at once; checked by whoever calls (domain/ownAnswerWords.ts). */
export async function writeAnswerWords(
  house: House,
  { programmeId, words, by }: { programmeId: ProgrammeId; words: OwnWords; by: By },
): Promise<Done<{ version: number }>> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ version: number }>`
      insert into answer_words (programme_id, version, words, made_by)
      select ${programmeId}, coalesce(max(version), 0) + 1, ${JSON.stringify(words)}::jsonb, ${by.person}
        from answer_words where programme_id = ${programmeId}
      on conflict (programme_id, version) do nothing returning version`.execute(house.db)
    const [made] = rows
    if (!made) return refused('conflict', 'Somebody else has just changed these words: look at theirs first.')
    await recordAct(house, {
      by,
      act: 'answer words written',
      programmeId,
      subject: ['programme', programmeId],
      details: { version: made.version, words },
    })
    return done(made)
  })
}
