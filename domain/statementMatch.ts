/**
 * One line of a statement against the attempts that its receipt, transaction id or key names. Pure: what the rows say goes
 * in, what is to be done comes out. Only an exact name may change an attempt; number, amount and time (statementPairs.ts)
 * only ever suggest.
 */
import type { AttemptState } from './attempt.js'
import type { AttemptId } from './ids.js'
import type { LineResult, StatementLine } from './statement.js'

export interface Candidate {
  readonly attemptId: AttemptId
  readonly state: AttemptState
  readonly amountMinor: bigint
  readonly feeMinor: bigint | null
  /** null: the line does not have the whole number */
  readonly numberAgrees: boolean | null
}

export type Judged = Pick<StatementLine, 'kind' | 'direction' | 'status' | 'amountMinor' | 'own'>

export type Judgement =
  /** nothing else has to be known */
  | { is: 'settled'; result: LineResult; attemptId: AttemptId | null }
  /** it says of this attempt what we do not hold yet */
  | { is: 'tells'; said: 'paid' | 'reversed'; attemptId: AttemptId }
  /** a charge of this attempt that is not the fee we hold: its other charges count too */
  | { is: 'charge'; attemptId: AttemptId }
  /** it names nothing of ours */
  | { is: 'unnamed' }

const settled = (result: LineResult, attemptId: AttemptId | null = null): Judgement => ({
  is: 'settled',
  result,
  attemptId,
})

/** @param candidates every attempt that the line names, each once */
export function judge(line: Judged, candidates: readonly Candidate[]): Judgement {
  const [only, ...others] = candidates
  if (line.status !== 'completed') return settled('other', others.length === 0 ? only?.attemptId : null)
  if (only === undefined) return unnamed(line)
  if (others.length > 0) return settled('ambiguous')
  const { attemptId } = only
  if (line.kind === 'charge') {
    const agrees = line.direction === 'out' && line.amountMinor === only.feeMinor
    return agrees ? settled('matched', attemptId) : { is: 'charge', attemptId }
  }
  if (line.amountMinor !== only.amountMinor) return settled('other_amount', attemptId)
  if (line.kind === 'reversal') {
    return only.state === 'reversed' ? settled('reversed', attemptId) : { is: 'tells', said: 'reversed', attemptId }
  }
  if (line.direction === 'in') return settled('contradicts', attemptId)
  if (only.numberAgrees === false) return settled('other_number', attemptId)
  return heldAsPaid.has(only.state) ? settled('matched', attemptId) : { is: 'tells', said: 'paid', attemptId }
}

/** A payment that was taken back was a payment: its own line stays in order. */
export const heldAsPaid: ReadonlySet<AttemptState> = new Set(['paid', 'paid_extra', 'reversed'])

/** A charge may belong to a transfer that is named only later, by another line. */
const unnamed = ({ kind, direction, own }: Judged): Judgement =>
  kind === 'principal' && (own || direction === 'in') ? settled('other') : { is: 'unnamed' }
