import type { AttemptState } from '../domain/attempt.js'
import type { AttemptId, AttemptKey, BeneficiaryId, DistributionId, PayoutId } from '../domain/ids.js'

/** An attempt whose state or facts changed, and whose life should look. */
export interface Touched {
  distributionId: DistributionId
  batch: number | null
  beneficiaryId: BeneficiaryId
  payoutId: PayoutId
  attemptId: AttemptId
  attemptKey: AttemptKey
  state: AttemptState
  /** from here on it is the person’s own life that follows it, not the batch */
  individual: boolean
}
