/** Reading the work list. */
import { sql, type Selectable, type SelectQueryBuilder } from 'kysely'
import type {
  AttemptId,
  BeneficiaryId,
  CaseId,
  DistributionId,
  FspAccountId,
  NoticeId,
  PayoutId,
  ProgrammeId,
  StatementLineId,
} from '../domain/ids.js'
import type { House } from './database.js'
import type { AtDeadline, CaseKind, Schema } from './schema.js'

/** What a case is about; the most particular one given (line, attempt, notice, payout, …) makes it one of a kind. */
export interface CaseSubject {
  statementLineId?: StatementLineId | null | undefined
  attemptId?: AttemptId | null | undefined
  noticeId?: NoticeId | null | undefined
  payoutId?: PayoutId | null | undefined
  beneficiaryId?: BeneficiaryId | null | undefined
  distributionId?: DistributionId | null | undefined
  fspAccountId?: FspAccountId | null | undefined
}

export const subjectColumns = (subject: CaseSubject) => ({
  statement_line_id: subject.statementLineId ?? null,
  attempt_id: subject.attemptId ?? null,
  notice_id: subject.noticeId ?? null,
  payout_id: subject.payoutId ?? null,
  beneficiary_id: subject.beneficiaryId ?? null,
  distribution_id: subject.distributionId ?? null,
  fsp_account_id: subject.fspAccountId ?? null,
})

export interface Case extends Required<{ [Key in keyof CaseSubject]: NonNullable<CaseSubject[Key]> | null }> {
  caseId: CaseId
  kind: CaseKind
  programmeId: ProgrammeId | null
  /** the programme's own number of the person, when the case is about one */
  beneficiaryNumber: number | null
  reason: string | null
  says: string
  owner: string
  state: 'open' | 'closed'
  openedAt: Date
  deadlineAt: Date
  atDeadline: AtDeadline
  escalations: number
  resolution: string | null
  closedBy: string | null
  closedAt: Date | null
}

export interface CaseFilter extends CaseSubject {
  programmeId?: ProgrammeId | undefined
  kinds?: readonly CaseKind[] | undefined
  owner?: string | undefined
  state?: 'open' | 'closed' | undefined
  /** only those whose deadline has passed at this moment */
  dueAt?: Date | undefined
}

/** Most pressing first (deadline, then id). `after`: the last case of the page before; `next` is null at the end. */
export async function listCases(
  house: House,
  { after, limit, ...filter }: CaseFilter & { after?: CaseId | undefined; limit: number },
): Promise<{ cases: Case[]; next: CaseId | null }> {
  let query = shown(filtered(house.db.selectFrom('work_case'), filter))
  // By row, not by time: a Date has milliseconds, PostgreSQL microseconds, and rows would be shown twice or never.
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(work_case.deadline_at, work_case.id) > (select l.deadline_at, l.id from work_case l where l.id = ${after})`,
    )
  const rows = await query
    .orderBy('work_case.deadline_at')
    .orderBy('work_case.id')
    .limit(limit + 1)
    .execute()
  const cases = rows.slice(0, limit).map(toCase)
  return { cases, next: rows.length > limit ? (cases.at(-1)?.caseId ?? null) : null }
}

export async function findCase(house: House, caseId: CaseId): Promise<Case | null> {
  const row = await shown(house.db.selectFrom('work_case')).where('work_case.id', '=', caseId).executeTakeFirst()
  return row ? toCase(row) : null
}

function filtered(
  from: SelectQueryBuilder<Schema, 'work_case', object>,
  { programmeId, kinds, owner, state, dueAt, ...subject }: CaseFilter,
): SelectQueryBuilder<Schema, 'work_case', object> {
  let query = from
  if (programmeId) query = query.where('work_case.programme_id', '=', programmeId)
  if (kinds) query = query.where('work_case.kind', 'in', [...kinds])
  if (owner !== undefined) query = query.where('work_case.owner', '=', owner)
  if (state) query = query.where('work_case.state', '=', state)
  if (dueAt) query = query.where('work_case.deadline_at', '<=', dueAt)
  for (const [column, id] of Object.entries(subjectColumns(subject)))
    if (id !== null) query = query.where(sql<boolean>`${sql.ref(`work_case.${column}`)} = ${id}::uuid`)
  return query
}

/** The columns of a case, with the number of the person it is about. */
const shown = (cases: SelectQueryBuilder<Schema, 'work_case', object>) =>
  cases
    .leftJoin('beneficiary', 'beneficiary.id', 'work_case.beneficiary_id')
    .selectAll('work_case')
    .select('beneficiary.number as beneficiary_number')

type CaseRow = Selectable<Schema['work_case']> & { beneficiary_number: number | null }

const toCase = (row: CaseRow): Case => ({
  caseId: row.id,
  kind: row.kind,
  programmeId: row.programme_id,
  statementLineId: row.statement_line_id,
  attemptId: row.attempt_id,
  noticeId: row.notice_id,
  payoutId: row.payout_id,
  beneficiaryId: row.beneficiary_id,
  beneficiaryNumber: row.beneficiary_number,
  distributionId: row.distribution_id,
  fspAccountId: row.fsp_account_id,
  reason: row.reason,
  says: row.says,
  owner: row.owner,
  state: row.state,
  openedAt: row.opened_at,
  deadlineAt: row.deadline_at,
  atDeadline: row.at_deadline,
  escalations: row.escalations,
  resolution: row.resolution,
  closedBy: row.closed_by,
  closedAt: row.closed_at,
})

/** Open cases whose deadline passed and whose payout is to be closed now. Closing the payout closes the case. */
export async function casesToClose(house: House, { limit, now }: { limit: number; now?: Date }): Promise<Case[]> {
  const rows = await shown(house.db.selectFrom('work_case'))
    .where('work_case.state', '=', 'open')
    .where('work_case.at_deadline', '=', 'close_payout')
    .where('work_case.deadline_at', '<=', now ?? new Date())
    .orderBy('work_case.deadline_at')
    .limit(limit)
    .execute()
  return rows.map(toCase)
}
