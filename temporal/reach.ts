/** How far Temporal is away: every call to it has a deadline, and being late is said in one typed error. */
import {
  isGrpcDeadlineError,
  isGrpcCancelledError,
  isGrpcServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client'

/**
 * Temporal, or a worker behind it, did not answer in time. What was asked may still happen: Temporal keeps an accepted
 * act until a worker takes it, and the same `updateId` finds its answer. The API says 503 with Retry-After.
 */
export class LivesUnreachable extends Error {
  override readonly name = 'LivesUnreachable'
  constructor(options?: { cause: unknown }) {
    super(
      'The workflow engine did not answer in time. Ask again with the same key: what was accepted is not lost.',
      options,
    )
  }
}

/** gRPC codes that say “not now”: UNAVAILABLE, RESOURCE_EXHAUSTED. */
const notNow = new Set([14, 8])

export async function reached<T>(client: Client, deadlineMs: number, work: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + deadlineMs, work)
  } catch (error) {
    if (isFarAway(error)) throw new LivesUnreachable({ cause: error })
    throw error
  }
}

function isFarAway(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (isLate(at)) return true
  return false
}

const isLate = (error: unknown): boolean =>
  isGrpcDeadlineError(error) || isGrpcCancelledError(error) || (isGrpcServiceError(error) && notNow.has(error.code))
