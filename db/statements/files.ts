/**
 * Statements as files: taken over from what was uploaded (uploads.ts), and how far each is. The same file twice is the same
 * statement. Reading them is in reading.ts, what follows from their lines in matching.ts.
 */
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import { done, refused, type Done } from '../../domain/done.js'
import type { FspAccountId, StatementId, UploadId } from '../../domain/ids.js'
import { tidyText } from '../../domain/names.js'
import { mkono, type By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'
import { eraseContents } from './contents.js'
import { previewStatement } from './preview.js'
import { dropUpload, piecesOf, type Upload } from './uploads.js'

export interface GivenStatement {
  readonly fspAccountId: FspAccountId
  /** `mpesa`, or a profile that was saved for the account */
  readonly profile: string
  /** the file, which is in the house already */
  readonly upload: Upload
}

/**
 * Takes a statement over for the background; refuses at once what is no table or has no header that the profile knows. Start
 * its life `reconcile/<id>` afterwards; the caretaker does where that was missed.
 * @returns `repeated`: this very file was given before; what became of it stands there
 */
export async function createStatement(
  house: House,
  { fspAccountId, profile, upload, fileName, by }: GivenStatement & { fileName: string; by: By },
): Promise<Done<{ statementId: StatementId; repeated: boolean }>> {
  const { uploadId, bytes } = upload
  const seen = await previewStatement(house, { fspAccountId, profile, bytes: piecesOf(house, uploadId) })
  if (!seen.ok) return seen
  return inTransaction(house, async house => {
    const { rows } = await sql<{ id: StatementId }>`
      insert into statement_file (fsp_account_id, profile_name, rules, file_name, file_digest, upload_id, created_by)
      values (${fspAccountId}, ${profile}, ${JSON.stringify(seen.rules)}, ${nameOf(fileName)}, ${digestOf(house, upload)}, ${uploadId}, ${by.person})
      on conflict (fsp_account_id, file_digest) where state <> 'failed' do nothing returning id`.execute(house.db)
    const statementId = rows[0]?.id
    if (statementId === undefined) return repeated(house, fspAccountId, upload)
    await recordAct(house, {
      by,
      act: 'statement given',
      subject: ['statement', statementId],
      details: { fspAccountId, profile, bytes },
    })
    return done({ statementId, repeated: false })
  })
}

async function repeated(
  house: House,
  fspAccountId: FspAccountId,
  upload: Upload,
): Promise<Done<{ statementId: StatementId; repeated: boolean }>> {
  const there = await house.db
    .selectFrom('statement_file')
    .select('id')
    .where('fsp_account_id', '=', fspAccountId)
    .where('file_digest', '=', digestOf(house, upload))
    .where('state', '<>', 'failed')
    .executeTakeFirst()
  return there
    ? done({ statementId: there.id, repeated: true })
    : refused('conflict', 'This file is being taken in by somebody else. Try again in a moment.')
}

const nameOf = (fileName: string): string => tidyText(fileName).split(/[/\\]/).at(-1)?.slice(0, 120) || 'statement.csv'

const digestOf = (house: House, { digest }: Upload): Buffer => house.sealing.lookup('file', digest)

export interface StatementStanding {
  readonly statementId: StatementId
  readonly fspAccountId: FspAccountId
  readonly profile: string
  readonly fileName: string
  readonly state: 'stored' | 'reading' | 'matching' | 'done' | 'failed'
  /** of one that failed: what to do */
  readonly why: string | null
  readonly shortCode: string | null
  readonly periodFrom: Date | null
  readonly periodTo: Date | null
  readonly rowsRead: number
  readonly lines: number
  /** of them, those that another file had brought */
  readonly linesKnown: number
  readonly rowsUnread: number
  /** how many of its lines came to what, and how many payouts it lacks; empty until it is done */
  readonly counts: Readonly<Record<string, number>>
  readonly createdBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

const standing = sql`select id as "statementId", fsp_account_id as "fspAccountId", profile_name as profile, file_name as "fileName",
  state, why, short_code as "shortCode", period_from as "periodFrom", period_to as "periodTo", rows_read as "rowsRead", lines,
  lines_known as "linesKnown", rows_unread as "rowsUnread", counts, created_by as "createdBy", created_at as "createdAt",
  finished_at as "finishedAt" from statement_file`

export async function findStatement(house: House, statementId: StatementId): Promise<StatementStanding | null> {
  const { rows } = await sql<StatementStanding>`${standing} where id = ${statementId}`.execute(house.db)
  return rows[0] ?? null
}

/** Newest first. */
export async function listStatements(
  house: House,
  fspAccountId: FspAccountId,
  limit = 100,
): Promise<StatementStanding[]> {
  const { rows } = await sql<StatementStanding>`${standing} where fsp_account_id = ${fspAccountId}
    order by created_at desc, id limit ${limit}`.execute(house.db)
  return rows
}

/**
 * Files of one account are read one after the other: lines that two of them have must be settled for the second to build on.
 * @returns true while an earlier one is not done
 */
export async function waitsForEarlier(
  house: House,
  { statementId, fspAccountId }: Pick<StatementStanding, 'statementId' | 'fspAccountId'>,
): Promise<boolean> {
  const { rows } = await sql`
    select from statement_file where fsp_account_id = ${fspAccountId} and state in ('stored','reading','matching')
       and (created_at, id) < (select created_at, id from statement_file where id = ${statementId}) limit 1`.execute(
    house.db,
  )
  return rows.length > 0
}

/**
 * Gives a file up, however far it is. Nothing of it counts but what it has proven already: lines that ended an attempt stay
 * as evidence, every other that no other file has is erased with it. The same file may be given again.
 * @returns its account, or null where there was nothing to give up
 */
export async function failStatement(
  house: House,
  statementId: StatementId,
  why: string,
  by: By = mkono,
): Promise<FspAccountId | null> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ fspAccountId: FspAccountId; uploadId: UploadId; was: string }>`
      update statement_file f set state = 'failed', why = ${why}, finished_at = now()
        from (select id, state from statement_file where id = ${statementId} for update) b
       where f.id = b.id and b.state in ('stored','reading','matching')
      returning f.fsp_account_id as "fspAccountId", f.upload_id as "uploadId", b.state as was`.execute(house.db)
    const [failed] = rows
    if (!failed) return null
    // Before it is matched a line has proven nothing.
    await sql`delete from statement_line
               where file_id = ${statementId} and (${failed.was !== 'matching'} or attempt_id is null)`.execute(
      house.db,
    )
    await eraseContents(house, statementId)
    await dropUpload(house, failed.uploadId)
    await recordAct(house, {
      by,
      act: 'statement failed',
      subject: ['statement', statementId],
      details: { fspAccountId: failed.fspAccountId },
    })
    return failed.fspAccountId
  })
}

/** A file that we could not take in for hours, through no fault of its own: finance hears of it, once an account. */
export async function giveUpStatement(house: House, statementId: StatementId): Promise<void> {
  await inTransaction(house, async house => {
    const why =
      'It could not be taken in, and that is not the file’s fault: tell whoever runs Mkono, then give it again.'
    const fspAccountId = await failStatement(house, statementId, why)
    if (fspAccountId === null) return
    await openCase(house, {
      kind: 'statement',
      fspAccountId,
      says: said('statement_given_up'),
      owner: 'finance',
      atDeadline: 'escalate',
    })
  })
}

/** Rows that could not be read, by their number, with everything that is wrong with each. */
export async function unreadRows(
  house: House,
  { statementId, after, limit }: { statementId: StatementId; after?: number | undefined; limit: number },
) {
  const rows = await house.db
    .selectFrom('statement_unread')
    .select(['row_number', 'troubles'])
    .where('file_id', '=', statementId)
    .where('row_number', '>', after ?? 0)
    .orderBy('row_number')
    .limit(limit)
    .execute()
  return rows.map(({ row_number: row, troubles }) => ({ row, troubles }))
}
