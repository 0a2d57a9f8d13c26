/** Fields that a programme adds to what it knows of every person (domain/customField.ts). Never deleted, only put away. */
import { sql } from 'kysely'
import { wrongWithField, type CustomField } from '../domain/customField.js'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

export interface ProgrammeField extends CustomField {
  readonly fieldId: string
  readonly programmeId: ProgrammeId
  /** put away: asked for no more, and what is known stays */
  readonly archivedAt: Date | null
  readonly createdBy: string
  readonly createdAt: Date
}

/** More fields than this are a form of its own. */
const mostFields = 60

export async function findField(house: House, fieldId: string): Promise<ProgrammeField | null> {
  const of = await house.db
    .selectFrom('programme_field')
    .select('programme_id')
    .where('id', '=', fieldId as never)
    .executeTakeFirst()
  if (!of) return null
  return (
    (await listFields(house, of.programme_id)).find(each => each.fieldId.toLowerCase() === fieldId.toLowerCase()) ??
    null
  )
}

/** In the order in which they were made. */
export async function listFields(house: House, programmeId: ProgrammeId): Promise<ProgrammeField[]> {
  const rows = await house.db
    .selectFrom('programme_field')
    .selectAll()
    .where('programme_id', '=', programmeId)
    .orderBy('created_at')
    .orderBy('key')
    .execute()
  return rows.map(row => ({
    fieldId: row.id,
    programmeId: row.programme_id,
    key: row.key,
    type: row.type,
    labels: row.labels,
    required: row.required,
    rules: row.rules,
    personal: row.personal,
    archivedAt: row.archived_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  }))
}

export async function fieldsInUse(house: House, programmeId: ProgrammeId): Promise<ProgrammeField[]> {
  return (await listFields(house, programmeId)).filter(({ archivedAt }) => archivedAt === null)
}

export async function addField(
  house: House,
  { programmeId, by, ...field }: CustomField & { programmeId: ProgrammeId; by: By },
): Promise<Done<{ fieldId: string }>> {
  return inTransaction(house, async house => {
    const programme = await house.db
      .selectFrom('programme')
      .select('languages')
      .where('id', '=', programmeId)
      .forUpdate()
      .executeTakeFirst()
    if (!programme) return refused('not_found', 'There is no such programme.')
    const wrong = wrongWithField(field, programme.languages)
    if (wrong !== null) return refused('invalid', wrong)
    if ((await fieldsInUse(house, programmeId)).length >= mostFields)
      return refused('state', `A programme has at most ${mostFields} fields of its own: put one away first.`)
    const { key, type, labels, required, rules, personal } = field
    const made = await house.db
      .insertInto('programme_field')
      .values({
        ...{ programme_id: programmeId, key, type, required, personal, created_by: by.person },
        labels: JSON.stringify(labels),
        rules: JSON.stringify(rules),
      })
      .onConflict(conflict => conflict.columns(['programme_id', 'key']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return refused('conflict', 'There is a field of this key already: choose another key.')
    const details = { key, type, required, personal }
    await recordAct(house, { by, act: 'field added', programmeId, subject: ['field', made.id], details })
    return done({ fieldId: made.id })
  })
}

/** What may be changed of a field: how it is called and judged, never its key, type or secrecy, by which values are kept. */
export type FieldChanges = Partial<Pick<CustomField, 'labels' | 'required' | 'rules'>> & {
  archived?: boolean | undefined
}

export async function changeField(
  house: House,
  { fieldId, by, changes }: { fieldId: string; by: By; changes: FieldChanges },
): Promise<Done> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ programmeId: ProgrammeId; languages: string[] }>`
      select f.programme_id as "programmeId", p.languages from programme_field f join programme p on p.id = f.programme_id
       where f.id = ${fieldId} for update of f`.execute(house.db)
    const [at] = rows
    const before = at && (await listFields(house, at.programmeId)).find(each => each.fieldId === fieldId)
    if (!at || !before) return refused('not_found', 'There is no such field.')
    const { labels = before.labels, required = before.required, rules = before.rules } = changes
    const wrong = wrongWithField({ ...before, labels, required, rules }, at.languages)
    if (wrong !== null) return refused('invalid', wrong)
    const gone = missingOptions(before.rules, rules)
    if (gone.length > 0) return refused('invalid', `Options that people may have stay: ${gone.join(', ')}.`)
    const archivedAt = changes.archived === undefined ? before.archivedAt : changes.archived ? sql<Date>`now()` : null
    await house.db
      .updateTable('programme_field')
      .set({ labels: JSON.stringify(labels), required, rules: JSON.stringify(rules), archived_at: archivedAt })
      .where('id', '=', fieldId)
      .execute()
    await recordAct(house, {
      by,
      act: 'field changed',
      programmeId: at.programmeId,
      subject: ['field', fieldId],
      details: { before: { labels: before.labels, required: before.required, rules: before.rules }, ...changes },
    })
    return done()
  })
}

const missingOptions = (before: CustomField['rules'], after: CustomField['rules']): string[] => {
  const kept = new Set((after.options ?? []).map(({ key }) => key))
  return (before.options ?? []).map(({ key }) => key).filter(key => !kept.has(key))
}
