/**
 * Charges of transfers that are ours: several may make up one fee. What differs from the fee we hold is booked as the FSP
 * says (db/books.ts opens the case); a charge of nothing that is ours is listed.
 */
import { sql } from 'kysely'
import type { AttemptId, StatementLineId } from '../../domain/ids.js'
import { judge } from '../../domain/statementMatch.js'
import { inTransaction, type House } from '../database.js'
import { applyFindings, type Finding } from '../outcomes.js'
import type { Touched } from '../touched.js'
import { candidatesOf, type NamedCandidate } from './candidates.js'
import { openLines, settleLines, type MatchedFile, type Matching, type OpenLine, type Settled } from './open.js'

interface Charge {
  id: StatementLineId
  candidate: NamedCandidate
}

/** @returns false: it had to stop */
export async function settleCharges(house: House, file: MatchedFile, matching: Matching): Promise<boolean> {
  // Known as theirs first: a fee is the sum of all charges of a transfer, and they lie in any order.
  for (const settle of [attach, settleSome]) {
    for await (const lines of openLines(house, file, ['charge'], matching.chunk)) {
      if (matching.stops()) return false
      matching.wake(await inTransaction(house, house => settle(house, file, lines)))
      matching.beat(lines.length)
    }
  }
  return true
}

async function attach(house: House, file: MatchedFile, lines: readonly OpenLine[]): Promise<Touched[]> {
  const { ours, settled } = await sorted(house, file, lines)
  await settleLines(house, settled)
  if (ours.length === 0) return []
  const ids = ours.map(({ id }) => id)
  const attempts = ours.map(({ candidate }) => candidate.attemptId)
  await sql`update statement_line l set attempt_id = v.attempt, matched_by = 'name'
      from unnest(${ids}::uuid[], ${attempts}::uuid[]) as v(id, attempt) where l.id = v.id`.execute(house.db)
  return []
}

/** Those of one transfer of ours, and those that can be settled as they are. */
async function sorted(
  house: House,
  { fspAccountId }: MatchedFile,
  lines: readonly OpenLine[],
): Promise<{ ours: Charge[]; settled: Settled[] }> {
  const candidates = await candidatesOf(house, fspAccountId, lines)
  const ours: Charge[] = []
  const settled: Settled[] = []
  for (const line of lines) {
    const there = candidates.get(line.id) ?? []
    const judged = judge(line, there)
    const [candidate] = there
    if (judged.is === 'settled') settled.push({ id: line.id, result: judged.result, attemptId: judged.attemptId })
    else if (judged.is === 'charge' && candidate) ours.push({ id: line.id, candidate })
    else settled.push({ id: line.id, result: 'fee', attemptId: null })
  }
  return { ours, settled }
}

async function settleSome(house: House, file: MatchedFile, lines: readonly OpenLine[]): Promise<Touched[]> {
  const { ours, settled } = await sorted(house, file, lines)
  const sums = await sumsOf(house, ours)
  const told = new Map<AttemptId, bigint>()
  for (const { id, candidate } of ours) {
    const { attemptId, feeMinor, state } = candidate
    const sum = sums.get(attemptId) ?? 0n
    const isNews = sum >= 0n && sum !== feeMinor && state === 'paid'
    if (isNews) told.set(attemptId, sum)
    const agrees = sum === feeMinor || (feeMinor === null && isNews)
    settled.push({ id, result: agrees ? 'matched' : 'fee', attemptId })
  }
  const findings = [...told].map(([id, feeMinor]): Finding => ({
    ...{ fspAccountId: file.fspAccountId, attempt: { id }, source: 'statement', said: { is: 'paid' }, feeMinor },
  }))
  const { touched } = await applyFindings(house, findings)
  await settleLines(house, settled)
  return touched
}

async function sumsOf(house: House, ours: readonly Charge[]): Promise<Map<AttemptId, bigint>> {
  if (ours.length === 0) return new Map()
  const ids = [...new Set(ours.map(({ candidate }) => candidate.attemptId))]
  const { rows } = await sql<{ id: AttemptId; sum: bigint }>`
    select attempt_id as id, sum(case direction when 'out' then amount_minor else -amount_minor end)::int8 as sum
      from statement_line where attempt_id = any (${ids}::uuid[]) and kind = 'charge' and status = 'completed'
     group by 1`.execute(house.db)
  return new Map(rows.map(({ id, sum }) => [id, sum]))
}
