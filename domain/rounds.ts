/** Which rounds of a programme that runs by itself are to be opened, and what the rest of it will be. */
import type { PlannedRound } from './calendar.js'

/** A round whose time came while nobody was there to open it. */
export const missedPolicies = ['latest', 'all', 'none'] as const
export type MissedPolicy = (typeof missedPolicies)[number]

/**
 * A round whose time comes while the one before is not paid yet. `beside`: it opens all the same, as where vouchers of several
 * weeks wait for one answer.
 */
export const overlapPolicies = ['skip', 'queue', 'beside'] as const
export type OverlapPolicy = (typeof overlapPolicies)[number]

/**
 * How many rounds somebody who joins late gets: as many as everybody, or what is left of those since the first one. `share`:
 * of the first of these only its days since they were included (domain/shareOfRound.ts).
 */
export const latePolicies = ['all', 'rest', 'share'] as const
export type LatePolicy = (typeof latePolicies)[number]

/** - `queued`: waits for the one before · `opening`: its list is to be made · `open`: its list is approved and paid */
export const cycleStates = ['queued', 'opening', 'open', 'done', 'skipped', 'missed'] as const
export type CycleState = (typeof cycleStates)[number]

/** A Schedule fires within seconds; what is later than this was missed. */
export const onTimeMs = 15 * 60_000

export interface Opening {
  readonly round: PlannedRound
  /** `missed` and `skipped` are told of, and never opened */
  readonly as: 'opening' | 'queued' | 'missed' | 'skipped'
  readonly why?: string
}

/**
 * What becomes of rounds that are due and that nobody has dealt with. A missed one that is made up for waits its turn,
 * because whoever asked for all of them does not want them skipped for being together.
 * @param due in order, without those that have been dealt with
 */
export function openingsOf(
  due: readonly PlannedRound[],
  { now, missed, overlap, underWay }: { now: Date; missed: MissedPolicy; overlap: OverlapPolicy; underWay: boolean },
): Opening[] {
  let busy = underWay
  const last = due.at(-1)
  return due.map((round): Opening => {
    const late = now.getTime() - round.at.getTime() > onTimeMs
    if (late && (missed === 'none' || (missed === 'latest' && round !== last)))
      return { round, as: 'missed', why: 'Nobody was there to open it at its time.' }
    if (busy && overlap === 'skip' && !(late && missed === 'all'))
      return { round, as: 'skipped', why: 'The round before was not paid yet.' }
    const as = busy && overlap !== 'beside' ? 'queued' : 'opening'
    busy = true
    return { round, as }
  })
}

/** How many rounds somebody gets who is selected for the first time in this one, the `ordinal`th of the programme. */
export const roundsAllowed = (each: number, late: LatePolicy, ordinal: number): number =>
  late === 'all' ? each : Math.max(0, each - (ordinal - 1))

/** People who have so many rounds left, and what one round of all of them takes. Minor units. */
export interface LeftOver {
  readonly left: number
  readonly people: number
  readonly amountMinor: bigint
  readonly feeReserveMinor: bigint
  /** the same of their last round, where that is paid in part only; null: it is like the others */
  readonly atLast?: { readonly amountMinor: bigint; readonly feeReserveMinor: bigint } | null
  /** the same of the very next round, where they joined within its days; null: it is like the others */
  readonly atFirst?: { readonly amountMinor: bigint; readonly feeReserveMinor: bigint } | null
}

type Taken = Omit<LeftOver, 'left' | 'atLast' | 'atFirst'>

export interface RoundAhead extends PlannedRound {
  readonly people: number
  readonly amountMinor: bigint
  readonly feeReserveMinor: bigint
}

export interface Ahead {
  readonly rounds: readonly RoundAhead[]
  readonly amountMinor: bigint
  readonly feeReserveMinor: bigint
  /** rounds of people for which the calendar has no date */
  readonly personRoundsWithoutDate: number
}

/** The rest of a programme as it would be if nobody came, went or failed. Rounds in which nobody is left are not told. */
export function lookAhead(planned: readonly PlannedRound[], groups: readonly LeftOver[]): Ahead {
  const rounds = planned.flatMap((round, index): RoundAhead[] => {
    const there = groups.filter(({ left }) => left > index)
    if (there.length === 0) return []
    const taken = there.map(each => ({
      ...each,
      ...(index === 0 && each.atFirst ? each.atFirst : each.left === index + 1 && each.atLast ? each.atLast : {}),
    }))
    return [{ ...round, ...totalOf(taken) }]
  })
  const unplanned = groups.reduce((sum, { left, people }) => sum + Math.max(0, left - planned.length) * people, 0)
  const { amountMinor, feeReserveMinor } = totalOf(rounds)
  return { rounds, amountMinor, feeReserveMinor, personRoundsWithoutDate: unplanned }
}

const totalOf = (groups: readonly Taken[]): Taken =>
  groups.reduce(
    (sum, each) => ({
      people: sum.people + each.people,
      amountMinor: sum.amountMinor + each.amountMinor,
      feeReserveMinor: sum.feeReserveMinor + each.feeReserveMinor,
    }),
    { people: 0, amountMinor: 0n, feeReserveMinor: 0n },
  )
