import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { DistributionId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { PauseCode } from '../domain/pause.js'
import { tellApprovers } from './approvalMail.js'
import { inTransaction, type House } from './database.js'
import { frozenOf, lockDistribution, type Frozen, type ListFilter } from './distributions.js'
import { cycleOfRound, keepEntitlements } from './entitlements.js'
import { freezeHash, freezeParts } from './listHash.js'
import { candidates, priceList, whyNot, type Pricing, type Wanted } from './payable.js'
import { ruleOfProgramme } from './programmes.js'
import { tariffForLists } from './withdrawalTariffs.js'

export type { Pricing } from './payable.js'

/** What a distribution would be. Sums in minor units; `notPayable` counts people by the reason they are left out. */
export interface DryRun {
  payable: number
  amountMinor: bigint
  /** how much of it is added for withdrawing it */
  withdrawalMinor: bigint
  feeReserveMinor: bigint
  availableMinor: bigint
  currency: string
  /** how many get how much, the most people first; at most `mostAmounts` of them, sums as in `amountMinor` */
  byAmount: { amountMinor: bigint; withdrawalMinor: bigint; people: number }[]
  /** how many different amounts there are in all */
  amounts: number
  notPayable: { why: string; count: number }[]
}

/** Counts and sums without making anything. `followUpOf`: only of those who stood on that list and were not paid by it. */
export async function dryRunDistribution(
  house: House,
  given: {
    programmeId: ProgrammeId
    round: number
    purpose?: string
    filter?: ListFilter
    followUpOf?: DistributionId
    /** left out: the programme’s own */
    fspAccountId?: FspAccountId
    pricing: Pricing
  },
): Promise<Done<DryRun>> {
  const programme = await house.db
    .selectFrom('programme')
    .selectAll()
    .where('id', '=', given.programmeId)
    .executeTakeFirst()
  if (!programme) return refused('not_found', 'There is no such programme.')
  const { purpose = 'transfer', filter = {}, followUpOf = null } = given
  const fspAccountId = given.fspAccountId ?? programme.fsp_account_id
  const cycle = await cycleOfRound(house, given)
  const wanted: Wanted = { ...given, purpose, filter, followUpOf, fspAccountId, cycle }
  const bears = fspAccountId === null ? done({ tariff: null }) : await tariffForLists(house, { ...given, fspAccountId })
  if (!bears.ok) return bears
  const { currency } = programme
  const priced = { rule: ruleOfProgramme(programme), currency, pricing: given.pricing, tariff: bears.tariff }
  const prices = await priceList(house, wanted, priced)
  const { rows } = await sql<{ why: string | null; count: number; amount: bigint; withdrawal: bigint; fee: bigint }>`
    select why, count(*)::int as count, amount, withdrawal, sum(fee)::bigint as fee
      from (select ${whyNot(wanted, prices)} as why, v.amount::bigint as amount, v.withdrawal::bigint as withdrawal, v.fee::bigint as fee
            ${candidates(wanted, prices)}) s
     group by why, amount, withdrawal
     order by 2 desc, amount desc`.execute(house.db)
  const payable = rows.filter(row => row.why === null)
  const byAmount = payable.map(({ amount, withdrawal, count }) => ({
    amountMinor: amount,
    withdrawalMinor: withdrawal,
    people: count,
  }))
  return done({
    payable: payable.reduce((sum, { count }) => sum + count, 0),
    amountMinor: payable.reduce((sum, { amount, count }) => sum + amount * BigInt(count), 0n),
    withdrawalMinor: payable.reduce((sum, { withdrawal, count }) => sum + withdrawal * BigInt(count), 0n),
    feeReserveMinor: payable.reduce((sum, { fee }) => sum + fee, 0n),
    availableMinor: await availableOf(house, given.programmeId),
    currency,
    byAmount: byAmount.slice(0, mostAmounts),
    amounts: byAmount.length,
    notPayable: countedBy(rows),
  })
}

/** More different amounts than somebody looks at. */
const mostAmounts = 20

function countedBy(rows: readonly { why: string | null; count: number }[]): { why: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { why, count } of rows) if (why !== null) counts.set(why, (counts.get(why) ?? 0) + count)
  return [...counts].map(([why, count]) => ({ why, count })).sort((a, b) => b.count - a.count)
}

