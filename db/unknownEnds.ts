/** How an unknown ended, where no FSP says so: proposed by one with a reason and evidence, decided by another. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { AttemptId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { inTransaction, type House } from './database.js'
import { longestProcessingMs } from './fspAccounts.js'
import { applyFindings } from './outcomes.js'
import { decide, propose, type Carrying } from './proposals.js'
import type { Touched } from './touched.js'

type Outcome = 'paid' | 'refused'

/** Proposes how an unknown ended, with a reason and evidence (a receipt, a statement line). A second person decides. */
export async function proposeEnd(
  house: House,
  given: { attemptId: AttemptId; outcome: Outcome; reason: string; evidence?: string; by: By },
): Promise<Done<{ unknownEndId: string; beneficiaryId: string }>> {
  const { attemptId, outcome, reason, evidence, by } = given
  return inTransaction(house, async inner => {
    const attempt = await endable(inner, attemptId)
    if (!attempt) return refused('not_found', 'There is no such attempt.')
    const barred = mayEnd(attempt, outcome)
    if (barred) return barred
    const proposed = await propose(inner, {
      kind: 'unknown_end',
      programmeId: attempt.programmeId,
      about: { id: attemptId },
      summary: { outcome },
      content: evidence,
      reason,
      by,
    })
    if (!proposed.ok) return proposed
    return done({ unknownEndId: proposed.proposalId, beneficiaryId: attempt.beneficiaryId })
  })
}

const ending: Carrying<{ touched: Touched[] }> = {
  kind: 'unknown_end',
  keepsContent: true,
  carryOut: async (house, { subject, summary }) => {
    const attemptId = subject as AttemptId
    const outcome = summary.outcome as Outcome
    const attempt = await endable(house, attemptId)
    if (!attempt) return refused('not_found', 'There is no such attempt.')
    const barred = mayEnd(attempt, outcome)
    if (barred) return barred
    const said = outcome === 'paid' ? ({ is: outcome } as const) : ({ is: outcome, reason: 'ended_by_people' } as const)
    const { fspAccountId } = attempt
    const { touched } = await applyFindings(house, [
      { fspAccountId, attempt: { id: attemptId }, source: 'people', said },
    ])
    await house.hooks.at('ending')
    return done({ touched })
  },
}

/** Confirms or rejects a proposed end. The one who proposed can not confirm; their no withdraws it. */
export async function decideEnd(
  house: House,
  { unknownEndId, confirm, by }: { unknownEndId: string; confirm: boolean; by: By },
): Promise<Done<{ touched: Touched[] }>> {
  const decided = await decide(house, ending, { proposalId: unknownEndId, approve: confirm, by })
  return decided.ok ? done({ touched: decided.result?.touched ?? [] }) : decided
}

interface Endable {
  state: string
  programmeId: ProgrammeId
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
    select a.state, a.programme_id as "programmeId", a.fsp_account_id as "fspAccountId", a.beneficiary_id as "beneficiaryId",
           a.refusal_confirmed as "refusalConfirmed", a.checks,
           coalesce(a.send_by + ${longestProcessingMs} * interval '1 millisecond' < now(), false) as "timePassed"
      from attempt a join fsp_account f on f.id = a.fsp_account_id where a.id = ${attemptId} for update of a`.execute(
    house.db,
  )
  return rows[0]
}

/** “Not paid” permits a new attempt: only after the FSP’s longest processing time and a last query. */
function mayEnd(attempt: Endable, outcome: Outcome): ReturnType<typeof refused> | null {
  const unconfirmed = attempt.state === 'refused' && !attempt.refusalConfirmed
  if (attempt.state !== 'unknown' && !unconfirmed)
    return refused('state', `Only an unknown is ended by hand; this attempt is ${attempt.state}.`)
  if (outcome === 'refused' && !attempt.timePassed)
    return refused('state', 'The FSP may still be processing it; wait for its longest processing time.')
  if (outcome === 'refused' && attempt.checks < 1)
    return refused('state', 'The FSP has not been asked yet; it will be, within moments.')
  return null
}
