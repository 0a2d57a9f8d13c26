/** The ledger against the rows of payouts, attempts and the FSP's transactions: in sum by account, and payout by payout. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import { ledgerAccounts, type LedgerAccount } from '../domain/payout.js'
import { pendingStates } from '../domain/voucher.js'
import type { House } from './database.js'
import { disagreeing, ofProgramme, type Check } from './verifyRows.js'

export async function checkLedger(house: House, programmeId?: ProgrammeId): Promise<Check[]> {
  const stands = await accountsOf(house, programmeId)
  return [
    ...stands.flatMap(checksOf),
    await checkEachPayout(house, programmeId),
    await checkEachApproval(house, programmeId),
  ]
}

/**
 * What moved beside payouts that were paid by vouchers: what left a card again after it was given (to its replacement, or back
 * when it expired), and the replacements that are with their person, or on their way.
 */
const besideVouchers = sql`
    replacement as (
      select distinct on (replaces) programme_id, payout_id, amount_minor,
             case when state in ('delivered','expired') or ended = 'replaced' and state in ('cancelling','cancelled') then 'given'
                  when state in (${sql.join([...pendingStates])}) then 'pending' else 'over' end as stands
        from voucher where replaces is not null order by replaces, ordinal desc),
    beside as (
      select programme_id, payout_id, sum(gone) as gone, sum(given) as given, sum(pending) as pending from (
        select programme_id, payout_id, moved_minor as gone, 0 as given, 0 as pending from voucher where moved_minor is not null
        union all
        select programme_id, payout_id, 0, case stands when 'given' then amount_minor else 0 end,
               case stands when 'pending' then amount_minor else 0 end from replacement) each group by 1, 2)`

interface Stands {
  programmeId: ProgrammeId
  found: Partial<Record<LedgerAccount, bigint>>
  expected: Partial<Record<LedgerAccount, bigint>>
}

/** What the rows alone say. The others follow from them: what is available is what came in, less all of these. */
const provable: readonly LedgerAccount[] = ['reserved', 'in_transit', 'disbursed', 'fees', 'overpaid', 'returned']

function checksOf({ programmeId, found, expected }: Stands): Check[] {
  const standing = (account: LedgerAccount): bigint => found[account] ?? 0n
  const sum = ledgerAccounts.map(standing).reduce((total, each) => total + each, 0n)
  const account = (name: string, at: bigint, must: bigint): Check => ({
    name,
    programmeId,
    ok: at === must,
    found: at.toString(),
    expected: must.toString(),
    examples: at === must ? [] : [programmeId],
  })
  return [
    account('postings sum to zero', sum, 0n),
    ...provable.map(each =>
      account(`the account ${each} agrees with the payouts`, standing(each), expected[each] ?? 0n),
    ),
    // Shown only: what the FSP really did is always booked, even beyond the budget.
    { name: 'the account available', programmeId, ok: true, found: standing('available').toString(), examples: [] },
  ]
}

