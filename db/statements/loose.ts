/** Payments that name nothing of ours: by number, amount and time they can be an attempt that no line names. */
import { sql } from 'kysely'
import type { AttemptState } from '../../domain/attempt.js'
import type { AttemptId, StatementLineId } from '../../domain/ids.js'
import { heldAsPaid } from '../../domain/statementMatch.js'
import {
  clocksDifferMs,
  LooseAttempts,
  paidWithinMs,
  pairUp,
  type LooseAttempt,
  type LooseLine,
} from '../../domain/statementPairs.js'
import { inTransaction, type House } from '../database.js'
import { contentsOf, type LineContent } from './contents.js'
import { openLines, settleLines, type MatchedFile, type Matching, type OpenLine, type Settled } from './open.js'

/** More than these are not held in memory: an FSP that names no receipt at all needs a statement that carries our key. */
const mostLoose = 200_000

/** @returns false: it had to stop */
export async function settleUnnamed(house: House, file: MatchedFile, matching: Matching): Promise<boolean> {
  const { attempts, states } = await looseAttempts(house, file)
  // Lines may fit several attempts and the other way round: nothing is settled before all of them were seen.
  const fits = new Map<StatementLineId, readonly LooseAttempt[]>()
  for await (const lines of openLines(house, file, ['principal', 'reversal'], matching.chunk)) {
    if (matching.stops()) return false
    const none: Settled[] = []
    const payments = attempts.isEmpty ? [] : lines.filter(({ kind }) => kind === 'principal')
    const contentOf = await contentsOf(house, payments)
    for (const line of lines) {
      const isPayment = line.kind === 'principal' && !attempts.isEmpty
      const found = isPayment ? attempts.for(looseLine(line, contentOf(line))) : []
      if (found.length > 0) fits.set(line.id, found)
      else none.push({ id: line.id, result: 'missing_at_ours', attemptId: null })
    }
    await settleLines(house, none)
    matching.beat(lines.length)
  }
  const settled = [...pairUp(fits)].map(([id, pairing]): Settled => {
    const line = { id: id as StatementLineId, matchedBy: 'number' } as const
    if (pairing.is === 'several') return { ...line, result: 'ambiguous', attemptId: null }
    const { attemptId } = pairing
    return { ...line, result: heldAsPaid.has(states.get(attemptId) ?? 'unknown') ? 'matched' : 'likely', attemptId }
  })
  await inTransaction(house, house => settleLines(house, settled))
  return true
}

function looseLine({ id, atMs, amountMinor }: OpenLine, { number, mask, receipt }: LineContent): LooseLine {
  return { id, atMs, amountMinor, number, mask, hasReceipt: receipt !== null }
}

/** Attempts that left around the time of what is open, and that no payment of any statement is known to be. */
async function looseAttempts(
  house: House,
  { fspAccountId }: MatchedFile,
): Promise<{ attempts: LooseAttempts; states: Map<AttemptId, AttemptState> }> {
  const { rows } = await sql<{
    id: AttemptId
    state: AttemptState
    leftMs: number
    amountMinor: bigint
    number: Buffer
    hasReceipt: boolean
  }>`
    with open as (
      select min(at) as first, max(at) as last, bool_or(receipt_lookup is null) as without from statement_line
       where fsp_account_id = ${fspAccountId} and result is null and kind = 'principal')
    select a.id, a.state, extract(epoch from a.left_at)::float8 * 1000 as "leftMs", a.amount_minor as "amountMinor",
           d.number_enc as number, a.receipt_lookup is not null as "hasReceipt"
      from open join attempt a on a.fsp_account_id = ${fspAccountId} and (a.receipt_lookup is null or open.without)
       and a.left_at between open.first - ${paidWithinMs} * interval '1 millisecond' and open.last + ${clocksDifferMs} * interval '1 millisecond'
      join destination d on d.id = a.destination_id
     where not exists (select from statement_line l where l.attempt_id = a.id and l.kind = 'principal' and l.status = 'completed')
     order by a.id limit ${mostLoose}`.execute(house.db)
  const all = rows.map(({ id, leftMs, amountMinor, number, hasReceipt }): LooseAttempt => ({
    ...{ id, leftMs, amountMinor, hasReceipt },
    number: house.sealing.open(number),
  }))
  return { attempts: new LooseAttempts(all), states: new Map(rows.map(({ id, state }) => [id, state])) }
}
