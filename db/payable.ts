/** Who of a programme is payable in a round, what each of them gets, and why the others are not. */
import { sql } from 'kysely'
import { entitlementBy, fieldsAsked, type Entitlement, type EntitlementRule } from '../domain/entitlement.js'
import type { CycleId, DistributionId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import { money, toText, type Currency } from '../domain/money.js'
import { hasParts } from '../domain/voucher.js'
import { joinedAfter, shareOfRound, shareSays, type DaysOfRound } from '../domain/shareOfRound.js'
import { withWithdrawal } from '../domain/withdrawal.js'
import type { House } from './database.js'
import type { ListFilter } from './distributions.js'
import { notFollowedUp } from './followUps.js'
import { lowerOf, voucherRulesOf } from './vouchers/rules.js'
import type { WithdrawalTariff } from './withdrawalTariffs.js'

/** How an FSP prices and rounds: from its connector’s `describe` and `highestFee`, in minor units. */
export interface Pricing {
  payableStepMinor: bigint
  highestFee(amountMinor: bigint): bigint
  /** what one card holds, where the FSP gives cards; null, or left out: it sends money */
  cards?: { readonly leastMinor: bigint; readonly highestMinor: bigint | null } | null
}

/** The round of a programme’s calendar that a list belongs to (db/cycles.ts). */
export interface CycleOfList {
  cycleId: CycleId
  /** rounds that somebody gets who is selected for the first time in this one */
  allowedNow: number
  /** whoever is selected for the first time gets its days since they were included only; null: all of it */
  share: DaysOfRound | null
}

export interface Wanted {
  programmeId: ProgrammeId
  round: number
  purpose: string
  filter: ListFilter
  followUpOf: DistributionId | null
  /** the one that the list is paid through */
  fspAccountId: FspAccountId | null
  /** null: a round that people make by hand */
  cycle: CycleOfList | null
}

/** Rounds of the calendar for which somebody holds a payout: money that went back is a round they still have. */
const roundsUsed = sql<number>`(
  select count(*)::int from payout p join programme_cycle y on y.programme_id = p.programme_id and y.round = p.round
   where p.beneficiary_id = b.id and p.programme_id = b.programme_id and p.purpose = 'transfer' and (not p.released or p.paid_after_all))`

/** How many rounds somebody among the candidates of a cycle has left, this one among them. */
export const roundsLeft = ({ allowedNow }: CycleOfList) =>
  sql<number>`coalesce(n.allowed, ${allowedNow}::int) - ${roundsUsed}`

/** Why a person of the programme is not payable in this round; null when payable. In the order in which it is told. */
export const whyNot = (wanted: Wanted, { mostInAll }: Prices) => sql<string | null>`case
  ${wanted.followUpOf === null ? sql`` : notFollowedUp(wanted.filter)}
  when b.state <> 'included' then 'not included (' || b.state || ')'
  when b.held_reason is not null then 'held'
  when exists (select 1 from possible_duplicate x where x.state = 'open' and b.id in (x.beneficiary_a, x.beneficiary_b)) then 'possible duplicate, undecided'
  when t.id is null then 'no approved destination'
  when coalesce(t.fsp_account_id, (select g.fsp_account_id from programme g where g.id = ${wanted.programmeId})) is distinct from ${wanted.fspAccountId}::uuid
    then 'paid through another FSP account'
  when b.account_check <> 'ok' then 'account not checked, or it cannot receive'
  when exists (select 1 from payout p where p.beneficiary_id = b.id and p.round = ${wanted.round} and p.purpose = ${wanted.purpose} and (not p.released or p.paid_after_all))
    then 'already on a list of this round'
  ${wanted.cycle === null ? sql`` : sql`when ${roundsLeft(wanted.cycle)} <= 0 then 'no rounds left'`}
  when r.why is not null and ${wanted.cycle === null ? sql`true` : sql`u.due_minor is null`} then r.why
  when v.why is not null then v.why
  ${mostInAll === null ? sql`` : sql`when r.due::bigint > 0 and v.amount::bigint <= 0 then 'has had the most of the whole programme'`}
  when v.amount::bigint <= 0 then 'nothing due by the programme’s rule'
  end`

/** What of the most of a programme is left for the person of the row `b`, rounded down to what the FSP can pay. */
const leftInAll = ({ programmeId }: Wanted, { minor, stepMinor }: MostInAll) => sql`(
  select greatest(0, ${minor}::bigint - coalesce(sum(p.amount_minor - p.withdrawal_minor), 0))::bigint / ${stepMinor}::bigint * ${stepMinor}::bigint
    from payout p where p.beneficiary_id = b.id and p.programme_id = ${programmeId} and p.purpose = 'transfer' and (not p.released or p.paid_after_all))`

/** Rounds that somebody has left, and no more of them than the most of the whole programme pays; the last may be paid in part. */
export const roundsPaid = (cycle: CycleOfList, { mostInAll }: Prices) =>
  mostInAll === null ? roundsLeft(cycle) : sql<number>`least(${roundsLeft(cycle)}, ${roundsUntilMost})`

/** What is due in the last of those rounds, where the most of the whole programme pays it in part only; null: as in the others. */
export const dueAtLast = (cycle: CycleOfList, { mostInAll }: Prices) =>
  mostInAll === null
    ? sql<bigint | null>`null::bigint`
    : sql<bigint | null>`case when ${roundsUntilMost} between 2 and ${roundsLeft(cycle)}
        then nullif((c.minor - least(r.due::bigint, c.minor)) % r.whole::bigint, 0) end`

/** The next round, and as many whole ones as the rest of the most of the programme begins. */
const roundsUntilMost = sql<number>`case when r.due is null or least(r.due::bigint, c.minor) <= 0 then 0
  else ((c.minor - least(r.due::bigint, c.minor) + r.whole::bigint - 1) / r.whole::bigint)::int + 1 end`

/** How many days of a round somebody who is selected for the first time has been there; of all others all of them. */
export const daysThere = ({
  until,
  period,
  timeZone,
}: DaysOfRound) => sql<number>`case when n.beneficiary_id is not null then ${period}::int
  else greatest(0, least(${period}::int, ${until.slice(0, 10)}::date - (coalesce(b.included_at, b.created_at) at time zone ${timeZone})::date)) end`

/**
 * Rows `b` (people), `r` (what the rule gives; `whole`: in a round of which they get no share only), `v` (what that costs), `t`
 * (where to); of a cycle `u` (what is due) and `n`; `c` (what is left), where there is a most for the whole programme.
 */
export const candidates = (wanted: Wanted, { fields, dues, prices, mostInAll }: Prices) => sql`
  from beneficiary b
  ${
    wanted.cycle === null
      ? sql``
      : sql`left join entitlement u on u.beneficiary_id = b.id and u.cycle_id = ${wanted.cycle.cycleId} and u.purpose = ${wanted.purpose}
            left join beneficiary_rounds n on n.beneficiary_id = b.id`
  }
  join json_to_recordset(${dues}::json) as r(size int, days int, fields jsonb, due text, whole text, says text, why text)
    on r.size = b.household_size ${fields.length === 0 ? sql`` : sql`and r.fields = ${fieldsOf(fields)}`} ${daysOf(wanted)}
  ${mostInAll === null ? sql`` : sql`cross join lateral (select ${leftInAll(wanted, mostInAll)} as minor) c`}
  left join json_to_recordset(${prices}::json) as v(due text, amount text, withdrawal text, fee text, why text)
    on v.due = ${wanted.cycle === null ? dueOf(mostInAll) : sql`coalesce(u.due_minor::text, ${dueOf(mostInAll)})`}
  left join destination t on t.beneficiary_id = b.id and t.state = 'approved'
  ${wanted.followUpOf === null ? sql`` : sql`join payout e on e.beneficiary_id = b.id and e.distribution_id = ${wanted.followUpOf}`}
 where b.programme_id = ${wanted.programmeId}
   and (${wanted.filter.places ?? null}::text[] is null or lower(b.place) = any (${wanted.filter.places?.map(place => place.trim().toLowerCase()) ?? null}::text[]))
   and (${wanted.filter.beneficiaryIds ?? null}::uuid[] is null or b.id = any (${wanted.filter.beneficiaryIds ?? null}::uuid[]))`

/** Only where some get a share of the round does it matter since when they are there. */
const daysOf = ({ cycle }: Wanted) => (cycle?.share ? sql`and r.days = ${daysThere(cycle.share)}` : sql``)

const dueOf = (mostInAll: MostInAll | null) =>
  mostInAll === null ? sql`r.due` : sql`case when r.due is not null then least(r.due::bigint, c.minor)::text end`

/** The values of these fields, so that people who differ in nothing else are one line. */
const fieldsOf = (fields: readonly string[]) =>
  sql`jsonb_build_object(${sql.join(fields.flatMap(key => [sql`${key}::text`, sql`b.custom ->> ${key}::text`]))})`

/** Two tables as JSON: what is due for each household size, set of fields and days, and what each amount that is due costs. */
export interface Prices {
  readonly fields: readonly string[]
  readonly dues: string
  readonly prices: string
  /** what one person gets over the whole programme at most; null: as much as its rounds come to */
  readonly mostInAll: MostInAll | null
}

interface MostInAll {
  readonly minor: bigint
  readonly stepMinor: bigint
}

/**
 * What is due by the rule for all who differ in what it looks at, and amount, what of it is for withdrawing it, and fee
 * reserve for each sum that is due: worked out in one place. What was worked out for a cycle before is priced too.
 */
export async function priceList(
  house: House,
  wanted: Wanted,
  given: { rule: EntitlementRule; currency: Currency; pricing: Pricing; tariff: WithdrawalTariff | null },
): Promise<Prices> {
  const { programmeId, cycle, purpose } = wanted
  const { rule, currency, pricing, tariff } = given
  const step = pricing.payableStepMinor
  const fields = fieldsAsked(rule)
  const share = cycle?.share ?? null
  const { rows } = await sql<{ size: number; fields: Record<string, string | null>; days: number }>`
    select distinct b.household_size as size, ${fields.length === 0 ? sql`'{}'::jsonb` : fieldsOf(fields)} as fields,
           ${share ? daysThere(share) : sql`0`} as days
      from beneficiary b ${share ? sql`left join beneficiary_rounds n on n.beneficiary_id = b.id` : sql``}
     where b.programme_id = ${programmeId}`.execute(house.db)
  const dueFor = entitlementBy(rule, { payableStepMinor: step, currency })
  const dues = rows.map(({ size, fields, days }) => {
    const whole = dueFor({ householdSize: size, fields: filledIn(fields) })
    const due = share ? sharedDue(whole, { days, share, stepMinor: step, currency }) : whole
    const found = due.ok
      ? { due: due.minor.toString(), says: due.says, why: null }
      : { due: null, says: '', why: due.why }
    return { size, fields, days, whole: whole.ok ? whole.minor.toString() : null, ...found }
  })
  const known = cycle === null ? [] : await duesOf(house, cycle.cycleId, purpose)
  const most = purpose === 'transfer' ? (rule.mostInAllMinor ?? null) : null
  const mostInAll = most === null ? null : { minor: most, stepMinor: step }
  const lowered = mostInAll === null ? [] : await leftsOf(house, wanted, mostInAll)
  const sums = new Set([...dues.flatMap(({ due }) => due ?? []), ...known, ...lowered])
  const cards = pricing.cards ?? null
  const { highestCardMinor: own } = cards ? await voucherRulesOf(house, programmeId) : { highestCardMinor: null }
  const within = cards && { ...cards, highestMinor: lowerOf(own, cards.highestMinor) }
  const prices = [...sums].map(due => ({
    ...priceOf(BigInt(due), { step, pricing: { ...pricing, cards: within }, tariff }),
    text: toText(money(BigInt(due), currency)),
  }))
  return { fields, dues: JSON.stringify(dues), prices: JSON.stringify(prices), mostInAll }
}

/** What the rule gives, for so many days of the round. */
function sharedDue(
  whole: Entitlement,
  { days, share, stepMinor, currency }: { days: number; share: DaysOfRound; stepMinor: bigint; currency: Currency },
): Entitlement {
  const { period } = share
  if (!whole.ok || days === period) return whole
  if (days === 0) return { ok: false, why: joinedAfter }
  const minor = shareOfRound(whole.minor, { days, period, stepMinor })
  return { ok: true, minor, says: shareSays(whole.says, { minor, currency, days, period }) }
}

const filledIn = (fields: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value]])))

