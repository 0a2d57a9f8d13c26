import { ApplicationFailure } from '@temporalio/common'

/** What was asked for does not exist (a database was restored, an id was mistyped): no retry mends it. Ids only. */
export const noSuchRow = (what: string): ApplicationFailure =>
  ApplicationFailure.create({ type: 'NoSuchRow', nonRetryable: true, message: `There is no ${what}.` })
