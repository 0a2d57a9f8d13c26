/** What giving people more rounds would do: whom it means, whom not and why, and the money. Nothing is written. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import { furtherRounds } from '../domain/moreRounds.js'
import { chosenBy, type BeneficiaryFilter } from './beneficiaryFilter.js'
import type { House } from './database.js'
import { candidates, roundsLeft, type Pricing } from './payable.js'
import { extendedSays, notExtended, wrongWithRounds, type Extended } from './personRounds.js'
import { inAll, nextRound, previewRounds } from './roundPreview.js'

export interface MoreRounds extends Extended {
  readonly currency: string
  /** of the rounds that are given, if nobody comes, goes or fails */
  readonly amountMinor: bigint
  readonly feeReserveMinor: bigint
  readonly availableMinor: bigint
  /** what is not there for these and all rounds ahead, with what waits for approval; 0: enough */
  readonly missingMinor: bigint
  /** of them, for whom the rule gives no amount now */
  readonly peopleWithoutAmount: number
  /** of the rounds that are given, those for which the calendar has no date */
  readonly personRoundsWithoutDate: number
  /** who is meant and gets none, by the reason */
  readonly cannot: readonly { readonly why: string; readonly count: number }[]
}

interface Group {
  readonly cannot: string | null
  readonly completed: boolean
  readonly left: number
  readonly dueMinor: bigint | null
  readonly mostLeftMinor: bigint | null
  readonly people: number
}

/** `rounds` more for everybody whom `who` means. */
export async function tryMoreRounds(
  house: House,
  given: { who: BeneficiaryFilter; rounds: number; pricing: Pricing; now?: Date },
): Promise<Done<MoreRounds>> {
  const { who, rounds, pricing, now = new Date() } = given
  const wrong = wrongWithRounds(rounds)
  if (wrong !== null) return refused('invalid', wrong)
  const of = { programmeId: who.programmeId, pricing, now }
  const next = await nextRound(house, of)
  if (!next.ok) return next
  const ahead = await previewRounds(house, of)
  if (!ahead.ok) return ahead
  const { wanted, prices, cost, currency, planned } = next
  const { rows } = await sql<Group>`
    select cannot, completed, "left", "dueMinor", "mostLeftMinor", count(*)::int as people
      from (select ${notExtended('b')} as cannot, b.state = 'completed' as completed, greatest(0, ${roundsLeft(wanted.cycle)}) as "left",
                   r.whole::bigint as "dueMinor", ${prices.mostInAll === null ? sql`null::bigint` : sql`c.minor`} as "mostLeftMinor"
            ${candidates(wanted, prices)} and b.id in (select id from beneficiary where ${chosenBy(who)})) s
     group by 1, 2, 3, 4, 5`.execute(house.db)
  const means = rows.filter(({ cannot }) => cannot === null)
  const sums = means.map(({ people, left, dueMinor, mostLeftMinor }) => {
    const { full, lastMinor } = furtherRounds({ dueMinor: dueMinor ?? 0n, left, more: rounds, mostLeftMinor })
    const whole = inAll(people * full, dueMinor ?? 0n, cost)
    const last = inAll(people, lastMinor, cost)
    return {
      amountMinor: whole.amountMinor + last.amountMinor,
      feeReserveMinor: whole.feeReserveMinor + last.feeReserveMinor,
      withoutDate: people * Math.min(rounds, Math.max(0, left + rounds - planned.length)),
    }
  })
  const count = (groups: readonly Group[]): number => groups.reduce((sum, { people }) => sum + people, 0)
  const people = count(means)
  const again = count(means.filter(({ completed }) => completed))
  const amountMinor = sums.reduce((sum, each) => sum + each.amountMinor, 0n)
  const feeReserveMinor = sums.reduce((sum, each) => sum + each.feeReserveMinor, 0n)
  const { availableMinor, awaitingMinor } = ahead
  const missing =
    ahead.amountMinor + ahead.feeReserveMinor + awaitingMinor + amountMinor + feeReserveMinor - availableMinor
  return done({
    people,
    again,
    says: extendedSays({ people, again, rounds, tried: true }),
    currency,
    amountMinor,
    feeReserveMinor,
    availableMinor,
    missingMinor: missing > 0n ? missing : 0n,
    peopleWithoutAmount: count(means.filter(({ dueMinor }) => dueMinor === null || dueMinor <= 0n)),
    personRoundsWithoutDate: sums.reduce((sum, { withoutDate }) => sum + withoutDate, 0),
    cannot: cannotOf(rows),
  })
}

function cannotOf(rows: readonly Group[]): { why: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { cannot, people } of rows) if (cannot !== null) counts.set(cannot, (counts.get(cannot) ?? 0) + people)
  return [...counts].map(([why, count]) => ({ why, count })).sort((a, b) => b.count - a.count)
}
