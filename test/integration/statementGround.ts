/** A payday with transfers under way, and statements to hold against them: written here, by nobody's code but the test's. */
import { applyFindings, type Finding } from '../../db/outcomes.js'
import { createStatement, findStatement, type StatementStanding } from '../../db/statements/files.js'
import { listDifferences } from '../../db/statements/differences.js'
import { matchStatement } from '../../db/statements/matching.js'
import { takeUpload } from '../../db/statements/uploads.js'
import { readStatement, type Working } from '../../db/statements/reading.js'
import type { DistributionId, StatementId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import {
  aDistribution,
  aPayday,
  must,
  recordAnswer,
  takeAll,
  transactionId,
  asha,
  type Payday,
} from '../world/payday.js'

export const toCustomer = 'Business Payment to Customer via API'
export const headers =
  'Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.'

/** East African local time, as the portal writes it. */
export const local = (ms: number): string => new Date(ms + 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

export interface Row {
  receipt: string
  /** KES, negative: went out */
  amount: string
  at?: number
  status?: string
  reason?: string
  party?: string
  linked?: string
}
export function rowText({
  receipt,
  amount,
  at = Date.now(),
  status = 'Completed',
  reason = toCustomer,
  party = '',
  linked = '',
}: Row): string {
  const [came, went] = amount.startsWith('-') ? ['', amount] : [amount, '']
  const moment = local(at)
  return [receipt, moment, moment, reason, status, came, went, '0.00', 'true', reason, party, linked, '']
    .map(cell => `"${cell}"`)
    .join(',')
}
export const statementText = (rows: readonly (Row | string)[], above: readonly string[] = []): string =>
  [...above, headers, ...rows.map(row => (typeof row === 'string' ? row : rowText(row)))].join('\r\n')

/** What transfers need of a world: a payday, or the stage of whole lives. */
type Place = Pick<Payday, 'house' | 'programmeId' | 'fspAccountId'>

export interface Transfers<Where extends Place = Payday> {
  payday: Where
  distributionId: DistributionId
  /** by place: as the FSP and the statement know them */
  of: readonly { attemptKey: string; number: string; transactionId: string; receipt: string }[]
  say(place: number, said: Finding['said'], source?: Finding['source'], over?: Partial<Finding>): Promise<string>
}

/** So many transfers that the FSP has accepted. */
export const transfersUnderWay = async (people: number): Promise<Transfers> => transfersOf(await aPayday({ people }))

/** The same for the people who are there. */
export async function transfersOf<Where extends Place>(payday: Where): Promise<Transfers<Where>> {
  const distributionId = await aDistribution(payday)
  const calls = await takeAll(payday, distributionId)
  const of: Transfers['of'][number][] = []
  for (const { callId, attempts } of calls) {
    const entries = attempts.map(each => {
      const id = transactionId()
      of.push({
        attemptKey: each.key,
        number: each.number,
        transactionId: id,
        receipt: `TJF00000${String(of.length).padStart(2, '0')}`,
      })
      const facts = { transactionId: id, amount: each.amount, number: each.number, fee: money(700n, 'KES') }
      return { attemptKey: each.key, outcome: { is: 'accepted' } as const, ...facts }
    })
    await recordAnswer(payday.house, { callId, answer: { httpStatus: 201, entries } })
  }
  const say: Transfers['say'] = async (place, said, source = 'notice', over = {}) => {
    const each = of[place]
    if (!each) throw new Error('no such transfer')
    const known = {
      ...(said.is === 'unknown' ? {} : { transactionId: each.transactionId }),
      amountMinor: 500_000n,
      currency: 'KES',
      receipt: each.receipt,
    }
    const { results } = await applyFindings(payday.house, [
      {
        fspAccountId: payday.fspAccountId,
        attempt: { key: each.attemptKey as never },
        source,
        said,
        feeMinor: 700n,
        ...known,
        ...over,
      },
    ])
    return results[0]?.is ?? 'nothing'
  }
  return { payday, distributionId, of, say }
}

export async function give(payday: Place, text: string | Uint8Array, profile = 'mpesa'): Promise<StatementId> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const { house, fspAccountId } = payday
  const upload = await takeUpload(house, [bytes])
  return must(await createStatement(house, { fspAccountId, profile, upload, fileName: 'statement.csv', by: asha }))
    .statementId
}

/** Reads and matches it to its end, as the activity does. */
export async function reconciled(
  payday: Place,
  text: string | Uint8Array,
  profile?: string,
): Promise<StatementStanding> {
  return finish(payday, await give(payday, text, profile))
}
export async function finish(
  payday: Pick<Payday, 'house'>,
  id: StatementId,
  working: Working = {},
): Promise<StatementStanding> {
  await readStatement(payday.house, id, working)
  await matchStatement(payday.house, id, working)
  const standing = await findStatement(payday.house, id)
  if (!standing) throw new Error('no statement')
  return standing
}

/** Differences in short: `other_amount TJF0000001`. */
export async function differencesOf(payday: Payday, statementId: StatementId): Promise<string[]> {
  const read = await listDifferences(payday.house, { statementId, limit: 500 })
  return (read?.items ?? []).map(({ result, content }) => `${result} ${content?.receipt ?? '-'}`).sort()
}
