/**
 * The other direction: payouts that we hold as paid in the time of a statement that does not have them. That never means
 * “not paid”: it is listed, and where nothing but a callback has said that it was paid, a person looks.
 */
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said } from '../../domain/caseSays.js'
import type { AttemptId, CaseId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { closeCase, openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'
import type { MatchedFile } from './open.js'
import { caseSubject, mostCases, openTooMany, type AttemptOfCase } from './subject.js'

/** Over `a`: a payment of this attempt stands in some statement. */
export const isInStatement = sql<boolean>`exists (
  select from statement_line l where l.attempt_id = a.id and l.kind = 'principal' and l.status = 'completed')`

/**
 * What left and was heard of within the time of the statement must be in it; what began before or was heard of later may be
 * in the next one.
 */
export async function noteGaps(house: House, file: MatchedFile): Promise<void> {
  await sql`
    insert into statement_gap (attempt_id, payout_id, fsp_account_id, file_id, at, hearsay)
    select a.id, a.payout_id, a.fsp_account_id, ${file.statementId}, a.state_at,
           exists (select from fsp_transaction x where x.attempt_id = a.id and x.said = 'paid')
           and not exists (select from fsp_transaction x where x.attempt_id = a.id and x.said = 'paid' and x.confirmed)
      from attempt a
     where a.fsp_account_id = ${file.fspAccountId} and a.state in ('paid','paid_extra')
       and a.left_at >= ${file.from} and a.state_at <= ${file.to} and not ${isInStatement}
    on conflict (attempt_id) do update set ended_at = null where statement_gap.ended_at is not null`.execute(house.db)
}

/** Gaps that a later file has filled, or that are no success of ours any more; the case of each goes with it. */
export async function endGaps(house: House, { fspAccountId }: MatchedFile): Promise<void> {
  await inTransaction(house, async house => {
    const { rows } = await sql<{ attemptId: AttemptId; filled: boolean }>`
      update statement_gap g set ended_at = now() from attempt a
       where g.fsp_account_id = ${fspAccountId} and g.ended_at is null and a.id = g.attempt_id
         and (a.state not in ('paid','paid_extra') or ${isInStatement})
      returning g.attempt_id as "attemptId", a.state in ('paid','paid_extra') as filled`.execute(house.db)
    for (const { attemptId, filled } of rows) {
      const { rows: cases } = await sql<{ id: CaseId }>`
        select id from work_case where kind = 'statement' and state = 'open' and attempt_id = ${attemptId}
           and statement_line_id is null`.execute(house.db)
      const resolution = filled ? caseEnds.later_statement : caseEnds.not_paid
      for (const { id: caseId } of cases) await closeCase(house, { caseId, by: mkono, resolution })
    }
  })
}

/** Only a statement that was read without a gap of its own says that something is not in it. */
export async function openGapCases(house: House, file: MatchedFile): Promise<void> {
  if (file.rowsUnread > 0) return
  const { rows } = await sql<AttemptOfCase>`
    select ${caseSubject} from statement_gap g join attempt a on a.id = g.attempt_id
     where g.file_id = ${file.statementId} and g.hearsay and g.ended_at is null
       and not exists (select from work_case c where c.kind = 'statement' and c.attempt_id = a.id and c.reason = 'missing_at_theirs')
     order by a.id limit ${mostCases + 1}`.execute(house.db)
  if (rows.length > mostCases) return openTooMany(house, file.fspAccountId)
  for (const subject of rows) {
    await openCase(house, {
      ...subject,
      kind: 'statement',
      reason: 'missing_at_theirs',
      says: said('statement_missing'),
      owner: 'finance',
      atDeadline: 'escalate',
    })
  }
}
