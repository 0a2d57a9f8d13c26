/** Whose number has to be corrected: what goes to the field, as a list or behind a link. */
import { sql } from 'kysely'
import { beneficiaryRef } from '../domain/beneficiaryRef.js'
import type { ContactResult } from '../domain/cases.js'
import type { BeneficiaryId, CaseId, ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'

export interface OpenCorrection {
  /** of several about one person the most pressing one */
  readonly caseId: CaseId
  readonly beneficiaryId: BeneficiaryId
  readonly programmeId: ProgrammeId
  readonly ref: string
  /** opened: personal */
  readonly name: string
  readonly oldNumber: string | null
  readonly place: string
  readonly partner: string | null
  readonly reason: string | null
  readonly says: string
  readonly deadlineAt: Date
  readonly lastContact: { readonly at: Date; readonly result: ContactResult } | null
  /** the newest version of the person’s number, whatever became of it */
  readonly version: number
}

/** Which of a programme’s; everything given must hold. */
export interface CorrectionScope {
  readonly programmeId: ProgrammeId
  readonly place?: string | null | undefined
  readonly owner?: string | null | undefined
  readonly caseIds?: readonly string[] | null | undefined
}

type Row = Omit<OpenCorrection, 'ref' | 'name' | 'oldNumber' | 'lastContact'> & {
  number: number
  programme: string
  nameEnc: Buffer
  numberEnc: Buffer | null
  contactAt: Date | null
  contactResult: ContactResult | null
}

/**
 * Each person once, place by place. Whoever’s new number is being checked or waits for its approval needs nobody’s visit.
 * @param after the last person of the page before
 */
export async function openCorrections(
  house: House,
  { after, limit, ...scope }: CorrectionScope & { after?: BeneficiaryId | undefined; limit: number },
): Promise<{ corrections: OpenCorrection[]; next: BeneficiaryId | null }> {
  const { rows } = await sql<Row>`
    select l.*, d.number_enc as "numberEnc", (select max(v.version) from destination v where v.beneficiary_id = l."beneficiaryId") as version,
           k.at as "contactAt", k.result as "contactResult"
      from (${waiting(scope)}) l
      left join destination d on d.beneficiary_id = l."beneficiaryId" and d.state = 'approved'
      left join lateral (select c.at, c.result from case_contact c where c.case_id = l."caseId"
                          order by c.at desc, c.id desc limit 1) k on true
     where ${after ?? null}::uuid is null
        or (lower(l.place), l.number) > (select lower(b.place), b.number from beneficiary b where b.id = ${after ?? null})
     order by lower(l.place), l.number limit ${limit + 1}`.execute(house.db)
  const corrections = rows.slice(0, limit).map(row => readable(house, row))
  return { corrections, next: rows.length > limit ? (corrections.at(-1)?.beneficiaryId ?? null) : null }
}

export async function countOpenCorrections(house: House, scope: CorrectionScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${waiting(scope)}) l`.execute(house.db)
  return rows[0]?.count ?? 0
}

const waiting = ({ programmeId, place, owner, caseIds }: CorrectionScope) => sql`
  select distinct on (b.id) c.id as "caseId", b.id as "beneficiaryId", b.programme_id as "programmeId", b.number,
         g.name as programme, b.name_enc as "nameEnc", b.place, b.partner, c.reason, c.says, c.deadline_at as "deadlineAt"
    from work_case c join beneficiary b on b.id = c.beneficiary_id join programme g on g.id = b.programme_id
   where c.programme_id = ${programmeId} and c.kind = 'correction' and c.state = 'open'
     and (${place ?? null}::text is null or lower(b.place) = lower(${place ?? null}))
     and (${owner ?? null}::text is null or c.owner = ${owner ?? null})
     and (${caseIds ? [...caseIds] : null}::uuid[] is null or c.id = any (${caseIds ? [...caseIds] : null}::uuid[]))
     and not exists (select from destination p where p.beneficiary_id = b.id and p.state = 'proposed'
                        and p.account_check in ('unchecked','pending','ok'))
   order by b.id, c.deadline_at, c.id`

function readable(house: House, row: Row): OpenCorrection {
  const { number, programme, nameEnc, numberEnc, contactAt, contactResult, ...rest } = row
  return {
    ...rest,
    ref: beneficiaryRef(programme, number),
    name: house.sealing.open(nameEnc),
    oldNumber: numberEnc === null ? null : house.sealing.open(numberEnc),
    lastContact: contactAt && contactResult ? { at: contactAt, result: contactResult } : null,
  }
}
