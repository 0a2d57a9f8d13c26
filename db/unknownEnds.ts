import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { AttemptId, FspAccountId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { longestProcessingMs } from './fspAccounts.js'
import { applyFindings } from './outcomes.js'
import type { Touched } from './touched.js'

/** Proposes how an unknown ended, with a reason and evidence (a receipt, a statement line). A second person decides. */
export async function proposeEnd(
  house: House,
  given: { attemptId: AttemptId; outcome: 'paid' | 'refused'; reason: string; evidence?: string; by: By },
): Promise<Done<{ unknownEndId: string; beneficiaryId: string }>> {
  return inTransaction(house, async inner => {
    const attempt = await endable(inner, given.attemptId)
    if (!attempt) return refused('not_found', 'There is no such attempt.')
    const barred = mayEnd(attempt, given.outcome)
    if (barred) return barred
    const { rows } = await sql<{ id: string }>`
      insert into unknown_end (attempt_id, outcome, reason, evidence_enc, proposed_by)
      values (${given.attemptId}, ${given.outcome}, ${given.reason}, ${given.evidence === undefined ? null : inner.sealing.seal(given.evidence)}, ${given.by.person})
      on conflict do nothing returning id`.execute(inner.db)
    const proposal = rows[0]
    if (!proposal) return refused('conflict', 'Somebody has proposed an end already: confirm or reject that one.')
    await recordAct(inner, {
      by: given.by,
      act: 'end of an unknown proposed',
      subject: ['attempt', given.attemptId],
      details: { outcome: given.outcome },
    })
    return done({ unknownEndId: proposal.id, beneficiaryId: attempt.beneficiaryId })
  })
}

/** Confirms or rejects a proposed end. The one who proposed can not confirm. */
export async function decideEnd(
  house: House,
  given: { unknownEndId: string; confirm: boolean; by: By },
): Promise<Done<{ touched: Touched[] }>> {
  return inTransaction(house, async inner => {
    const { rows } = await sql<{
      attemptId: AttemptId
      outcome: 'paid' | 'refused'
      proposedBy: string
      state: string
    }>`
      select attempt_id as "attemptId", outcome, proposed_by as "proposedBy", state from unknown_end where id = ${given.unknownEndId} for update`.execute(
      inner.db,
    )
    const proposal = rows[0]
    if (!proposal) return refused('not_found', 'There is no such proposal.')
    const end = given.confirm ? 'confirmed' : 'rejected'
    if (proposal.state !== 'proposed')
      return proposal.state === end
        ? done({ touched: [] })
        : refused('state', `The proposal is ${proposal.state} already.`)
    if (proposal.proposedBy === given.by.person) return refused('four_eyes', 'Whoever proposed it can not decide it.')
    const attempt = await endable(inner, proposal.attemptId)
    if (!attempt) return refused('not_found', 'There is no such attempt.')
    const barred = given.confirm ? mayEnd(attempt, proposal.outcome) : null
    if (barred) return barred
    await sql`update unknown_end set state = ${end}, decided_by = ${given.by.person}, decided_at = now() where id = ${given.unknownEndId}`.execute(
      inner.db,
    )
    await recordAct(inner, {
      by: given.by,
      act: `end of an unknown ${end}`,
      subject: ['attempt', proposal.attemptId],
      details: { outcome: proposal.outcome },
    })
    if (!given.confirm) return done({ touched: [] })
    const said =
      proposal.outcome === 'paid' ? ({ is: 'paid' } as const) : ({ is: 'refused', reason: 'ended_by_people' } as const)
    const { touched } = await applyFindings(inner, [
      { fspAccountId: attempt.fspAccountId, attempt: { id: proposal.attemptId }, source: 'people', said },
    ])
    return done({ touched })
  })
}

interface Endable {
  state: string
  fspAccountId: FspAccountId
  beneficiaryId: string
  refusalConfirmed: boolean
  timePassed: boolean
  checks: number
}

async function endable(house: House, attemptId: AttemptId): Promise<Endable | undefined> {
  await sql`select p.id from payout p join attempt a on a.payout_id = p.id where a.id = ${attemptId} for update of p`.execute(
    house.db,
  )
  const { rows } = await sql<Endable>`
    select a.state, a.fsp_account_id as "fspAccountId", a.beneficiary_id as "beneficiaryId", a.refusal_confirmed as "refusalConfirmed", a.checks,
           coalesce(a.send_by + ${longestProcessingMs} * interval '1 millisecond' < now(), false) as "timePassed"
      from attempt a join fsp_account f on f.id = a.fsp_account_id where a.id = ${attemptId} for update of a`.execute(
    house.db,
  )
  return rows[0]
}

/** “Not paid” permits a new attempt: only after the FSP’s longest processing time and a last query. */
function mayEnd(attempt: Endable, outcome: 'paid' | 'refused'): ReturnType<typeof refused> | null {
  const unconfirmed = attempt.state === 'refused' && !attempt.refusalConfirmed
  if (attempt.state !== 'unknown' && !unconfirmed)
    return refused('state', `Only an unknown is ended by hand; this attempt is ${attempt.state}.`)
  if (outcome === 'refused' && !attempt.timePassed)
    return refused('state', 'The FSP may still be processing it; wait for its longest processing time.')
  if (outcome === 'refused' && attempt.checks < 1)
    return refused('state', 'The FSP has not been asked yet; it will be, within moments.')
  return null
}
