/**
 * How each activity is retried, and why. Every activity here may be repeated: our own rows decide what is already done,
 * so a retry after a lost reply finds it. What must never be repeated (one request to an FSP) is below this level: a
 * stored call that is sent once or never (README.md has the table).
 */
import { proxyActivities, type ActivityOptions } from '@temporalio/workflow'
import type {
  BalanceActivities,
  CaretakerActivities,
  DistributionActivities,
  PayoutActivities,
  PersonActivities,
} from '../activities/contract.js'
import type { VoucherActivities } from '../activities/vouchers.js'
import { taskQueues } from './contracts.js'
import { paced } from './pace.js'

/** Typed errors that no retry mends: what was asked for does not exist, or the rows contradict the code. */
export const neverMended = ['NoSuchRow', 'UnreadablePayload', 'SealBroken']

/** Our own rows: PostgreSQL comes back; until then growing pauses, without end, because nothing else can be done. */
const ownRows: ActivityOptions = {
  taskQueue: taskQueues.house,
  startToCloseTimeout: '30 seconds',
  retry: {
    initialInterval: '500 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    nonRetryableErrorTypes: neverMended,
  },
}

export const {
  lookAtDistribution,
  glanceAtDistribution,
  actOnDistribution,
  openBatches,
  closeDistribution,
  remindOfDistribution,
} = proxyActivities<DistributionActivities>(paced(ownRows))

/** A list of 100,000 is frozen in one transaction. */
export const { freezeDistribution } = proxyActivities<DistributionActivities>(
  paced({
    ...ownRows,
    startToCloseTimeout: '10 minutes',
  }),
)

export const { lookAtBatch } = proxyActivities<PayoutActivities>(paced(ownRows))
export const { lookAtPerson, actOnPerson, openAttempt, closeAtDeadline } = proxyActivities<PersonActivities>(
  paced({
    ...ownRows,
  }),
)

/**
 * Sending: long, heartbeating, retried without end. A retry takes only what is still `prepared`; what it finds
 * `sending` it does not touch. The heartbeat is short so that another worker goes on soon after a crash.
 */
export const { submitBatch } = proxyActivities<PayoutActivities>(
  paced({
    taskQueue: taskQueues.fsp,
    startToCloseTimeout: '2 hours',
    heartbeatTimeout: '10 seconds',
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumInterval: '1 minute',
      nonRetryableErrorTypes: neverMended,
    },
  }),
)

/** One payout: no heartbeat, a false one would only add a worker that finds nothing to do. */
export const { submitOne } = proxyActivities<PayoutActivities>(
  paced({
    taskQueue: taskQueues.fsp,
    startToCloseTimeout: '3 minutes',
    retry: {
      initialInterval: '2 seconds',
      backoffCoefficient: 2,
      maximumInterval: '2 minutes',
      nonRetryableErrorTypes: neverMended,
    },
  }),
)

export const { seeToVoucher } = proxyActivities<VoucherActivities>(paced(ownRows))

/**
 * An order or a cancelling of one card. A retry never orders again: the row says that it has left, and what became of it
 * is settled by taking back. The FSP may take minutes to answer (facts 4).
 */
export const { issueVoucher, takeBackVoucher } = proxyActivities<VoucherActivities>(
  paced({
    taskQueue: taskQueues.fsp,
    startToCloseTimeout: '6 minutes',
    // Soon after a worker died another finds that its order has left, and settles what became of it.
    heartbeatTimeout: '10 seconds',
    retry: {
      initialInterval: '2 seconds',
      backoffCoefficient: 2,
      maximumInterval: '2 minutes',
      nonRetryableErrorTypes: neverMended,
    },
  }),
)

/** Questions change nothing at the FSP; still they wait longer from time to time, so that an outage is not made worse. */
const questions: ActivityOptions = {
  taskQueue: taskQueues.fsp,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '2 minutes',
  retry: {
    initialInterval: '5 seconds',
    backoffCoefficient: 3,
    maximumInterval: '10 minutes',
    nonRetryableErrorTypes: neverMended,
  },
}
export const { askBatch, askPayout } = proxyActivities<PayoutActivities>(paced(questions))
export const { checkNumber } = proxyActivities<PersonActivities>(
  paced({ ...questions, startToCloseTimeout: '2 minutes' }),
)

/** Three tries, then the distribution goes on without: a balance is a warning, the FSP’s refusal is the guard. */
export const { weighFunds } = proxyActivities<BalanceActivities>(
  paced({
    ...questions,
    startToCloseTimeout: '1 minute',
    retry: { ...questions.retry, maximumAttempts: 3 },
  }),
)

/** Nobody waits for it: what is not told now is asked for with the next sweep, which must not be kept waiting. */
export const { askAccounts } = proxyActivities<BalanceActivities>(
  paced({
    taskQueue: taskQueues.fsp,
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: '40 seconds',
    retry: { maximumAttempts: 1 },
  }),
)

/** The next sweep comes in a minute anyway. */
export const { sweep } = proxyActivities<CaretakerActivities>(
  paced({
    ...ownRows,
    startToCloseTimeout: '5 minutes',
    retry: { ...ownRows.retry, maximumAttempts: 3 },
  }),
)
