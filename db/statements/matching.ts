/**
 * What follows from a statement that was read to its end, step by step. Every step finds by the rows what is left to do, so
 * that it may be broken off and begun again anywhere, by anybody.
 */
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said } from '../../domain/caseSays.js'
import type { AttemptId, CaseId, StatementId, StatementLineId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { missingAtTheirs, needsPerson, type LineResult } from '../../domain/statement.js'
import { paidWithinMs } from '../../domain/statementPairs.js'
import { recordAct } from '../audit.js'
import { closeCase, openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'
import { applyFindings, type Finding } from '../outcomes.js'
import type { Touched } from '../touched.js'
import { settleCharges } from './charges.js'
import { endGaps, noteGaps, openGapCases } from './gaps.js'
import { settleUnnamed } from './loose.js'
import { settleNamed } from './named.js'
import { settleLines, type MatchedFile, type Matching } from './open.js'
import { usualChunk, type Working } from './reading.js'
import { caseSubject, mostCases, openTooMany, type AttemptOfCase } from './subject.js'

/** Goes on until the statement is done, or `stops` says so. */
export async function matchStatement(
  house: House,
  statementId: StatementId,
  working: Working & { wake?: (touched: readonly Touched[]) => void } = {},
): Promise<void> {
  const file = await openMatched(house, statementId)
  if (!file) return
  const matching: Matching = {
    beat: done => working.beat?.(done),
    stops: () => working.stops?.() === true,
    wake: touched => working.wake?.(touched),
    chunk: working.chunk ?? usualChunk,
  }
  await reopenLines(house, file)
  const steps = [settleNamed, settleCharges, settleUnnamed, confirmSuccesses, settleTwice]
  for (const step of steps) {
    if (matching.stops() || !(await step(house, file, matching))) return
    if (!(await stillWorking(house, statementId))) return
  }
  await inTransaction(house, async house => {
    // Held: whoever gives it up meanwhile waits, and finds it done.
    if (!(await stillWorking(house, statementId))) return
    await noteGaps(house, file)
    await endGaps(house, file)
    await openGapCases(house, file)
    await endLineCases(house, file)
    await openLineCases(house, file)
    await finish(house, file)
  })
}

async function openMatched(house: House, statementId: StatementId): Promise<MatchedFile | null> {
  const { rows } = await sql<MatchedFile>`
    select f.id as "statementId", f.fsp_account_id as "fspAccountId", a.currency, f.period_from as "from", f.period_to as "to",
           f.lines, f.rows_unread as "rowsUnread"
      from statement_file f join fsp_account a on a.id = f.fsp_account_id
     where f.id = ${statementId} and f.state = 'matching'`.execute(house.db)
  return rows[0] ?? null
}

/** So that the caretaker does not take it for forgotten. @returns false where somebody has given it up meanwhile */
async function stillWorking(house: House, statementId: StatementId): Promise<boolean> {
  const { rows } = await sql`
    update statement_file set next_check_at = now() + interval '2 minutes'
     where id = ${statementId} and state = 'matching' returning 1`.execute(house.db)
  return rows.length > 0
}

const around = ({ from, to }: MatchedFile) =>
  sql`at between ${from}::timestamptz - ${paidWithinMs} * interval '1 millisecond' and ${to}::timestamptz + ${paidWithinMs} * interval '1 millisecond'`

/** Earlier lines of this time that matched nothing are looked at once more: what they are may be known by now. */
const reopenLines = (house: House, file: MatchedFile) =>
  sql`update statement_line set result = null, attempt_id = null, matched_by = null
       where fsp_account_id = ${file.fspAccountId} and result in ('missing_at_ours','ambiguous','likely') and ${around(file)}`.execute(
    house.db,
  )

const linesAtOnce = 5_000

/** A success that only a callback had told is the FSP's own word from now on: nobody can deny it any more. */
async function confirmSuccesses(house: House, { statementId, lines }: MatchedFile, matching: Matching) {
  for (let from = 0; from < lines; from += linesAtOnce) {
    if (matching.stops()) return false
    await sql`
      update fsp_transaction x set confirmed = true
        from statement_line l
       where l.file_id = ${statementId} and l.place >= ${from} and l.place < ${from + linesAtOnce}
         and l.kind = 'principal' and l.result = 'matched' and l.matched_by = 'name'
         and x.attempt_id = l.attempt_id and x.said = 'paid' and not x.confirmed
         and not exists (select from fsp_transaction y
                          where y.attempt_id = x.attempt_id and y.transaction_id <> x.transaction_id and y.said = 'paid')`.execute(
      house.db,
    )
    matching.beat(from)
  }
  return true
}

/** Several payments of one attempt: the first is the payout, every other is one too many. */
async function settleTwice(house: House, file: MatchedFile, matching: Matching): Promise<boolean> {
  const { rows } = await sql<{ id: StatementLineId; attemptId: AttemptId; transactionId: string | null }>`
    with several as (
      select attempt_id from statement_line
       where fsp_account_id = ${file.fspAccountId} and kind = 'principal' and status = 'completed' and result in ('matched','likely','twice')
       group by attempt_id having count(*) > 1),
    placed as (
      select l.id, l.attempt_id, l.transaction_id, l.result, row_number() over (partition by l.attempt_id order by l.result = 'twice', l.matched_by, l.at, l.id) as place
        from several s join statement_line l on l.attempt_id = s.attempt_id
       where l.kind = 'principal' and l.status = 'completed' and l.result in ('matched','likely','twice'))
    select id, attempt_id as "attemptId", transaction_id as "transactionId" from placed where place > 1 and result <> 'twice'
     order by id`.execute(house.db)
  const touched = await inTransaction(house, async house => {
    // Under an id of its own the FSP has paid once more: that is booked. Otherwise a person finds out.
    const findings = rows.flatMap(({ attemptId, transactionId }): Finding[] =>
      transactionId === null
        ? []
        : [
            {
              fspAccountId: file.fspAccountId,
              attempt: { id: attemptId },
              source: 'statement',
              said: { is: 'paid' },
              transactionId,
            },
          ],
    )
    const applied = await applyFindings(house, findings)
    await settleLines(
      house,
      rows.map(({ id, attemptId }) => ({ id, attemptId, result: 'twice' })),
    )
    return applied.touched
  })
  matching.wake(touched)
  return true
}

/** What a line was opened a case for, and is no more: a later file or a callback has said what it is. */
async function endLineCases(house: House, { fspAccountId }: MatchedFile): Promise<void> {
  const { rows } = await sql<{ caseId: CaseId }>`
    select c.id as "caseId" from work_case c join statement_line l on l.id = c.statement_line_id
     where c.kind = 'statement' and c.state = 'open' and c.fsp_account_id = ${fspAccountId} and l.result is distinct from c.reason`.execute(
    house.db,
  )
  for (const { caseId } of rows) {
    await closeCase(house, { caseId, by: mkono, resolution: caseEnds.known_since })
  }
}

async function openLineCases(house: House, file: MatchedFile): Promise<void> {
  const { rows } = await sql<{ lineId: StatementLineId; result: LineResult } & Partial<AttemptOfCase>>`
    select l.id as "lineId", l.result, ${caseSubject} from statement_line l left join attempt a on a.id = l.attempt_id
     where l.fsp_account_id = ${file.fspAccountId} and ${around(file)}
       and l.result = any (${[...needsPerson]}::text[])
       and not exists (select from work_case c where c.statement_line_id = l.id and c.reason = l.result)
     order by l.at, l.id limit ${mostCases + 1}`.execute(house.db)
  const usual = { kind: 'statement', owner: 'finance', atDeadline: 'escalate' } as const
  if (rows.length > mostCases) return openTooMany(house, file.fspAccountId)
  for (const { lineId, result, ...subject } of rows) {
    await openCase(house, {
      ...usual,
      ...subject,
      statementLineId: lineId,
      fspAccountId: file.fspAccountId,
      reason: result,
      says: said('statement_line', { result }),
    })
  }
}

async function finish(house: House, file: MatchedFile): Promise<void> {
  const counts = await countResults(house, file)
  await sql`
    update statement_file set state = 'done', counts = ${JSON.stringify(counts)}::jsonb, finished_at = now()
     where id = ${file.statementId} and state = 'matching'`.execute(house.db)
  await recordAct(house, {
    by: mkono,
    act: 'statement matched',
    subject: ['statement', file.statementId],
    details: { fspAccountId: file.fspAccountId, ...counts },
  })
}

/** Everything of the account in the time of this statement, whichever files brought it. */
async function countResults(house: House, file: Pick<MatchedFile, 'fspAccountId' | 'from' | 'to'>) {
  const { rows } = await sql<{ result: string; count: number }>`
    select result, count(*)::int as count from statement_line
     where fsp_account_id = ${file.fspAccountId} and at between ${file.from} and ${file.to} and result is not null group by 1
    union all
    select ${missingAtTheirs}, count(*)::int from statement_gap
     where fsp_account_id = ${file.fspAccountId} and at between ${file.from} and ${file.to} and ended_at is null
    order by 1`.execute(house.db)
  return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ result, count }) => [result, count]))
}
