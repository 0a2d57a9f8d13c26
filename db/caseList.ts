/** Reading the work list. */
import { sql, type RawBuilder } from 'kysely'
import { beneficiaryRef } from '../domain/beneficiaryRef.js'
import type { CaseValue } from '../domain/caseSays.js'
import type { CaseThings, ContactHow, ContactResult, Waiting } from '../domain/cases.js'
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
import type { Whereabouts } from '../domain/reach.js'
import { casesChosenBy, type CaseFilter } from './caseFilter.js'
import type { House } from './database.js'
import type { AtDeadline, CaseKind } from './schema.js'

export type { CaseFilter, CaseSubject } from './caseFilter.js'

export interface Case extends CaseThings {
  readonly caseId: CaseId
  readonly kind: CaseKind
  readonly programmeId: ProgrammeId | null
  /** of a statement */
  readonly statementLineId: StatementLineId | null
  readonly attemptId: AttemptId | null
  readonly noticeId: NoticeId | null
  readonly payoutId: PayoutId | null
  /** whom it is about; of a pair the one who comes first */
  readonly beneficiaryId: BeneficiaryId | null
  /** of a pair the other one */
  readonly otherBeneficiaryId: BeneficiaryId | null
  readonly distributionId: DistributionId | null
  readonly fspAccountId: FspAccountId | null
  readonly carrierAccountId: CarrierAccountId | null
  /** the programme’s own number of the person, and how staff write it: `ISI-0042` */
  readonly beneficiaryNumber: number | null
  readonly ref: string | null
  readonly otherRef: string | null
  readonly place: string | null
  /** everybody it is about, as far as reach goes by it */
  readonly whereabouts: readonly Whereabouts[]
  readonly reason: string | null
  readonly says: string
  /** what `says` says, for the reader’s language; null: only the sentence is known */
  readonly saysCode: string | null
  readonly saysValues: Readonly<Record<string, CaseValue>>
  readonly owner: string
  readonly state: 'open' | 'closed'
  readonly openedAt: Date
  readonly deadlineAt: Date
  readonly atDeadline: AtDeadline
  readonly escalations: number
  readonly lastContact: LastContact | null
  readonly resolution: string | null
  readonly closedBy: string | null
  readonly closedAt: Date | null
}

export interface LastContact {
  readonly at: Date
  readonly how: ContactHow
  readonly result: ContactResult
  readonly enteredBy: string
}

/** Most pressing first (deadline, then id). `after`: the last case of the page before; `next` is null at the end. */
export async function listCases(
  house: House,
  { after, limit, ...filter }: CaseFilter & { after?: CaseId | undefined; limit: number },
): Promise<{ cases: Case[]; next: CaseId | null }> {
  // By row, not by time: a Date has milliseconds, PostgreSQL microseconds, and rows would be shown twice or never.
  const beyond =
    after === undefined
      ? sql`true`
      : sql`(work_case.deadline_at, work_case.id) > (select l.deadline_at, l.id from work_case l where l.id = ${after})`
  const rows = await shown(house, sql`${casesChosenBy(filter)} and ${beyond}`, limit + 1)
  const cases = rows.slice(0, limit).map(toCase)
  return { cases, next: rows.length > limit ? (cases.at(-1)?.caseId ?? null) : null }
}

export async function findCase(house: House, caseId: CaseId): Promise<Case | null> {
  const [row] = await shown(house, sql`work_case.id = ${caseId}`, 1)
  return row ? toCase(row) : null
}

/** Open cases whose deadline passed and whose payout is to be closed now. Closing the payout closes the case. */
export async function casesToClose(house: House, { limit, now }: { limit: number; now?: Date }): Promise<Case[]> {
  const due = sql`work_case.state = 'open' and work_case.at_deadline = 'close_payout'
    and work_case.deadline_at <= ${now ?? new Date()}`
  return (await shown(house, due, limit)).map(toCase)
}

export const countedBy = ['kind', 'place', 'owner', 'programme'] as const

export interface CaseCounts {
  readonly total: number
  readonly overdue: number
  readonly escalated: number
  readonly by: Readonly<Record<(typeof countedBy)[number], Readonly<Record<string, number>>>>
}

/** How many there are of what; those about nobody, or of no programme, count under `none`. */
export async function countCases(house: House, filter: CaseFilter): Promise<CaseCounts> {
  const { rows } = await sql<Grouped>`
    select grouping(c.kind)::int as kind_not, grouping(c.place)::int as place_not, grouping(c.owner)::int as owner_not,
           grouping(c.programme_id)::int as programme_not, c.kind, c.place, c.owner, c.programme_id as programme,
           count(*)::int as count, (count(*) filter (where c.overdue))::int as overdue,
           (count(*) filter (where c.escalated))::int as escalated
      from (select work_case.kind, coalesce(b.place, 'none') as place, work_case.owner,
                   coalesce(work_case.programme_id::text, 'none') as programme_id,
                   work_case.deadline_at <= now() as overdue, work_case.escalations > 0 as escalated
              from work_case left join possible_duplicate p on p.id = work_case.pair_id
              left join beneficiary b on b.id = coalesce(work_case.beneficiary_id, p.beneficiary_a)
             where ${casesChosenBy(filter)}) c
     group by grouping sets ((c.kind), (c.place), (c.owner), (c.programme_id), ())`.execute(house.db)
  const by = { kind: {}, place: {}, owner: {}, programme: {} } as Record<string, Record<string, number>>
  for (const row of rows)
    for (const each of countedBy) {
      const group = by[each]
      if (group && row[`${each}_not`] === 0) group[row[each] ?? 'none'] = row.count
    }
  const all = rows.find(row => countedBy.every(each => row[`${each}_not`] === 1))
  return {
    total: all?.count ?? 0,
    overdue: all?.overdue ?? 0,
    escalated: all?.escalated ?? 0,
    by: by as CaseCounts['by'],
  }
}

