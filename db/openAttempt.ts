import { done, refused, type Done } from '../domain/done.js'
import type { ApprovalId, AttemptId, PayoutId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { barred, lockPayouts, notAsApproved, writeNext } from './attempts.js'
import { inTransaction, type House } from './database.js'
import { partOf, stillApproved } from './droppedParts.js'

/**
 * Opens the next attempt of a refused payout. One attempt is open at a time: whoever comes second gets the winner's
 * (`opened: false`). The destination and its approval are the given approval’s, or those of the attempt before. Its part of
 * the list is held against what was approved first; an approval that does not fit any more is dropped.
 */
export async function openAttempt(
  house: House,
  { payoutId, by, approvalId }: { payoutId: PayoutId; by: By; approvalId?: ApprovalId },
): Promise<Done<{ attemptId: AttemptId; opened: boolean }>> {
  const part = await partOf(house, payoutId)
  if (part && !(await stillApproved(house, part))) return notAsApproved
  return inTransaction(house, async inner => {
    const [standing] = await lockPayouts(inner, [payoutId])
    if (!standing) return refused('not_found', 'There is no such payout.')
    if (standing.openAttempt) return done({ attemptId: standing.openAttempt, opened: false })
    const why = barred(standing)
    if (why) return why
    const [opened] = await writeNext(inner, [standing], { by, inBatch: false, ...(approvalId ? { approvalId } : {}) })
    if (!opened) return refused('conflict', 'The approval does not belong to this person’s destination.')
    return done({ attemptId: opened.attemptId, opened: true })
  })
}