/** What anybody may have left of the most of the whole programme. */
async function leftsOf(house: House, wanted: Wanted, mostInAll: MostInAll): Promise<string[]> {
  const { rows } = await sql<{ due: string }>`
    select distinct ${leftInAll(wanted, mostInAll)}::text as due from beneficiary b where b.programme_id = ${wanted.programmeId}`.execute(
    house.db,
  )
  return rows.map(({ due }) => due)
}

async function duesOf(house: House, cycleId: CycleId, purpose: string): Promise<string[]> {
  const { rows } = await sql<{ due: string }>`
    select distinct due_minor::text as due from entitlement where cycle_id = ${cycleId} and purpose = ${purpose}`.execute(
    house.db,
  )
  return rows.map(({ due }) => due)
}

/** What paying this takes: with what withdrawing it costs, where the programme bears that, and its highest fee. Minor units. */
export function priceOf(
  due: bigint,
  { step, pricing, tariff }: { step: bigint; pricing: Pricing; tariff: WithdrawalTariff | null },
): { due: string; amount: string; withdrawal: string; fee: string; why?: string } {
  const amount = tariff && due > 0n ? withWithdrawal(due, tariff.bands, step) : due
  if (amount === null) return { due: due.toString(), amount: '0', withdrawal: '0', fee: '0', why: noTariffFor }
  const { cards } = pricing
  if (cards && amount > 0n && !hasParts(amount, cards.highestMinor, cards.leastMinor))
    return { due: due.toString(), amount: '0', withdrawal: '0', fee: '0', why: noCardsFor }
  const fee = amount > 0n ? pricing.highestFee(amount) : 0n
  return { due: due.toString(), amount: amount.toString(), withdrawal: (amount - due).toString(), fee: fee.toString() }
}

const noCardsFor = 'no card of the account holds what is due, alone or with others'
const noTariffFor = 'more is due than the tariff says what withdrawing it costs'
