/** Which cases are meant: one filter for the work list, its counts and bulk acts. */
import { sql, type RawBuilder } from 'kysely'
import type { CaseKind } from '../domain/cases.js'
import type {
  AttemptId,
  BeneficiaryId,
  CarrierAccountId,
  CaseId,
  DistributionId,
  FspAccountId,
  NoticeId,
  PayoutId,
  ProgrammeId,
  StatementLineId,
} from '../domain/ids.js'

/** What a case is about; the most particular one given (line, attempt, notice, payout, …) makes it one of a kind. */
export interface CaseSubject {
  statementLineId?: StatementLineId | null | undefined
  attemptId?: AttemptId | null | undefined
  noticeId?: NoticeId | null | undefined
  payoutId?: PayoutId | null | undefined
  /** of two people who may be one; the case is about both of them */
  pairId?: string | null | undefined
  beneficiaryId?: BeneficiaryId | null | undefined
  distributionId?: DistributionId | null | undefined
  fspAccountId?: FspAccountId | null | undefined
  carrierAccountId?: CarrierAccountId | null | undefined
}

export const subjectColumns = (subject: CaseSubject) => ({
  statement_line_id: subject.statementLineId ?? null,
  attempt_id: subject.attemptId ?? null,
  notice_id: subject.noticeId ?? null,
  payout_id: subject.payoutId ?? null,
  pair_id: subject.pairId ?? null,
  beneficiary_id: subject.beneficiaryId ?? null,
  distribution_id: subject.distributionId ?? null,
  fsp_account_id: subject.fspAccountId ?? null,
  carrier_account_id: subject.carrierAccountId ?? null,
})

/** Everything given must hold. */
export interface CaseFilter extends CaseSubject {
  ids?: readonly CaseId[] | undefined
  programmeId?: ProgrammeId | undefined
  kinds?: readonly CaseKind[] | undefined
  owner?: string | undefined
  state?: 'open' | 'closed' | undefined
  /** exactly this place of its person, or of one of its pair; capitals do not count */
  place?: string | undefined
  openedBefore?: Date | undefined
  /** its deadline is not after this moment */
  dueAt?: Date | undefined
  /** true: raised at least once after its deadline */
  escalated?: boolean | undefined
}

/** The filter as a condition on `work_case` (under its own name). */
export function casesChosenBy(filter: CaseFilter): RawBuilder<boolean> {
  const { ids, programmeId, kinds, owner, state, place, openedBefore, dueAt, escalated, beneficiaryId, ...rest } =
    filter
  const conditions = [sql`true`]
  if (ids) conditions.push(sql`work_case.id = any (${[...ids]}::uuid[])`)
  if (programmeId) conditions.push(sql`work_case.programme_id = ${programmeId}`)
  if (kinds) conditions.push(sql`work_case.kind = any (${[...kinds]}::text[])`)
  if (owner !== undefined) conditions.push(sql`work_case.owner = ${owner}`)
  if (state) conditions.push(sql`work_case.state = ${state}`)
  if (place !== undefined) conditions.push(isOfPlace(place))
  if (openedBefore) conditions.push(sql`work_case.opened_at < ${openedBefore}`)
  if (dueAt) conditions.push(sql`work_case.deadline_at <= ${dueAt}`)
  if (escalated !== undefined) conditions.push(sql`(work_case.escalations > 0) = ${escalated}`)
  if (beneficiaryId) conditions.push(isOfPerson(beneficiaryId))
  for (const [column, id] of Object.entries(subjectColumns(rest)))
    if (id !== null) conditions.push(sql`${sql.ref(`work_case.${column}`)} = ${id}::uuid`)
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

const isOfPlace = (place: string) => sql`(
  exists (select from beneficiary b where b.id = work_case.beneficiary_id and lower(b.place) = lower(${place}))
  or exists (select from possible_duplicate p join beneficiary b on b.id in (p.beneficiary_a, p.beneficiary_b)
              where p.id = work_case.pair_id and lower(b.place) = lower(${place})))`

/** Each way by its own index; joined with “or” they would be asked of every case there is. */
const isOfPerson = (id: BeneficiaryId) => sql`work_case.id in (
  select c.id from work_case c where c.beneficiary_id = ${id}
  union all select c.id from possible_duplicate p join work_case c on c.pair_id = p.id where p.beneficiary_a = ${id}
  union all select c.id from possible_duplicate p join work_case c on c.pair_id = p.id where p.beneficiary_b = ${id})`
