/** Which people are meant: one filter for lists, bulk acts, account checks and counts. */
import { sql, type RawBuilder } from 'kysely'
import type { BeneficiaryId, ImportId, ProgrammeId } from '../domain/ids.js'
import type { BeneficiaryState } from '../domain/payout.js'
import type { House } from './database.js'
import type { AccountCheckState } from './schema.js'

export interface BeneficiaryFilter {
  readonly programmeId: ProgrammeId
  readonly ids?: readonly BeneficiaryId[] | undefined
  readonly states?: readonly BeneficiaryState[] | undefined
  /** exactly this place; capitals do not count */
  readonly place?: string | undefined
  readonly accountChecks?: readonly AccountCheckState[] | undefined
  readonly languages?: readonly string[] | undefined
  readonly held?: boolean | undefined
  /** whether an undecided possible duplicate stands in the way */
  readonly duplicateOpen?: boolean | undefined
  readonly importId?: ImportId | undefined
  /** exactly these values of the programme’s own fields, by key; personal ones are found by nobody */
  readonly custom?: Readonly<Record<string, string>> | undefined
}

/**
 * True for rows of `beneficiary` (under its own name) in an undecided pair. A limited reader does not see a pair of which
 * one lies beyond, and is told of it all the same.
 */
export const hasOpenDuplicate: RawBuilder<boolean> = sql<boolean>`(
  case when current_user = 'mkono_viewer' then has_open_duplicate(beneficiary.id)
  else exists (select 1 from possible_duplicate p where p.beneficiary_a = beneficiary.id and p.state = 'open')
    or exists (select 1 from possible_duplicate p where p.beneficiary_b = beneficiary.id and p.state = 'open') end)`

/**
 * The same where it is known who looks. PostgreSQL plans both ways of a `case`: all policies around pairs, some ten
 * milliseconds of every page that a limited reader turns, for what that reader never takes.
 */
export const hasOpenDuplicateFor = ({ reach }: House): RawBuilder<boolean> =>
  reach && !reach.everywhere ? sql<boolean>`has_open_duplicate(beneficiary.id)` : hasOpenDuplicate

/** A payout of theirs that is not final: what must end before they can leave. */
export const hasPayoutUnderWay: RawBuilder<boolean> = sql<boolean>`exists (
  select 1 from payout p where p.beneficiary_id = beneficiary.id
     and p.state in ('listed','ready','in_progress','unknown','refused','to_decide'))`

/** Everybody in an undecided pair of a programme: few, and found from the pairs instead of by asking every person. */
const inOpenPairs = (programmeId: ProgrammeId): RawBuilder<boolean> => sql<boolean>`beneficiary.id in (
  select p.beneficiary_a from possible_duplicate p where p.programme_id = ${programmeId} and p.state = 'open' union all
  select p.beneficiary_b from possible_duplicate p where p.programme_id = ${programmeId} and p.state = 'open')`

/**
 * The filter as a condition on `beneficiary` (under its own name).
 * @param eyes whose they are, where that is known: who is not limited sees every pair
 */
export function chosenBy(filter: BeneficiaryFilter, eyes?: Pick<House, 'reach'>): RawBuilder<boolean> {
  const conditions = [sql`beneficiary.programme_id = ${filter.programmeId}`]
  if (filter.ids) conditions.push(sql`beneficiary.id = any(${[...filter.ids]}::uuid[])`)
  if (filter.states) conditions.push(sql`beneficiary.state = any(${[...filter.states]}::text[])`)
  if (filter.place !== undefined) conditions.push(sql`lower(beneficiary.place) = lower(${filter.place})`)
  if (filter.accountChecks) conditions.push(sql`beneficiary.account_check = any(${[...filter.accountChecks]}::text[])`)
  if (filter.languages) conditions.push(sql`beneficiary.language = any(${[...filter.languages]}::text[])`)
  if (filter.held !== undefined) conditions.push(sql`(beneficiary.held_reason is not null) = ${filter.held}`)
  if (filter.duplicateOpen !== undefined) {
    const inPair = eyes !== undefined && eyes.reach === undefined ? inOpenPairs(filter.programmeId) : hasOpenDuplicate
    conditions.push(filter.duplicateOpen ? inPair : sql`not (${inPair})`)
  }
  // Said twice, because the index holds only people who have any (db/migrations/0001-house/people.ts).
  if (filter.custom)
    conditions.push(sql`beneficiary.custom <> '{}' and beneficiary.custom @> ${JSON.stringify(filter.custom)}::jsonb`)
  if (filter.importId) conditions.push(sql`beneficiary.import_id = ${filter.importId}`)
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}
