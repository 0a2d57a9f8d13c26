/**
 * Lines that name an attempt and say more than we hold: an unknown that was paid, a success that was taken back, a charge.
 * They are the FSP's own word on that transaction, and go through the one door for outcomes.
 */
import { sql } from 'kysely'
import type { AttemptId } from '../../domain/ids.js'
import { agreesWithMask } from '../../domain/statementCells.js'
import { judge } from '../../domain/statementMatch.js'
import { inTransaction, type House } from '../database.js'
import { applyFindings, type Applied, type Finding } from '../outcomes.js'
import type { Touched } from '../touched.js'
import { candidatesOf, type NamedCandidate } from './candidates.js'
import { contentsOf, type LineContent } from './contents.js'
import { openLines, settleLines, type MatchedFile, type Matching, type OpenLine, type Settled } from './open.js'

/** First what was paid, then what was taken back: a statement has both of one transfer. @returns false: it had to stop */
export async function settleNamed(house: House, file: MatchedFile, matching: Matching): Promise<boolean> {
  for (const kind of ['principal', 'reversal'] as const) {
    for await (const lines of openLines(house, file, [kind], Math.min(matching.chunk, 500))) {
      if (matching.stops()) return false
      matching.wake(await inTransaction(house, house => settleSome(house, file, lines)))
      matching.beat(lines.length)
    }
  }
  return true
}

interface Telling {
  line: OpenLine
  said: 'paid' | 'reversed'
  candidate: NamedCandidate
}

async function settleSome(house: House, file: MatchedFile, lines: readonly OpenLine[]): Promise<Touched[]> {
  const candidates = await candidatesOf(house, file.fspAccountId, lines)
  const settled: Settled[] = []
  const telling: Telling[] = []
  for (const line of lines) {
    const there = candidates.get(line.id) ?? []
    const judged = judge(line, there)
    if (judged.is === 'settled') settled.push({ id: line.id, result: judged.result, attemptId: judged.attemptId })
    const [candidate] = there
    if (judged.is === 'tells' && candidate) telling.push({ line, said: judged.said, candidate })
  }
  const numbers = await maskedNumbers(house, telling)
  const contentOf = await contentsOf(
    house,
    telling.map(({ line }) => line),
  )
  const believed = telling.filter(({ line, candidate }) => {
    const number = numbers.get(candidate.attemptId)
    const { mask } = contentOf(line)
    if (number === undefined || mask === null || agreesWithMask(number, mask)) return true
    settled.push({ id: line.id, result: 'other_number', attemptId: candidate.attemptId })
    return false
  })
  const fees = await chargesOf(house, file, believed)
  const findings = believed.map(each => findingOf(file, each, contentOf(each.line), fees.get(receiptOf(each.line))))
  const { results, touched } = await applyFindings(house, findings)
  for (const [place, { line, said, candidate }] of believed.entries()) {
    const { attemptId, state: was } = candidate
    settled.push({ id: line.id, result: resultOf(results[place], said), attemptId, was })
  }
  await settleLines(house, settled)
  return touched
}

const resultOf = (applied: Applied | undefined, said: 'paid' | 'reversed') => {
  if (applied?.is !== 'applied') return 'contradicts'
  return said === 'paid' ? 'matched' : 'reversed'
}

function findingOf(
  file: MatchedFile,
  { line, said, candidate }: Telling,
  { receipt, name }: LineContent,
  feeMinor: bigint | undefined,
): Finding {
  const ofPayment = {
    ...(line.transactionId === null ? {} : { transactionId: line.transactionId }),
    ...(receipt === null ? {} : { receipt }),
    ...(name === null ? {} : { recipientName: name }),
    ...(feeMinor === undefined ? {} : { feeMinor }),
    ...(line.numberLookup === null ? {} : { numberLookup: line.numberLookup }),
  }
  return {
    fspAccountId: file.fspAccountId,
    attempt: { id: candidate.attemptId },
    source: 'statement',
    said: { is: said },
    amountMinor: line.amountMinor,
    currency: file.currency,
    // A reversal has a receipt and an id of its own, and no number of the person.
    ...(said === 'paid' ? ofPayment : {}),
  }
}

const receiptOf = ({ receiptLookup }: OpenLine): string => receiptLookup?.toString('hex') ?? ''

/** What these transfers cost, by receipt (hex of its hash): charges that are not yet known to be theirs. */
async function chargesOf(house: House, file: MatchedFile, told: readonly Telling[]): Promise<Map<string, bigint>> {
  const receipts = told.flatMap(({ line, said }) =>
    said === 'paid' && line.receiptLookup !== null ? [line.receiptLookup] : [],
  )
  if (receipts.length === 0) return new Map()
  const { rows } = await sql<{ receipt: Buffer; feeMinor: bigint }>`
    select receipt_lookup as receipt, sum(case direction when 'out' then amount_minor else -amount_minor end)::int8 as "feeMinor"
      from statement_line
     where fsp_account_id = ${file.fspAccountId} and result is null and kind = 'charge' and status = 'completed'
       and receipt_lookup = any (${receipts}::bytea[])
     group by 1`.execute(house.db)
  return new Map(rows.flatMap(({ receipt, feeMinor }) => (feeMinor < 0n ? [] : [[receipt.toString('hex'), feeMinor]])))
}

/** The whole numbers that these attempts went to, in the clear, where a line shows only the ends of one. */
async function maskedNumbers(house: House, told: readonly Telling[]): Promise<Map<AttemptId, string>> {
  const masked = told.filter(({ line }) => line.numberLookup === null).map(({ candidate }) => candidate.attemptId)
  if (masked.length === 0) return new Map()
  const { rows } = await sql<{ id: AttemptId; number: Buffer }>`
    select a.id, d.number_enc as number from attempt a join destination d on d.id = a.destination_id
     where a.id = any (${masked}::uuid[])`.execute(house.db)
  return new Map(rows.map(({ id, number }) => [id, house.sealing.open(number)]))
}