async function accountsOf(house: House, programmeId?: ProgrammeId): Promise<Stands[]> {
  const { rows } = await sql<{ programmeId: ProgrammeId; account: LedgerAccount; found: bigint; expected: bigint }>`
    with moved as (
      select programme_id, to_account as account, sum(amount_minor) as minor from ledger_entry group by 1, 2
      union all
      select programme_id, from_account, -sum(amount_minor) from ledger_entry group by 1, 2),
    set_aside as (
      select programme_id, money, sum(amount_minor) as amount, sum(fee_reserve_minor) as reserve from payout group by 1, 2),
    -- An attempt that the FSP paid under several transaction ids: each has its amount and its fee.
    several as (
      select a.id, a.programme_id, coalesce(a.fee_minor, 0) as fee,
             case when a.state = 'reversed' then 0 else a.amount_minor * (count(*) filter (where x.said = 'paid') - 1) end as further,
             sum(coalesce(x.fee_minor, a.fee_minor, 0)) as fees
        from attempt a join fsp_transaction x on x.attempt_id = a.id and x.said in ('paid','reversed')
       where a.state in ('paid','paid_extra','reversed')
       group by a.id having count(*) > 1),
    -- A reversed transfer's amount stays in returned until its payout is given up (closed) or paid again.
    returned as (
      select p.programme_id, p.amount_minor * greatest(0, count(*)
             - case when p.money = 'none' and p.state in ('closed','cancelled') then 1 else 0 end
             - (select count(*) from approval y where y.payout_id = p.id and y.kind = 'pay_again')) as minor
        from payout p join attempt a on a.payout_id = p.id and a.state = 'reversed' group by p.id),
    -- One of several transactions of an attempt that came back stays there: it was paid beside the budget.
    returned_apart as (
      select a.programme_id, a.amount_minor * greatest(0, count(*) - case when a.state = 'reversed' then 1 else 0 end) as minor
        from attempt a join fsp_transaction x on x.attempt_id = a.id and x.said = 'reversed' group by a.id),
    ${besideVouchers},
    expected as (
      select programme_id, 'disbursed' as account, given - gone as minor from beside
      union all
      select programme_id, 'in_transit', pending from beside
      union all
      select programme_id, money as account, amount + reserve as minor from set_aside where money in ('reserved','in_transit')
      union all
      select programme_id, 'disbursed', amount from set_aside where money = 'disbursed'
      union all
      select programme_id, 'fees', sum(fee_minor) from attempt where state in ('paid','paid_extra','reversed') group by 1
      union all
      select programme_id, 'fees', sum(fees - fee) from several group by 1
      union all
      select programme_id, 'overpaid', sum(amount_minor) from attempt where state = 'paid_extra' group by 1
      union all
      select programme_id, 'overpaid', sum(further) from several group by 1
      union all
      select programme_id, 'returned', sum(minor) from returned group by 1
      union all
      select programme_id, 'returned', sum(minor) from returned_apart group by 1),
    every as (
      select programme_id, account, minor as found, 0 as expected from moved
      union all
      select programme_id, account, 0, minor from expected)
    select programme_id as "programmeId", account, coalesce(sum(found), 0)::int8 as found, coalesce(sum(expected), 0)::int8 as expected
      from every where ${ofProgramme('programme_id', programmeId)} group by 1, 2 order by 1, 2`.execute(house.db)
  const stands = new Map<ProgrammeId, Stands>()
  for (const row of rows) {
    const of = stands.get(row.programmeId) ?? { programmeId: row.programmeId, found: {}, expected: {} }
    stands.set(row.programmeId, of)
    of.found[row.account] = row.found
    of.expected[row.account] = row.expected
  }
  return [...stands.values()]
}

/**
 * What moved for each payout. An approval reserves for all of its list in one entry, so each payout of it begins with its
 * own amount and fee reserve; but for those that were given up before (nothing ever moved for them).
 */
const heldByPayout = (programmeId?: ProgrammeId) => sql`
  with moved as (
    select payout_id, to_account as account, amount_minor as minor from ledger_entry where payout_id is not null
    union all
    select payout_id, from_account, -amount_minor from ledger_entry where payout_id is not null),
  own as (
    select payout_id, coalesce(sum(minor) filter (where account = 'reserved'), 0) as reserved,
           coalesce(sum(minor) filter (where account = 'in_transit'), 0) as in_transit,
           coalesce(sum(minor) filter (where account = 'disbursed'), 0) as disbursed
      from moved group by 1),
  approved as (
    select distribution_id, sum(amount_minor) as minor from ledger_entry where kind = 'approval' and payout_id is null group by 1),
  ${besideVouchers},
  held as (
    select p.id, p.distribution_id, p.money, p.amount_minor, p.fee_reserve_minor, given.minor as given,
           coalesce(o.reserved, 0) + given.minor as reserved, coalesce(o.in_transit, 0) - coalesce(b.pending, 0) as in_transit, coalesce(o.disbursed, 0) + coalesce(b.gone - b.given, 0) as disbursed
      from payout p
      left join own o on o.payout_id = p.id
      left join beside b on b.payout_id = p.id
      left join approved y on y.distribution_id = p.distribution_id
     cross join lateral (
       select case when y.distribution_id is null or (p.money = 'none' and o.payout_id is null) then 0
                   else p.amount_minor + p.fee_reserve_minor end as minor) given
     where ${ofProgramme('p.programme_id', programmeId)})`

/** Two errors that cancel out in a sum do not cancel out here. */
const checkEachPayout = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'the ledger holds for every single payout what the payout says',
    sql`
      ${heldByPayout(programmeId)}
      select id from held
       where reserved <> case when money = 'reserved' then amount_minor + fee_reserve_minor else 0 end
          or in_transit <> case when money = 'in_transit' then amount_minor + fee_reserve_minor else 0 end
          or disbursed <> case when money = 'disbursed' then amount_minor else 0 end`,
  )

const checkEachApproval = (house: House, programmeId?: ProgrammeId): Promise<Check> =>
  disagreeing(
    house,
    'every approval reserved what the payouts of its list need',
    sql`
      ${heldByPayout(programmeId)}
      select y.distribution_id as id from approved y join held h on h.distribution_id = y.distribution_id
       group by y.distribution_id, y.minor having y.minor <> sum(h.given)`,
  )