/** What approvals may still reserve. */
export async function availableOf(house: House, programmeId: ProgrammeId): Promise<bigint> {
  const { rows } = await sql<{ sum: bigint }>`
    select coalesce(sum(case when to_account = 'available' then amount_minor else -amount_minor end), 0)::bigint as sum
      from ledger_entry where programme_id = ${programmeId} and 'available' in (from_account, to_account)`.execute(
    house.db,
  )
  return rows[0]?.sum ?? 0n
}

/**
 * Freezes the list: people, amounts, destinations, FSP account, exchange rate, in one transaction with its hash. A frozen list is never
 * selected again: asked twice, it answers with what is frozen. Nobody payable is an answer for people, not an error.
 */
export async function freezeList(
  house: House,
  { distributionId, pricing }: { distributionId: DistributionId; pricing: Pricing },
): Promise<Done<Frozen>> {
  return inTransaction(house, async inner => {
    const row = await lockDistribution(inner, distributionId)
    if (!row) return refused('not_found', 'There is no such distribution.')
    if (row.state !== 'freezing') {
      return row.listHash
        ? done(frozenOf(row))
        : refused('state', `The distribution is ${row.state} and was never frozen.`)
    }
    const wanted: Wanted = { ...row, cycle: await cycleOfRound(inner, row) }
    const bears = await tariffForLists(inner, row)
    if (!bears.ok) return bears
    const { tariff } = bears
    // Two lists at once would each see what is left before the other.
    if (row.rule.mostInAllMinor != null || wanted.cycle !== null)
      await sql`select from programme where id = ${row.programmeId} for update`.execute(inner.db)
    const prices = await priceList(inner, wanted, { ...row, pricing, tariff })
    await sql`
      insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, withdrawal_minor, fee_reserve_minor, destination_id, fsp_account_id)
      select ${distributionId}, s.id, ${row.programmeId}, ${row.round}, ${row.purpose}, s.position, (s.position - 1) / ${row.batchSize}::int + 1,
             s.amount, s.withdrawal, s.fee, s.destination_id, ${row.fspAccountId}
        from (select b.id, t.id as destination_id, v.amount::bigint as amount, v.withdrawal::bigint as withdrawal, v.fee::bigint as fee, (row_number() over (order by b.number))::int as position
              ${candidates(wanted, prices)} and ${whyNot(wanted, prices)} is null) s
      on conflict (beneficiary_id, round, purpose) where not released do nothing`.execute(inner.db)
    if (wanted.cycle) await keepEntitlements(inner, { distributionId, cycle: wanted.cycle, prices })
    // A list that has just appeared would be planned for as if it were not there.
    await sql`analyze payout`.execute(inner.db)
    const sums = await freezeParts(inner, distributionId)
    if (sums.payouts === 0) {
      await sql`update distribution set state = 'cancelled', closed_at = now(), pause_reason = ${'nobody_payable' satisfies PauseCode} where id = ${distributionId}`.execute(
        inner.db,
      )
      return refused('invalid', 'Nobody is payable in this round: see the dry run for the reasons.')
    }
    await sql`
      update distribution d set state = 'awaiting_approval', frozen_at = now(), approval_steps = g.approval_steps, exchange_rate = g.exchange_rate,
             payouts = ${sums.payouts}, batches = ${sums.batches}, total_minor = ${sums.totalMinor}, fee_reserve_minor = ${sums.feeReserveMinor},
             withdrawal_tariff_id = ${tariff?.tariffId ?? null}::uuid,
             withdrawal_minor = case when ${tariff === null} then 0 else (select coalesce(sum(withdrawal_minor), 0) from payout p where p.distribution_id = d.id) end
        from programme g where g.id = d.programme_id and d.id = ${distributionId}`.execute(inner.db)
    await freezeHash(inner, distributionId)
    await tellApprovers(inner, distributionId)
    await inner.hooks.at('freezing')
    const frozen = await lockDistribution(inner, distributionId)
    if (!frozen) throw new Error('The distribution vanished under its lock.')
    return done(frozenOf(frozen))
  })
}
