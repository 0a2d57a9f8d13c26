/** Cases about statements: whom they concern, and how many there may be. */
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { AttemptId, BeneficiaryId, DistributionId, FspAccountId, PayoutId, ProgrammeId } from '../../domain/ids.js'
import { openCase } from '../cases.js'
import type { House } from '../database.js'

export interface AttemptOfCase {
  readonly attemptId: AttemptId
  readonly payoutId: PayoutId
  readonly beneficiaryId: BeneficiaryId
  readonly distributionId: DistributionId
  readonly programmeId: ProgrammeId
}

/** Of an attempt called `a`. */
export const caseSubject = sql`a.id as "attemptId", a.payout_id as "payoutId", a.beneficiary_id as "beneficiaryId",
  a.distribution_id as "distributionId", a.programme_id as "programmeId"`

/** More than these of one file are one case for people: somebody gave a statement of something else. */
export const mostCases = 300

export async function openTooMany(house: House, fspAccountId: FspAccountId): Promise<void> {
  await openCase(house, {
    kind: 'statement',
    fspAccountId,
    says: said('statement_too_much', { most: mostCases }),
    owner: 'finance',
    atDeadline: 'escalate',
  })
}
