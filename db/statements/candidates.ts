/** The attempts that lines name: by our key, by the FSP's transaction id, by the receipt (of a reversal, the one it takes back). */
import { sql } from 'kysely'
import type { AttemptState } from '../../domain/attempt.js'
import { parseAttemptKey, type AttemptId, type FspAccountId, type StatementLineId } from '../../domain/ids.js'
import type { LineKind } from '../../domain/statement.js'
import type { Candidate } from '../../domain/statementMatch.js'
import type { House } from '../database.js'
import { given } from '../given.js'

/** A line by its names; look-up hashes where the name itself is sealed. */
export interface NamedLine {
  readonly id: StatementLineId
  readonly kind: LineKind
  readonly receiptLookup: Buffer | null
  readonly linkedLookup: Buffer | null
  readonly transactionId: string | null
  readonly attemptKey: string | null
  readonly numberLookup: Buffer | null
}

export type NamedCandidate = Candidate & { readonly hasReceipt: boolean }

interface Found {
  id: StatementLineId
  attemptId: AttemptId
  state: AttemptState
  amountMinor: bigint
  feeMinor: bigint | null
  numberLookup: Buffer
  hasReceipt: boolean
}

/** Attempts of this account that these lines name, by line. Lines that name none are left out. */
export async function candidatesOf(
  house: House,
  fspAccountId: FspAccountId,
  lines: readonly NamedLine[],
): Promise<Map<StatementLineId, NamedCandidate[]>> {
  const byReceipt = receiptsNamed(lines)
  const byTransaction = lines.flatMap(({ id, transactionId }) =>
    transactionId === null ? [] : [{ id, transactionId }],
  )
  const byKey = lines.flatMap(({ id, attemptKey }) => {
    const key = attemptKey === null ? null : parseAttemptKey(attemptKey)
    return key === null ? [] : [{ id, ...key }]
  })
  const found = [
    ...(byReceipt.size > 0 ? await receiptsOf(house, fspAccountId, byReceipt) : []),
    ...(byTransaction.length > 0 ? await transactionsOf(house, fspAccountId, byTransaction) : []),
    ...(byKey.length > 0 ? await keysOf(house, fspAccountId, byKey) : []),
  ]
  const numbers = new Map(lines.map(({ id, numberLookup }) => [id, numberLookup]))
  const candidates = new Map<StatementLineId, NamedCandidate[]>()
  for (const { id, numberLookup, ...each } of found) {
    const there = candidates.get(id) ?? []
    if (there.some(({ attemptId }) => attemptId === each.attemptId)) continue
    const said = numbers.get(id) ?? null
    candidates.set(id, [...there, { ...each, numberAgrees: said === null ? null : said.equals(numberLookup) }])
  }
  return candidates
}

/** Each receipt once, for a transfer and its charges have the same: by its hash, with the lines that name it. */
function receiptsNamed(lines: readonly NamedLine[]): Map<string, { receipt: Buffer; ids: StatementLineId[] }> {
  const named = new Map<string, { receipt: Buffer; ids: StatementLineId[] }>()
  for (const { id, kind, receiptLookup, linkedLookup } of lines) {
    const receipt = kind === 'reversal' ? (linkedLookup ?? receiptLookup) : receiptLookup
    if (receipt === null) continue
    const there = named.get(receipt.toString('latin1'))
    if (there) there.ids.push(id)
    else named.set(receipt.toString('latin1'), { receipt, ids: [id] })
  }
  return named
}

const attemptColumns = sql`a.id as "attemptId", a.state, a.amount_minor as "amountMinor", a.fee_minor as "feeMinor",
  a.number_lookup as "numberLookup", a.receipt_lookup is not null as "hasReceipt"`
const columns = sql`v.id, ${attemptColumns}`

async function receiptsOf(house: House, account: FspAccountId, named: ReturnType<typeof receiptsNamed>) {
  const asked = [...named.values()].map(({ receipt }) => ({ receipt }))
  const { rows } = await sql<Omit<Found, 'id'> & { receipt: Buffer }>`
    select ${attemptColumns}, a.receipt_lookup as receipt from ${given('v', asked, { receipt: 'bytea' })}
      join attempt a on a.receipt_lookup = v.receipt and a.fsp_account_id = ${account}`.execute(house.db)
  return rows.flatMap(({ receipt, ...attempt }) =>
    (named.get(receipt.toString('latin1'))?.ids ?? []).map((id): Found => ({ id, ...attempt })),
  )
}

async function transactionsOf(
  house: House,
  account: FspAccountId,
  asked: readonly { id: string; transactionId: string }[],
) {
  const { rows } = await sql<Found>`
    select ${columns} from ${given('v', asked, { id: 'uuid', transactionId: 'text' })}
      join fsp_transaction x on x.fsp_account_id = ${account} and x.transaction_id = v."transactionId"
      join attempt a on a.id = x.attempt_id`.execute(house.db)
  return rows
}

async function keysOf(
  house: House,
  account: FspAccountId,
  asked: readonly { id: string; payoutId: string; ordinal: number }[],
) {
  const { rows } = await sql<Found>`
    select ${columns} from ${given('v', asked, { id: 'uuid', payoutId: 'uuid', ordinal: 'int' })}
      join attempt a on a.payout_id = v."payoutId" and a.ordinal = v.ordinal and a.fsp_account_id = ${account}`.execute(
    house.db,
  )
  return rows
}
