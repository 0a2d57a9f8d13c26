/** The ledger as people follow it: every entry with the list, the person and the gift it is about. */
import { sql, type RawBuilder } from 'kysely'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import type { AttemptId, BeneficiaryId, DistributionId, PayoutId, ProgrammeId } from '../../domain/ids.js'
import type { LedgerAccount } from '../../domain/payout.js'
import type { House } from '../database.js'

export interface JournalFilter {
  readonly programmeId: ProgrammeId
  readonly distributionId?: DistributionId | undefined
  readonly payoutId?: PayoutId | undefined
  /** into it or out of it */
  readonly account?: LedgerAccount | undefined
  /** booked at this moment or later */
  readonly from?: Date | undefined
  /** booked before this moment */
  readonly until?: Date | undefined
}

export interface JournalEntry {
  readonly id: bigint
  readonly postedAt: Date
  readonly from: LedgerAccount
  readonly to: LedgerAccount
  /** minor units of the programme’s currency, more than zero */
  readonly amountMinor: bigint
  /** why it was booked: a code of ours */
  readonly kind: string
  readonly distributionId: DistributionId | null
  readonly distributionName: string | null
  readonly payoutId: PayoutId | null
  readonly attemptId: AttemptId | null
  readonly beneficiaryId: BeneficiaryId | null
  /** what staff call the person: `ISI-0042` */
  readonly ref: string | null
  /** under which money given was booked */
  readonly reference: string | null
}

function matching({ programmeId, distributionId, payoutId, account, from, until }: JournalFilter): RawBuilder<unknown> {
  const conditions = [sql`l.programme_id = ${programmeId}`]
  if (distributionId) conditions.push(sql`l.distribution_id = ${distributionId}`)
  if (payoutId) conditions.push(sql`l.payout_id = ${payoutId}`)
  if (account) conditions.push(sql`${account} in (l.from_account, l.to_account)`)
  if (from) conditions.push(sql`l.posted_at >= ${from}`)
  if (until) conditions.push(sql`l.posted_at < ${until}`)
  return sql.join(conditions, sql` and `)
}

interface Row extends Omit<JournalEntry, 'ref'> {
  readonly programmeName: string
  readonly number: number | null
}

/**
 * In the order in which they were posted, or the other way round.
 * @param after the last id of the page before; `next` is null at the end
 */
export async function journal(
  house: House,
  {
    after,
    limit,
    newestFirst = false,
    ...filter
  }: JournalFilter & { after?: bigint | undefined; limit: number; newestFirst?: boolean | undefined },
): Promise<{ entries: JournalEntry[]; next: bigint | null }> {
  const beyond = after === undefined ? sql`` : newestFirst ? sql`and l.id < ${after}` : sql`and l.id > ${after}`
  const order = newestFirst ? sql`l.id desc` : sql`l.id`
  // The page first, then what is told of it: a join before the limit would be made for all that follow.
  const { rows } = await sql<Row>`
    select l.id, l.posted_at as "postedAt", l.from_account as "from", l.to_account as "to", l.amount_minor as "amountMinor", l.kind,
           l.distribution_id as "distributionId", d.name as "distributionName", l.payout_id as "payoutId", l.attempt_id as "attemptId",
           b.id as "beneficiaryId", b.number, g.name as "programmeName",
           substring(l.key from '^funding:[^:]+:(.*)$') as reference
      from (select * from ledger_entry l where ${matching(filter)} ${beyond} order by ${order} limit ${limit + 1}) l
      join programme g on g.id = l.programme_id left join distribution d on d.id = l.distribution_id
      left join payout p on p.id = l.payout_id left join beneficiary b on b.id = p.beneficiary_id
     order by ${order}`.execute(house.db)
  const entries = rows.slice(0, limit).map(({ programmeName, number, ...row }) => ({
    ...row,
    ref: number === null ? null : beneficiaryRef(programmeName, number),
  }))
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}

const block = 2_000

/** All of them, block by block. */
export async function* journalBlocks(house: House, filter: JournalFilter): AsyncGenerator<JournalEntry[]> {
  for (let after: bigint | null = 0n; after !== null;) {
    const { entries, next }: { entries: JournalEntry[]; next: bigint | null } = await journal(house, {
      ...filter,
      after,
      limit: block,
    })
    yield entries
    after = next
  }
}
