/** Tables of programmes that run by themselves. */
import type { Generated } from 'kysely'
import type { Calendar } from '../domain/calendar.js'
import type { BeneficiaryId, CycleId, DistributionId, ProgrammeId, StandingApprovalId } from '../domain/ids.js'
import type { CycleState, LatePolicy, MissedPolicy, OverlapPolicy } from '../domain/rounds.js'
import type { GivenJson } from './schemaWords.js'

export interface ProgrammeCalendarTable {
  programme_id: ProgrammeId
  calendar: GivenJson<Calendar>
  /** rounds that everybody gets */
  rounds_each: number
  late: LatePolicy
  missed: MissedPolicy
  overlap: OverlapPolicy
  /** one more with each change */
  revision: Generated<number>
  /** every planned round up to then has been dealt with, or lies before the calendar */
  since: Date
  paused_at: Date | null
  paused_by: string | null
  pause_reason: string | null
  /** in whose name its rounds are made */
  made_by: string
  made_role: string
  made_at: Generated<Date>
  next_check_at: Generated<Date>
}

export interface ProgrammeCycleTable {
  id: Generated<CycleId>
  programme_id: ProgrammeId
  /** `2026-11-30`, whatever moved it; `2026-11-30 09:05` of rounds minutes apart */
  planned_date: string
  nominal_at: Date
  state: CycleState
  why: string | null
  /** the number of its distributions; null while it has none */
  round: number | null
  distribution_id: DistributionId | null
  opened_by: string
  created_at: Generated<Date>
  ended_at: Date | null
  next_check_at: Generated<Date>
}

/** Only added to. */
export interface EntitlementTable {
  beneficiary_id: BeneficiaryId
  cycle_id: CycleId
  purpose: string
  programme_id: ProgrammeId
  /** without what is added for withdrawing it */
  due_minor: bigint
  says: string
  worked_out_at: Generated<Date>
}

export interface BeneficiaryRoundsTable {
  beneficiary_id: BeneficiaryId
  programme_id: ProgrammeId
  /** in all, those that were paid among them */
  allowed: number
}

export interface StandingApprovalTable {
  id: Generated<StandingApprovalId>
  programme_id: ProgrammeId
  /** sum and highest fees of one list */
  round_up_to_minor: bigint
  in_all_minor: bigint
  used_minor: Generated<bigint>
  until: Date
  proposed_by: string
  approved_by: string
  approved_role: string
  approved_at: Generated<Date>
  ended_at: Date | null
  ended_by: string | null
}

/** Only added to. */
export interface StandingUseTable {
  distribution_id: DistributionId
  standing_approval_id: StandingApprovalId
  minor: bigint
  at: Generated<Date>
}