type Grouped = Record<(typeof countedBy)[number], string | null> &
  Record<`${(typeof countedBy)[number]}_not` | 'count' | 'overdue' | 'escalated', number>

interface CaseRow extends Omit<
  Case,
  'lastContact' | 'whereabouts' | 'ref' | 'otherRef' | 'correction' | 'end' | 'beneficiaryNumber'
> {
  number: number | null
  otherNumber: number | null
  otherPlace: string | null
  partner: string | null
  otherPartner: string | null
  programmeName: string | null
  contactAt: Date | null
  contactHow: ContactHow | null
  contactResult: ContactResult | null
  contactBy: string | null
  correctionId: string | null
  correctionBy: string | null
  correctionAt: Date | null
  endId: string | null
  endBy: string | null
  endAt: Date | null
}

/** Cases with whom they are about, what was tried last and what of theirs waits for a decision; most pressing first. */
async function shown(house: House, which: RawBuilder<unknown>, limit: number): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`
    select work_case.id as "caseId", work_case.kind, work_case.programme_id as "programmeId",
           work_case.statement_line_id as "statementLineId", work_case.attempt_id as "attemptId", work_case.notice_id as "noticeId", work_case.payout_id as "payoutId",
           work_case.pair_id as "pairId", b.id as "beneficiaryId", o.id as "otherBeneficiaryId",
           work_case.distribution_id as "distributionId", work_case.fsp_account_id as "fspAccountId", work_case.carrier_account_id as "carrierAccountId",
           b.number, o.number as "otherNumber", b.place, o.place as "otherPlace", b.partner, o.partner as "otherPartner",
           g.name as "programmeName", work_case.reason, work_case.says, work_case.says_code as "saysCode", work_case.says_values as "saysValues", work_case.owner, work_case.state,
           work_case.opened_at as "openedAt", work_case.deadline_at as "deadlineAt", work_case.at_deadline as "atDeadline",
           work_case.escalations, work_case.resolution, work_case.closed_by as "closedBy", work_case.closed_at as "closedAt",
           l.at as "contactAt", l.how as "contactHow", l.result as "contactResult", l.entered_by as "contactBy",
           d.id as "correctionId", d.entered_by as "correctionBy", d.entered_at as "correctionAt",
           e.id as "endId", e.proposed_by as "endBy", e.proposed_at as "endAt"
      from (select * from work_case where ${which} order by work_case.deadline_at, work_case.id limit ${limit}) work_case
      left join possible_duplicate p on p.id = work_case.pair_id
      left join beneficiary b on b.id = coalesce(work_case.beneficiary_id, p.beneficiary_a)
      left join beneficiary o on o.id = p.beneficiary_b
      left join programme g on g.id = b.programme_id
      left join destination d on d.beneficiary_id = work_case.beneficiary_id and d.state = 'proposed'
      left join proposal e on e.subject = work_case.attempt_id and e.kind = 'unknown_end' and e.state = 'proposed'
      left join lateral (select c.at, c.how, c.result, c.entered_by from case_contact c
                          where c.case_id = work_case.id order by c.at desc, c.id desc limit 1) l on true
     order by work_case.deadline_at, work_case.id`.execute(house.db)
  return rows
}

function toCase(row: CaseRow): Case {
  const { number, otherNumber, otherPlace, partner, otherPartner, programmeName, ...rest } = row
  const { contactAt, contactHow, contactResult, contactBy, ...told } = rest
  const { correctionId, correctionBy, correctionAt, endId, endBy, endAt, ...plain } = told
  const refOf = (each: number | null) =>
    each === null || programmeName === null ? null : beneficiaryRef(programmeName, each)
  const at = (place: string | null, partner: string | null): Whereabouts[] =>
    place === null || row.programmeId === null ? [] : [{ programmeId: row.programmeId, place, partner }]
  return {
    ...plain,
    beneficiaryNumber: number,
    ref: refOf(number),
    otherRef: refOf(otherNumber),
    whereabouts: [...at(row.place, partner), ...at(otherPlace, otherPartner)],
    lastContact:
      contactAt && contactHow && contactResult && contactBy !== null
        ? { at: contactAt, how: contactHow, result: contactResult, enteredBy: contactBy }
        : null,
    correction: waiting(correctionId, correctionBy, correctionAt),
    end: waiting(endId, endBy, endAt),
  }
}

const waiting = (id: string | null, proposedBy: string | null, proposedAt: Date | null): Waiting | null =>
  id !== null && proposedBy !== null && proposedAt !== null ? { id, proposedBy, proposedAt } : null
