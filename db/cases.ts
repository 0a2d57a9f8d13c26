/**
 * The work list: whatever waits for a person is a case with an owner, a deadline and what the deadline does. A subject
 * has at most one open case of a kind (unique index `work_case_once`), so opening one is safe to repeat.
 */
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
} from '../domain/ids.js'
import { done, refused, type Done } from '../domain/done.js'
import { mkono, type By } from '../domain/people.js'
import { recordActs } from './audit.js'
import { inTransaction, type House } from './database.js'
import type { AtDeadline, CaseKind, Schema } from './schema.js'

/** What a case is about; the most particular one given (attempt, notice, payout, …) makes it one of a kind. */
export interface CaseSubject {
  attemptId?: AttemptId | null | undefined
  noticeId?: NoticeId | null | undefined
  payoutId?: PayoutId | null | undefined
  beneficiaryId?: BeneficiaryId | null | undefined
  distributionId?: DistributionId | null | undefined
  fspAccountId?: FspAccountId | null | undefined
}

export interface NewCase extends CaseSubject {
  kind: CaseKind
  programmeId?: ProgrammeId | null | undefined
  reason?: string | null | undefined
  /** One sentence for the work list. From the caller; never a name, number or identity. */
  says: string
  /** A role word (`programme staff`, `finance`) or a person's handle. */
  owner: string
  /** Left out: the programme's days for corrections for a `correction`, a week for everything else. */
  deadlineAt?: Date | undefined
  atDeadline: AtDeadline
}

export interface OpenedCase {
  caseId: CaseId
  /** false: it was open already and keeps its deadline and owner */
  opened: boolean
}

export async function openCase(house: House, given: NewCase): Promise<OpenedCase> {
  const subject = subjectColumns(given)
  if (Object.values(subject).every(id => id === null)) throw new Error(`A case of kind ${given.kind} needs a subject.`)
  const row = {
    ...subject,
    kind: given.kind,
    programme_id: given.programmeId ?? null,
    reason: given.reason ?? null,
    says: given.says,
    owner: given.owner,
    deadline_at: given.deadlineAt ?? usualDeadline(given),
    at_deadline: given.atDeadline,
  }
  // The open one may be closed by somebody else between our insert and our look: then there is room for a new one.
  for (;;) {
    const inserted = await house.db
      .insertInto('work_case')
      .values(row)
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (inserted) return { caseId: inserted.id, opened: true }
    const present = await house.db
      .selectFrom('work_case')
      .select('id')
      .where('kind', '=', given.kind)
      .where('state', '=', 'open')
      .where(sql<boolean>`${oneOf} = ${firstOf(subject)}::uuid`)
      .executeTakeFirst()
    if (present) return { caseId: present.id, opened: false }
  }
}

const usualDeadline = ({ kind, programmeId }: NewCase) =>
  kind === 'correction'
    ? sql<Date>`now() + make_interval(days => coalesce(
        (select p.correction_days from programme p where p.id = ${programmeId ?? null}::uuid), 30))`
    : sql<Date>`now() + interval '7 days'`

/** The expression of the index `work_case_once`. */
const oneOf = sql`coalesce(attempt_id, notice_id, payout_id, beneficiary_id, distribution_id, fsp_account_id)`

const subjectColumns = (subject: CaseSubject) => ({
  attempt_id: subject.attemptId ?? null,
  notice_id: subject.noticeId ?? null,
  payout_id: subject.payoutId ?? null,
  beneficiary_id: subject.beneficiaryId ?? null,
  distribution_id: subject.distributionId ?? null,
  fsp_account_id: subject.fspAccountId ?? null,
})

const firstOf = (subject: ReturnType<typeof subjectColumns>): string | null =>
  Object.values(subject).find(id => id !== null) ?? null

/** Closes one case by hand. `resolution` is a sentence without personal data. */
export async function closeCase(
  house: House,
  { caseId, by, resolution }: { caseId: CaseId; by: By; resolution: string },
): Promise<Done> {
  return inTransaction(house, async house => {
    const found = await house.db
      .selectFrom('work_case')
      .select('state')
      .where('id', '=', caseId)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return refused('not_found', 'There is no such case.')
    if (found.state === 'closed') return refused('state', 'The case is closed already.')
    await close(house, [caseId], by, resolution)
    return done()
  })
}

/**
 * Closes every open case that agrees with all that is given (kinds and subject). At least one subject is needed.
 * @returns how many were closed
 */
