/**
 * The work list: whatever waits for a person is a case with an owner, a deadline and what the deadline does. A subject
 * has at most one open case of a kind (unique index `work_case_once`), so opening one is safe to repeat.
 */
import { sql } from 'kysely'
import type { CaseId, ProgrammeId } from '../domain/ids.js'
import { inEnglish, type CaseSays } from '../domain/caseSays.js'
import { byWhom, done, refused, type Done } from '../domain/done.js'
import { mkono, type By } from '../domain/people.js'
import { recordActs } from './audit.js'
import { subjectColumns, type CaseSubject } from './caseFilter.js'
import { inTransaction, type House } from './database.js'
import type { AtDeadline, CaseKind } from './schema.js'

export { casesToClose, findCase, listCases, type Case, type CaseFilter, type CaseSubject } from './caseList.js'

export interface NewCase extends CaseSubject {
  kind: CaseKind
  programmeId?: ProgrammeId | null | undefined
  /** it is about the programme itself, of which it is the only one of its kind */
  ofProgramme?: true
  reason?: string | null | undefined
  /** what happened, from the closed table: told in the reader’s language */
  says: CaseSays
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
  const first = firstOf(subject) ?? (given.ofProgramme === true ? (given.programmeId ?? null) : null)
  if (first === null) throw new Error(`A case of kind ${given.kind} needs a subject.`)
  const row = {
    ...subject,
    kind: given.kind,
    programme_id: given.programmeId ?? null,
    reason: given.reason ?? null,
    says: inEnglish(given.says),
    says_code: given.says.code,
    says_values: JSON.stringify(given.says.values),
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
      .where(sql<boolean>`${oneOf} = ${first}::uuid`)
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
const oneOf = sql`coalesce(statement_line_id, attempt_id, notice_id, payout_id, pair_id, beneficiary_id, distribution_id, fsp_account_id, carrier_account_id, programme_id)`

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
      .select(['state', 'closed_by', 'closed_at'])
      .where('id', '=', caseId)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return refused('not_found', 'There is no such case.')
    if (found.state === 'closed') return closedAlready(found)
    await closeThese(house, [caseId], by, resolution)
    return done()
  })
}

/** For whoever comes second: who closed it, and when. */
export const closedAlready = ({ closed_by, closed_at }: { closed_by: string | null; closed_at: Date | null }) =>
  refused('state', `The case was closed already${byWhom(closed_by, closed_at)}: there is nothing to do any more.`)

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
    return closeThese(
      house,
      rows.map(row => row.id),
      by,
      resolution,
    )
  })
}

/** Those of them that are open. @returns how many were */
export async function closeThese(house: House, ids: readonly CaseId[], by: By, resolution: string): Promise<number> {
  if (ids.length === 0) return 0
  const closed = await house.db
    .updateTable('work_case')
    .set({ state: 'closed', closed_at: sql<Date>`now()`, closed_by: by.person, resolution })
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
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
      details: { kind },
      personal: { resolution },
    })),
  )
  return closed.length
}

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
