/**
 * What an FSP says it booked on our account: lines of its statement, in one form whatever the file looked like. Files are
 * read in statementReader.ts, lines are matched in statementMatch.ts and statementPairs.ts.
 */
export const lineKinds = ['principal', 'charge', 'reversal'] as const
export type LineKind = (typeof lineKinds)[number]

/** Only what is completed moved money; the others are kept as evidence. */
export const lineStatuses = ['completed', 'failed', 'pending'] as const
export type LineStatus = (typeof lineStatuses)[number]

export interface StatementLine {
  /** as a spreadsheet counts them, from 1 */
  readonly row: number
  /** when it was completed; epoch milliseconds */
  readonly atMs: number
  readonly kind: LineKind
  readonly direction: 'out' | 'in'
  readonly status: LineStatus
  /** minor units of the account's currency, never negative */
  readonly amountMinor: bigint
  /** a movement of the account itself (to its bank, between its parts): nobody was paid by it */
  readonly own: boolean
  readonly receipt: string | null
  readonly transactionId: string | null
  /** what it carries where our own key may stand */
  readonly key: string | null
  /** the receipt of the transaction that this one takes back */
  readonly linked: string | null
  /** E.164, where the whole number stands there */
  readonly number: string | null
  /** `+2547*0111`, where only its ends do */
  readonly mask: string | null
  readonly name: string | null
  readonly details: string | null
  /** what the FSP calls this kind of transaction */
  readonly reason: string | null
}

/** What became of a line, and in words what that means. */
export const lineResults = {
  matched: 'It is a payout of ours, or its charge, and says what we say.',
  other: 'It is no payout: money that came in, a movement of the account itself, or a transaction that failed.',
  reversed: 'A payout of ours was taken back.',
  missing_at_ours: 'Money left, and it is no payout of ours.',
  other_amount: 'It is a payout of ours, with another amount.',
  other_number: 'It is a payout of ours, to another number.',
  fee: 'The charge is another one than we booked, or belongs to no payout of ours.',
  twice: 'The FSP paid this payout more than once.',
  ambiguous: 'It could be several payouts, or several lines could be this payout.',
  likely: 'By number, amount and time it can only be this payout, which we do not hold as paid.',
  contradicts: 'It says something of a payout that can not be.',
} as const
export type LineResult = keyof typeof lineResults
export const lineResultNames = Object.keys(lineResults) as readonly LineResult[]

/** A payout that we hold as paid in the time of a statement that does not have it. It never means “not paid”. */
export const missingAtTheirs = 'missing_at_theirs'

/** What is listed as a difference: everything that is not simply in order. */
export const agreeing = ['matched', 'other'] as const satisfies readonly LineResult[]
export const isDifference = (result: LineResult): boolean => !(agreeing as readonly LineResult[]).includes(result)

/** What stays until a person has looked; what else differs was booked as it is, or has a case of its own. */
export const needsPerson: ReadonlySet<LineResult> = new Set([
  'missing_at_ours',
  'other_amount',
  'other_number',
  'twice',
  'ambiguous',
  'likely',
])

/**
 * What makes a line the same one in every file that has it. A receipt stands on several lines (the transfer, its charge,
 * its reversal); how a moment or a kind of transaction is written differs between exports and is no part of it, unless
 * nothing else tells lines apart. `nth` counts lines that are alike in one file.
 */
export function identityText(line: StatementLine, nth: number): string {
  const said = `${line.kind}\n${line.direction}\n${line.status}\n${line.amountMinor}`
  if (refOf(line) !== null) return `${said}\n${nth}`
  return `alike\n${line.atMs}\n${said}\n${line.number ?? line.mask ?? ''}\n${line.key ?? ''}\n${nth}`
}

/** The FSP's own name of the transaction: with it, the text above is enough. */
export const refOf = ({ receipt, transactionId }: StatementLine): string | null => receipt ?? transactionId

/** One receipt is one transfer, however often a file repeats it; charges of one transfer can be alike. */
export const mayRepeat = (line: StatementLine): boolean => line.kind === 'charge' || refOf(line) === null

/** Counts what is alike within some hundred lines of each other: exports keep it together, and memory stays small. */
export class Occurrences {
  readonly #seen = new Map<string, number>()
  constructor(readonly most = 500) {}

  nth(text: string): number {
    const before = this.#seen.get(text) ?? 0
    this.#seen.delete(text)
    this.#seen.set(text, before + 1)
    if (this.#seen.size > this.most) {
      const [oldest] = this.#seen.keys()
      if (oldest !== undefined) this.#seen.delete(oldest)
    }
    return before + 1
  }
}
