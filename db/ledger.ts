/**
 * The ledger: every entry moves one amount from one account of a programme to another, so postings always sum to zero.
 * Entries are never changed. Each has a key that says what it is for; the same thing can not be posted twice.
 */
import { sql } from 'kysely'
import type { AttemptId, DistributionId, PayoutId, ProgrammeId } from '../domain/ids.js'
import { ledgerAccounts, type LedgerAccount } from '../domain/payout.js'
import type { House } from './database.js'

export interface LedgerEntry {
  programmeId: ProgrammeId
  from: LedgerAccount
  to: LedgerAccount
  /** minor units of the programme's currency, more than zero */
  amountMinor: bigint
  kind: string
  key: string
  distributionId?: DistributionId | null | undefined
  payoutId?: PayoutId | null | undefined
  attemptId?: AttemptId | null | undefined
}

/** An entry with this key is there already and says something else. */
export class LedgerConflict extends Error {
  override readonly name = 'LedgerConflict'
}

/**
 * Posts entries in one statement, in the transaction of what they book.
 * @param options.onRepeat `refuse` (default): a key that exists is an error and nothing is posted. `same`: an entry
 *   that is there exactly as given is left alone.
 * @returns how many were posted now
 * @throws LedgerConflict; PostgreSQL's unique violation (`ledger_entry_key_key`) when repeats are refused
 */
export async function post(
  house: House,
  entries: readonly LedgerEntry[],
  { onRepeat = 'refuse' }: { onRepeat?: 'refuse' | 'same' } = {},
): Promise<number> {
  if (entries.length === 0) return 0
  const column = <T>(of: (entry: LedgerEntry) => T): T[] => entries.map(of)
  const posted = await sql<{ key: string }>`
    insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key, distribution_id, payout_id, attempt_id)
    select * from unnest(
      ${column(each => each.programmeId)}::uuid[], ${column(each => each.from)}::text[], ${column(each => each.to)}::text[],
      ${column(each => each.amountMinor)}::int8[], ${column(each => each.kind)}::text[], ${column(each => each.key)}::text[],
      ${column(each => each.distributionId ?? null)}::uuid[], ${column(each => each.payoutId ?? null)}::uuid[],
      ${column(each => each.attemptId ?? null)}::uuid[])
    ${onRepeat === 'same' ? sql`on conflict (key) do nothing` : sql``}
    returning key`.execute(house.db)
  if (posted.rows.length < entries.length) await requireSame(house, entries, new Set(posted.rows.map(row => row.key)))
  return posted.rows.length
}

async function requireSame(house: House, entries: readonly LedgerEntry[], posted: ReadonlySet<string>): Promise<void> {
  const repeated = entries.filter(each => !posted.has(each.key))
  const rows = await house.db
    .selectFrom('ledger_entry')
    .select(['key', 'programme_id', 'from_account', 'to_account', 'amount_minor'])
    .where(sql<boolean>`key = any(${repeated.map(each => each.key)}::text[])`)
    .execute()
  const present = new Map(rows.map(row => [row.key, row]))
  for (const { key, programmeId, from, to, amountMinor } of repeated) {
    const row = present.get(key)
    const same =
      row?.programme_id === programmeId &&
      row.from_account === from &&
      row.to_account === to &&
      row.amount_minor === amountMinor
    if (!same) throw new LedgerConflict(`The ledger has another entry under the key ${key}: nothing was posted.`)
  }
}

/** What stands in each account, in minor units. `funding` is where money comes from, so it is what came in, negative. */
export async function balances(house: House, programmeId: ProgrammeId): Promise<Record<LedgerAccount, bigint>> {
  const found = (await balancesOf(house, [programmeId])).get(programmeId)
  if (!found) throw new Error('Every programme that was asked for is answered.')
  return found
}

/** The same of several programmes at once; a programme without an entry has nothing in any account. */
export async function balancesOf(
  house: House,
  programmes: readonly ProgrammeId[],
): Promise<Map<ProgrammeId, Record<LedgerAccount, bigint>>> {
  const { rows } = await sql<{ programmeId: ProgrammeId; account: LedgerAccount; minor: bigint }>`
    select "programmeId", account, sum(minor)::int8 as minor from (
      select programme_id as "programmeId", to_account as account, sum(amount_minor) as minor
        from ledger_entry where programme_id = any (${[...programmes]}::uuid[]) group by 1, 2
      union all
      select programme_id, from_account, -sum(amount_minor)
        from ledger_entry where programme_id = any (${[...programmes]}::uuid[]) group by 1, 2) moved
    group by 1, 2`.execute(house.db)
  const nothing = Object.fromEntries(ledgerAccounts.map(account => [account, 0n])) as Record<LedgerAccount, bigint>
  const standing = new Map(programmes.map(programmeId => [programmeId, { ...nothing }]))
  for (const { programmeId, account, minor } of rows) {
    const its = standing.get(programmeId)
    if (its) its[account] = minor
  }
  return standing
}
