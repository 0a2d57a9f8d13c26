import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import { entitlementMinor, type EntitlementRule } from '../domain/entitlement.js'
import type { DistributionId, ProgrammeId } from '../domain/ids.js'
import { tellApprovers } from './approvalMail.js'
import { inTransaction, type House } from './database.js'
import { frozenOf, lockDistribution, type Frozen, type ListFilter } from './distributions.js'
import { freezeHash, freezeParts } from './listHash.js'

/** How an FSP prices and rounds: from its connector’s `describe` and `highestFee`, in minor units. */
export interface Pricing {
  payableStepMinor: bigint
  highestFee(amountMinor: bigint): bigint
}

interface Wanted {
  programmeId: ProgrammeId
  round: number
  purpose: string
  filter: ListFilter
}

/** Why a person of the programme is not payable in this round; null when payable. In the order in which it is told. */
const whyNot = (wanted: Wanted) => sql<string | null>`case
  when b.state <> 'included' then 'not included (' || b.state || ')'
  when b.held_reason is not null then 'held'
  when exists (select 1 from possible_duplicate x where x.state = 'open' and b.id in (x.beneficiary_a, x.beneficiary_b)) then 'possible duplicate, undecided'
  when t.id is null then 'no approved destination'
  when b.account_check <> 'ok' then 'account not checked, or it cannot receive'
  when exists (select 1 from payout p where p.beneficiary_id = b.id and p.round = ${wanted.round} and p.purpose = ${wanted.purpose} and not p.released)
    then 'already on a list of this round'
  when v.amount::bigint <= 0 then 'nothing due by the programme’s rule'
  end`

const candidates = (wanted: Wanted, prices: string) => sql`
  from beneficiary b
  join json_to_recordset(${prices}::json) as v(size int, amount text, fee text) on v.size = b.household_size
  left join destination t on t.beneficiary_id = b.id and t.state = 'approved'
 where b.programme_id = ${wanted.programmeId}
   and (${wanted.filter.places ?? null}::text[] is null or lower(b.place) = any (${wanted.filter.places?.map(place => place.trim().toLowerCase()) ?? null}::text[]))
   and (${wanted.filter.beneficiaryIds ?? null}::uuid[] is null or b.id = any (${wanted.filter.beneficiaryIds ?? null}::uuid[]))`

/** Amount and fee reserve for each household size there is: at most 99 lines, worked out in one place. */
async function priceList(
  house: House,
  programmeId: ProgrammeId,
  rule: EntitlementRule,
  pricing: Pricing,
): Promise<string> {
  const { rows } = await sql<{
    size: number
  }>`select distinct household_size as size from beneficiary where programme_id = ${programmeId}`.execute(house.db)
  const lines = rows.map(({ size }) => {
    const amount = entitlementMinor(rule, size, pricing.payableStepMinor)
    return { size, amount: amount.toString(), fee: (amount > 0n ? pricing.highestFee(amount) : 0n).toString() }
  })
  return JSON.stringify(lines)
}

/** What a distribution would be. Sums in minor units; `notPayable` counts people by the reason they are left out. */
export interface DryRun {
  payable: number
  amountMinor: bigint
  feeReserveMinor: bigint
  availableMinor: bigint
  currency: string
  notPayable: { why: string; count: number }[]
}

/** Counts and sums without making anything. */
export async function dryRunDistribution(
  house: House,
  given: { programmeId: ProgrammeId; round: number; filter?: ListFilter; pricing: Pricing },
): Promise<Done<DryRun>> {
  const programme = await house.db
    .selectFrom('programme')
    .selectAll()
    .where('id', '=', given.programmeId)
    .executeTakeFirst()
  if (!programme) return refused('not_found', 'There is no such programme.')
  const rule = {
    baseMinor: programme.base_minor,
    membersIncluded: programme.members_included,
    perExtraMemberMinor: programme.per_extra_member_minor,
  }
  const prices = await priceList(house, given.programmeId, rule, given.pricing)
  const wanted: Wanted = { ...given, purpose: 'transfer', filter: given.filter ?? {} }
  const { rows } = await sql<{ why: string | null; count: number; amount: bigint; fee: bigint }>`
    select ${whyNot(wanted)} as why, count(*)::int as count, sum(v.amount::bigint)::bigint as amount, sum(v.fee::bigint)::bigint as fee
    ${candidates(wanted, prices)} group by 1 order by 2 desc`.execute(house.db)
  const payable = rows.find(row => row.why === null)
  return done({
    payable: payable?.count ?? 0,
    amountMinor: payable?.amount ?? 0n,
    feeReserveMinor: payable?.fee ?? 0n,
    availableMinor: await availableOf(house, given.programmeId),
    currency: programme.currency,
    notPayable: rows.flatMap(({ why, count }) => (why === null ? [] : [{ why, count }])),
  })
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
    const wanted: Wanted = row
    const prices = await priceList(inner, row.programmeId, row.rule, pricing)
    await sql`
      insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor, destination_id, fsp_account_id)
      select ${distributionId}, s.id, ${row.programmeId}, ${row.round}, ${row.purpose}, s.position, (s.position - 1) / ${row.batchSize}::int + 1,
             s.amount, s.fee, s.destination_id, ${row.fspAccountId}
        from (select b.id, t.id as destination_id, v.amount::bigint as amount, v.fee::bigint as fee, (row_number() over (order by b.number))::int as position
              ${candidates(wanted, prices)} and ${whyNot(wanted)} is null) s
      on conflict (beneficiary_id, round, purpose) where not released do nothing`.execute(inner.db)
    // A list that has just appeared would be planned for as if it were not there.
    await sql`analyze payout`.execute(inner.db)
    const sums = await freezeParts(inner, distributionId)
    if (sums.payouts === 0) {
      await sql`update distribution set state = 'cancelled', closed_at = now(), pause_reason = 'nobody is payable' where id = ${distributionId}`.execute(
        inner.db,
      )
      return refused('invalid', 'Nobody is payable in this round: see the dry run for the reasons.')
    }
    await sql`
      update distribution d set state = 'awaiting_approval', frozen_at = now(), approval_steps = g.approval_steps, exchange_rate = g.exchange_rate,
             payouts = ${sums.payouts}, batches = ${sums.batches}, total_minor = ${sums.totalMinor}, fee_reserve_minor = ${sums.feeReserveMinor}
        from programme g where g.id = d.programme_id and d.id = ${distributionId}`.execute(inner.db)
    await freezeHash(inner, distributionId)
    await tellApprovers(inner, distributionId)
    await inner.hooks.at('freezing')
    const frozen = await lockDistribution(inner, distributionId)
    if (!frozen) throw new Error('The distribution vanished under its lock.')
    return done(frozenOf(frozen))
  })
}