export async function closeCasesOf(
  house: House,
  { kinds, by, resolution, ...subject }: CaseSubject & { kinds?: readonly CaseKind[]; by: By; resolution: string },
): Promise<number> {
  return inTransaction(house, async house => {
    const given = Object.entries(subjectColumns(subject)).filter(([, id]) => id !== null)
    if (given.length === 0) throw new Error('Closing cases needs a subject.')
    let query = house.db.selectFrom('work_case').select('id').where('state', '=', 'open')
    if (kinds) query = query.where('kind', 'in', [...kinds])
    for (const [column, id] of given) query = query.where(sql<boolean>`${sql.ref(column)} = ${id}::uuid`)
    const rows = await query.orderBy('id').forUpdate().execute()
    return close(
      house,
      rows.map(row => row.id),
      by,
      resolution,
    )
  })
}

async function close(house: House, ids: readonly CaseId[], by: By, resolution: string): Promise<number> {
  if (ids.length === 0) return 0
  const closed = await house.db
    .updateTable('work_case')
    .set({ state: 'closed', closed_at: sql<Date>`now()`, closed_by: by.person, resolution })
    .where('id', 'in', [...ids])
    .where('state', '=', 'open')
    .returning(['id', 'programme_id', 'kind'])
    .execute()
  await recordActs(
    house,
    closed.map(({ id, programme_id: programmeId, kind }) => ({
      by,
      act: 'case closed',
      programmeId,
      subject: ['case', id] as const,
      details: { kind, resolution },
    })),
  )
  return closed.length
}

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
  let query = filtered(house.db.selectFrom('work_case'), filter)
    .leftJoin('beneficiary', 'beneficiary.id', 'work_case.beneficiary_id')
    .selectAll('work_case')
    .select('beneficiary.number as beneficiary_number')
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
  const row = await house.db
    .selectFrom('work_case')
    .leftJoin('beneficiary', 'beneficiary.id', 'work_case.beneficiary_id')
    .selectAll('work_case')
    .select('beneficiary.number as beneficiary_number')
    .where('work_case.id', '=', caseId)
    .executeTakeFirst()
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

type CaseRow = Selectable<Schema['work_case']> & { beneficiary_number: number | null }

const toCase = (row: CaseRow): Case => ({
  caseId: row.id,
  kind: row.kind,
  programmeId: row.programme_id,
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

/**
 * Cases whose deadline passed and that only a person can end are raised again: one more escalation, a week more. Many
 * may call it at once: each case is raised by one of them. Those that close a payout are not touched (`casesToClose`).
 */
export async function escalateDue(house: House, { limit, now }: { limit: number; now?: Date }): Promise<CaseId[]> {
  const at = now ?? new Date()
  return inTransaction(house, async house => {
    const due = house.db
      .selectFrom('work_case')
      .select('id')
      .where('state', '=', 'open')
      .where('at_deadline', '=', 'escalate')
      .where('deadline_at', '<=', at)
      .orderBy('deadline_at')
      .limit(limit)
      .forUpdate()
      .skipLocked()
    const raised = await house.db
      .updateTable('work_case')
      .set({
        escalations: sql<number>`escalations + 1`,
        deadline_at: sql<Date>`${at}::timestamptz + interval '7 days'`,
      })
      .where('id', 'in', due)
      .returning(['id', 'programme_id', 'kind', 'escalations'])
      .execute()
    await recordActs(
      house,
      raised.map(({ id, programme_id: programmeId, kind, escalations }) => ({
        by: mkono,
        act: 'case escalated',
        programmeId,
        subject: ['case', id] as const,
        details: { kind, escalations },
      })),
    )
    return raised.map(row => row.id)
  })
}

/** Open cases whose deadline passed and whose payout is to be closed now. Closing the payout closes the case. */
export async function casesToClose(house: House, { limit, now }: { limit: number; now?: Date }): Promise<Case[]> {
  const rows = await house.db
    .selectFrom('work_case')
    .leftJoin('beneficiary', 'beneficiary.id', 'work_case.beneficiary_id')
    .selectAll('work_case')
    .select('beneficiary.number as beneficiary_number')
    .where('work_case.state', '=', 'open')
    .where('work_case.at_deadline', '=', 'close_payout')
    .where('work_case.deadline_at', '<=', now ?? new Date())
    .orderBy('work_case.deadline_at')
    .limit(limit)
    .execute()
  return rows.map(toCase)
}
