/**
 * Lists of people taken in, in the background. What of a list may be kept is sealed when it arrives: the mapped columns
 * of rows with consent. Then chunk after chunk is stored, each in one transaction with what became of its rows, so that
 * a crash anywhere goes on where it was and a second worker finds what is done. At the end the list itself is erased.
 */
import { sql, type Insertable } from 'kysely'
import { fieldsIn, type ColumnMap, type Columns } from '../domain/columnGuess.js'
import { done, type Done, type Refused } from '../domain/done.js'
import type { ImportId, ProgrammeId } from '../domain/ids.js'
import { tidyText } from '../domain/names.js'
import { mkono, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { enrolPeople, rowRules } from './enrolment.js'
import { makeReady, RowsAhead, type ReadyRow } from './importAhead.js'
import { mapList, type GivenList, type WaitingRow } from './importList.js'
import type { ImportRowTable } from './schemaPeople.js'

/** Stores a list for the background. Start its life `import/<id>` afterwards; the caretaker does where that was missed. */
export async function createImport(
  house: House,
  given: GivenList & { fileName: string; by: By },
): Promise<Done<{ importId: ImportId; rows: number; columns: Columns }> | (Refused & { columns?: Columns })> {
  const list = await mapList(house, given)
  if (!list.ok) return list
  return inTransaction(house, async house => {
    const { id } = await house.db
      .insertInto('beneficiary_import')
      .values({
        programme_id: given.programmeId,
        file_name: tidyText(given.fileName).split(/[/\\]/).at(-1)?.slice(0, 120) || 'list.csv',
        file_enc: house.sealing.seal(JSON.stringify(list.rows)),
        file_digest: house.sealing.lookup('file', Buffer.from(given.bytes).toString('latin1')),
        column_map: JSON.stringify(list.columns.map),
        created_by: given.by.person,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordAct(house, {
      by: given.by,
      act: 'import created',
      programmeId: given.programmeId,
      subject: ['import', id],
      details: { rows: list.rows.length },
    })
    return done({ importId: id, rows: list.rows.length, columns: list.columns })
  })
}

/** A list in work: held in memory by the worker that stores it. */
export interface OpenImport {
  readonly importId: ImportId
  readonly programmeId: ProgrammeId
  readonly by: By
  readonly rows: RowsAhead
}

/** Opens a list to go on with it; null when it is done, failed or not there. */
export async function openImport(house: House, importId: ImportId): Promise<OpenImport | null> {
  const row = await house.db.selectFrom('beneficiary_import').selectAll().where('id', '=', importId).executeTakeFirst()
  if (!row || row.state === 'done' || row.state === 'failed') return null
  const rules = await rowRules(house, row.programme_id)
  if (!rules) throw new Error('The programme of an import is gone: the foreign key of beneficiary_import is broken.')
  const waiting = JSON.parse(house.sealing.open(row.file_enc)) as WaitingRow[]
  const rows = new RowsAhead(waiting, row.rows_read, each => makeReady(house.sealing, each, rules))
  return { importId, programmeId: row.programme_id, by: { person: row.created_by, role: 'enrolment_officer' }, rows }
}

export interface ImportStanding {
  readonly importId: ImportId
  readonly programmeId: ProgrammeId
  readonly fileName: string
  readonly state: 'stored' | 'running' | 'done' | 'failed'
  readonly columns: ColumnMap
  readonly rowsRead: number
  readonly imported: number
  readonly known: number
  readonly refused: number
  readonly createdBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** Rows in one transaction: few round trips, and a lock that another list of the programme waits for a moment only. */
const chunkRows = 1_000

/**
 * Stores the next rows and says where the list stands. The count of rows read is the checkpoint, taken under lock: two
 * workers with one list share it, and no row is stored twice.
 */
export async function storeNextRows(house: House, list: OpenImport, size = chunkRows): Promise<ImportStanding> {
  const [standing] = await Promise.all([storeChunk(house, list, size), list.rows.prepare(size)])
  // Screens that look at the list while it grows would be planned for as if it were not there.
  if (standing.state === 'done' || isPowerOfFour(standing.rowsRead / size)) {
    await sql`analyze beneficiary, destination`.execute(house.db)
  }
  return standing
}

const isPowerOfFour = (chunks: number): boolean => Number.isInteger(Math.log2(chunks) / 2)

async function storeChunk(house: House, list: OpenImport, size: number): Promise<ImportStanding> {
  return inTransaction(house, async house => {
    const at = await house.db
      .selectFrom('beneficiary_import')
      .select(['state', 'rows_read'])
      .where('id', '=', list.importId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (at.state === 'stored' || at.state === 'running') {
      const rows = list.rows.take(at.rows_read, size)
      const counts = await storeRows(house, list, rows)
      await house.hooks.at('importing')
      const last = at.rows_read + rows.length >= list.rows.rows.length
      await advance(house, list.importId, { ...counts, read: rows.length, last })
      if (last) await tellFinished(house, list)
    }
    const standing = await findImport(house, list.importId)
    if (!standing) throw new Error('An import vanished while it was stored.')
    return standing
  })
}

interface Counts {
  imported: number
  known: number
  refused: number
}

async function storeRows(house: House, list: OpenImport, rows: readonly ReadyRow[]): Promise<Counts> {
  const people = rows.flatMap(({ person }) => person ?? [])
  const enrolled = (await enrolPeople(house, people, list)).values()
  const counts = { imported: 0, known: 0, refused: 0 }
  const others = rows.flatMap(ready => {
    const one = { import_id: list.importId, row_number: ready.row }
    if (ready.person === null) {
      counts.refused++
      return { ...one, outcome: 'refused' as const, problems: ready.problems, row_enc: ready.rowEnc }
    }
    const person = enrolled.next().value
    if (!person?.known) {
      counts.imported++
      return []
    }
    counts.known++
    return { ...one, outcome: 'known' as const, beneficiary_id: person.beneficiaryId }
  })
  await storeOthers(house, others)
  return counts
}

type OtherRow = Insertable<ImportRowTable>

/** Rows that became nobody. */
async function storeOthers(house: House, rows: readonly OtherRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into import_row (import_id, row_number, outcome, beneficiary_id, problems, row_enc)
    select * from unnest(
      ${rows.map(row => row.import_id)}::uuid[], ${rows.map(row => row.row_number)}::int[],
      ${rows.map(row => row.outcome)}::text[], ${rows.map(row => row.beneficiary_id ?? null)}::uuid[],
      ${rows.map(row => row.problems ?? '[]')}::jsonb[], ${rows.map(row => row.row_enc ?? null)}::bytea[])`.execute(
    house.db,
  )
}

async function advance(
  house: House,
  importId: ImportId,
  step: Counts & { read: number; last: boolean },
): Promise<void> {
  await house.db
    .updateTable('beneficiary_import')
    .set({
      state: step.last ? 'done' : 'running',
      rows_read: sql<number>`rows_read + ${step.read}`,
      rows_imported: sql<number>`rows_imported + ${step.imported}`,
      rows_known: sql<number>`rows_known + ${step.known}`,
      rows_refused: sql<number>`rows_refused + ${step.refused}`,
      next_check_at: sql<Date>`now() + interval '2 minutes'`,
      ...(step.last ? { finished_at: sql<Date>`now()`, file_enc: house.sealing.seal('[]') } : {}),
    })
    .where('id', '=', importId)
    .execute()
}

async function tellFinished(house: House, list: OpenImport): Promise<void> {
  const { imported, known, refused } = (await findImport(house, list.importId)) ?? { imported: 0, known: 0, refused: 0 }
  await recordAct(house, {
    by: mkono,
    act: 'import finished',
    programmeId: list.programmeId,
    subject: ['import', list.importId],
    details: { imported, known, refused },
  })
}

/** Gives a list up that could not be stored for a long time. What was stored stays; the rest is erased. */
export async function failImport(house: House, importId: ImportId): Promise<void> {
  await inTransaction(house, async house => {
    const failed = await house.db
      .updateTable('beneficiary_import')
      .set({ state: 'failed', finished_at: sql<Date>`now()`, file_enc: house.sealing.seal('[]') })
      .where('id', '=', importId)
      .where('state', 'in', ['stored', 'running'])
      .returning('programme_id')
      .executeTakeFirst()
    if (!failed) return
    await recordAct(house, {
      by: mkono,
      act: 'import failed',
      programmeId: failed.programme_id,
      subject: ['import', importId],
    })
  })
}

export async function findImport(house: House, importId: ImportId): Promise<ImportStanding | null> {
  const { rows } = await sql<ImportStanding>`${standing} where id = ${importId}`.execute(house.db)
  return rows[0] ? readable(rows[0]) : null
}

/** Newest first. */
export async function listImports(house: House, programmeId: ProgrammeId, limit = 50): Promise<ImportStanding[]> {
  const { rows } = await sql<ImportStanding>`${standing} where programme_id = ${programmeId}
    order by created_at desc, id limit ${limit}`.execute(house.db)
  return rows.map(readable)
}

const standing = sql`select id as "importId", programme_id as "programmeId", file_name as "fileName", state, column_map as columns,
  rows_read as "rowsRead", rows_imported as imported, rows_known as known, rows_refused as refused,
  created_by as "createdBy", created_at as "createdAt", finished_at as "finishedAt" from beneficiary_import`

/** jsonb forgets the order of keys: fields are told in the order of the domain. */
const readable = (row: ImportStanding): ImportStanding => ({
  ...row,
  columns: Object.fromEntries(fieldsIn(row.columns).map(field => [field, row.columns[field] ?? ''])),
})
