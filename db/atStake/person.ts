/** What an act on one person would reach: told before somebody is declined, paused, held back, moved or taken for another. */
import { sql } from 'kysely'
import type { BeneficiaryId, FspAccountId } from '../../domain/ids.js'
import type { Currency } from '../../domain/money.js'
import { pendingStates } from '../../domain/voucher.js'
import type { House } from '../database.js'

export interface Money {
  readonly payouts: number
  readonly totalMinor: bigint
}

export interface PersonAtStake {
  readonly currency: Currency
  /** on lists that nobody approved yet */
  readonly listed: Money
  /** approved, and nothing of it has left */
  readonly ready: Money
  /** has left, or nobody knows: not called back by anything that is done here */
  readonly underWay: Money
  /** refused by the FSP, or to be decided: waits for somebody */
  readonly failed: Money
  readonly paid: Money
  /** vouchers that are neither with their person nor back */
  readonly vouchers: number
  readonly openPairs: number
  /** corrected numbers that wait for a yes */
  readonly proposedNumbers: number
  readonly openCases: number
  /** of what is not paid and not given back, by the account that it would be paid through */
  readonly byAccount: readonly (Money & { readonly fspAccountId: FspAccountId; readonly leftPayouts: number })[]
}

interface Row extends Omit<PersonAtStake, 'listed' | 'ready' | 'underWay' | 'failed' | 'paid' | 'byAccount'> {
  standing: { is: 'listed' | 'ready' | 'underWay' | 'failed' | 'paid'; payouts: number; minor: string }[]
  accounts: { fspAccountId: FspAccountId; payouts: number; left: number; minor: string }[]
}

const nothing: Money = { payouts: 0, totalMinor: 0n }

/** As far as whoever looks sees them. Null: there is no such person. */
export async function personAtStake(house: House, beneficiaryId: BeneficiaryId): Promise<PersonAtStake | null> {
  const { rows } = await sql<Row>`
    with theirs as (
      select fsp_account_id, amount_minor, state in ('in_progress','unknown') as has_left, not released and state <> 'paid' and state <> 'overpaid' and state <> 'to_decide' as is_open,
             case when state in ('paid','overpaid') then 'paid' when state = 'listed' then 'listed' when state = 'ready' then 'ready'
                  when state in ('in_progress','unknown') then 'underWay' when state in ('refused','to_decide') then 'failed' end as standing
        from payout where beneficiary_id = ${beneficiaryId})
    select g.currency,
           (select coalesce(json_agg(s), '[]') from (
              select standing as is, count(*)::int as payouts, sum(amount_minor)::text as minor from theirs where standing is not null group by 1) s) as standing,
           (select coalesce(json_agg(a), '[]') from (
              select fsp_account_id as "fspAccountId", count(*)::int as payouts, (count(*) filter (where has_left))::int as "left", sum(amount_minor)::text as minor
                from theirs where is_open group by 1 order by 1) a) as accounts,
           (select count(*)::int from voucher v where v.beneficiary_id = b.id and v.state = any (${[...pendingStates]}::text[])) as vouchers,
           (select count(*)::int from possible_duplicate p where p.state = 'open' and b.id in (p.beneficiary_a, p.beneficiary_b)) as "openPairs",
           (select count(*)::int from destination d where d.beneficiary_id = b.id and d.state = 'proposed') as "proposedNumbers",
           (select count(*)::int from work_case c where c.beneficiary_id = b.id and c.state = 'open') as "openCases"
      from beneficiary b join programme g on g.id = b.programme_id where b.id = ${beneficiaryId}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { standing, accounts, ...rest } = row
  const of = (is: Row['standing'][number]['is']): Money => {
    const found = standing.find(each => each.is === is)
    return found ? { payouts: found.payouts, totalMinor: BigInt(found.minor) } : nothing
  }
  return {
    ...rest,
    listed: of('listed'),
    ready: of('ready'),
    underWay: of('underWay'),
    failed: of('failed'),
    paid: of('paid'),
    byAccount: accounts.map(({ fspAccountId, payouts, left, minor }) => ({
      fspAccountId,
      payouts,
      leftPayouts: left,
      totalMinor: BigInt(minor),
    })),
  }
}
