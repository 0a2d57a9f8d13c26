/** Corrected numbers as work: those that wait for approval, and many at once from a file. */
import { sql } from 'kysely'
import { beneficiaryRef, parseBeneficiaryRef } from '../domain/beneficiaryRef.js'
import { readCorrections, type CorrectionRow } from '../domain/correctionFile.js'
import { done, refused, type Done } from '../domain/done.js'
import { isUuid, type BeneficiaryId, type DestinationId, type FspAccountId, type ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { readList } from '../sheets/list.js'
import type { House } from './database.js'
import { proposeDestination, tryProposal } from './destinations.js'
import type { AccountCheckState } from './schema.js'

export interface ProposedCorrection {
  readonly destinationId: DestinationId
  readonly beneficiaryId: BeneficiaryId
  readonly ref: string
  readonly name: string
  readonly oldNumber: string | null
  readonly newNumber: string
  /** null: the programme’s */
  readonly fspAccountId: FspAccountId | null
  /** to another FSP account than the one in use */
  readonly moves: boolean
  readonly accountCheck: AccountCheckState
  readonly accountCheckReason: string | null
  readonly reason: string | null
  /** on no list, whatever the number is, until somebody resumes them */
  readonly paused: boolean
  /** what somebody said when they paused them; opened: personal */
  readonly pausedFor: string | null
  readonly enteredBy: string
  /** `field link K7Q-29F-XMA of amina`, where it came by one: then `enteredBy` answers for it */
  readonly enteredThrough: string | null
  readonly enteredAt: Date
}

/** Corrections that wait for somebody’s decision, oldest first. `after` is the last one of the page before. */
export async function listProposals(
  house: House,
  given: {
    programmeId: ProgrammeId
    accountCheck?: AccountCheckState | undefined
    after?: DestinationId | undefined
    limit: number
  },
): Promise<{ corrections: ProposedCorrection[]; next: DestinationId | null }> {
  const { rows } = await sql<{
    id: DestinationId
    beneficiary_id: BeneficiaryId
    number: number
    programme: string
    name_enc: Buffer
    old_enc: Buffer | null
    new_enc: Buffer
    fsp_account_id: FspAccountId | null
    moves: boolean
    account_check: AccountCheckState
    account_check_reason: string | null
    reason: string | null
    paused: boolean
    paused_for: string | null
    entered_by: string
    entered_through: string | null
    entered_at: Date
  }>`
    select d.id, d.beneficiary_id, b.number, p.name as programme, b.name_enc, o.number_enc as old_enc, d.number_enc as new_enc,
           d.fsp_account_id, d.fsp_account_id is distinct from o.fsp_account_id as moves,
           d.account_check, d.account_check_reason, d.reason, d.entered_by, d.entered_at,
           b.state = 'paused' as paused, case when b.state = 'paused' then b.state_reason end as paused_for,
           (select c.entered_by from case_contact c where c.destination_id = d.id and c.field_link_id is not null
             order by c.entered_at limit 1) as entered_through
      from destination d
      join beneficiary b on b.id = d.beneficiary_id
      join programme p on p.id = b.programme_id
      left join destination o on o.beneficiary_id = b.id and o.state = 'approved'
     where d.state = 'proposed' and b.programme_id = ${given.programmeId}
       and (${given.accountCheck ?? null}::text is null or d.account_check = ${given.accountCheck ?? null})
       and (${given.after ?? null}::uuid is null
            or (d.entered_at, d.id) > (select l.entered_at, l.id from destination l where l.id = ${given.after ?? null}))
     order by d.entered_at, d.id limit ${given.limit + 1}`.execute(house.db)
  const { open } = house.sealing
  const corrections = rows.slice(0, given.limit).map(row => ({
    destinationId: row.id,
    beneficiaryId: row.beneficiary_id,
    ref: beneficiaryRef(row.programme, row.number),
    name: open(row.name_enc),
    oldNumber: row.old_enc === null ? null : open(row.old_enc),
    newNumber: open(row.new_enc),
    fspAccountId: row.fsp_account_id,
    moves: row.moves,
    accountCheck: row.account_check,
    accountCheckReason: row.account_check_reason,
    reason: row.reason,
    paused: row.paused,
    pausedFor: row.paused_for,
    enteredBy: row.entered_by,
    enteredThrough: row.entered_through,
    enteredAt: row.entered_at,
  }))
  return { corrections, next: rows.length > given.limit ? (corrections.at(-1)?.destinationId ?? null) : null }
}

export interface CorrectionsRead {
  readonly rows: number
  /** in a dry run without destination ids: nothing is proposed yet */
  readonly proposed: readonly { row: number; beneficiaryId: BeneficiaryId; destinationId: DestinationId | null }[]
  readonly refused: readonly { row: number; problems: readonly string[] }[]
}

/**
 * Proposes every good row of a file of corrections and reports all problems of the others. The same file again proposes
 * the same. Start the lives (or the account check) of those proposed afterwards.
 */
export async function proposeFromFile(
  house: House,
  given: { programmeId: ProgrammeId; bytes: Uint8Array; by: By; dryRun?: boolean | undefined },
): Promise<Done<CorrectionsRead>> {
  const file = await readList(given.bytes)
  if (!file.ok) return refused('invalid', file.why)
  const read = readCorrections(file.list)
  if (!read.ok) return refused('invalid', read.why)
  const proposed: CorrectionsRead['proposed'][number][] = []
  const refusals: CorrectionsRead['refused'][number][] = []
  const seen = new Map<BeneficiaryId, number>()
  for (const row of read.rows) {
    const result = await proposeRow(house, given, row, seen)
    if ('problems' in result) refusals.push({ row: row.row, problems: result.problems })
    else proposed.push({ row: row.row, ...result })
  }
  return done({ rows: read.rows.length, proposed, refused: refusals })
}

type RowResult = { beneficiaryId: BeneficiaryId; destinationId: DestinationId | null } | { problems: string[] }

async function proposeRow(
  house: House,
  given: { programmeId: ProgrammeId; by: By; dryRun?: boolean | undefined },
  row: CorrectionRow,
  seen: Map<BeneficiaryId, number>,
): Promise<RowResult> {
  const problems = [...row.problems]
  const named = await namedBy(house, given.programmeId, row)
  if (typeof named === 'string' || named === null) return { problems: named === null ? problems : [...problems, named] }
  const { beneficiaryId } = named
  const earlier = seen.get(beneficiaryId)
  if (earlier !== undefined) problems.push(`The person stands in row ${earlier} already: keep one of the two.`)
  else seen.set(beneficiaryId, row.row)
  const trial = row.number === '' ? done() : await tryProposal(house, { beneficiaryId, number: row.number })
  if (!trial.ok) problems.push(trial.why)
  if (problems.length > 0) return { problems }
  if (given.dryRun === true) return { beneficiaryId, destinationId: null }
  const reason = row.reason === '' ? undefined : row.reason
  const result = await proposeDestination(house, { beneficiaryId, number: row.number, reason, by: given.by })
  return result.ok ? { beneficiaryId, destinationId: result.destinationId } : { problems: [result.why] }
}

/** Whom a row names, a sentence when that is nobody or two people, null when it names nobody at all. */
async function namedBy(
  house: House,
  programmeId: ProgrammeId,
  { ref, id }: CorrectionRow,
): Promise<{ beneficiaryId: BeneficiaryId } | string | null> {
  if (ref === '' && id === '') return null
  const number = ref === '' ? null : parseBeneficiaryRef(ref)
  const uuid = id.toLowerCase()
  if (ref !== '' && number === null) return 'The beneficiary’s number is not like ISI-0042 or 42.'
  if (id !== '' && !isUuid(uuid)) return 'The beneficiary’s id is not one of ours.'
  let query = house.db.selectFrom('beneficiary').select('id').where('programme_id', '=', programmeId)
  if (number !== null) query = query.where('number', '=', number)
  if (id !== '') query = query.where('id', '=', uuid as BeneficiaryId)
  const person = await query.executeTakeFirst()
  if (person) return { beneficiaryId: person.id }
  if (number !== null && id !== '') return 'No person of this programme has both this number and this id.'
  return 'There is no such person in this programme: check the number or the id.'
}
