/**
 * One e-voucher: what can become of it, in how many cards a payout is given, and when the person is asked, reminded and
 * no longer waited for. Pure; the database refuses every change that is not in `voucherTransitions`.
 */

/** Every change of state that exists. */
export const voucherTransitions = {
  /** stored with its RefPos; nothing has left */
  to_issue: ['issuing', 'void'],
  /** the order may have left: only its sender, or time, says more */
  issuing: ['waiting', 'agreed', 'refused', 'void', 'unsettled', 'cancelling'],
  /** the answer was lost: cancelled by its RefPos before another is issued */
  unsettled: ['void', 'lost'],
  /**
   * the FSP says again and again, long after it must have done it, that there is nothing to take back: another is issued,
   * and this one is still cancelled from time to time, so that a card which comes late lives no longer than that
   */
  lost: ['void'],
  /** issued; its person is asked whether they want it */
  waiting: ['agreed', 'cancelling'],
  /** wanted: the document goes to its person */
  agreed: ['delivered', 'cancelling'],
  delivered: ['cancelling', 'expired'],
  /** written ahead: from here on no yes sends this card */
  cancelling: ['cancelled', 'delivered'],
  cancelled: [],
  /** the FSP did not issue it */
  refused: [],
  /** no card stands under its RefPos; lost again where an answer comes after all that tells of one */
  void: ['lost'],
  expired: [],
} as const satisfies Record<string, readonly string[]>
export type VoucherState = keyof typeof voucherTransitions
export const voucherStateNames = Object.keys(voucherTransitions) as readonly VoucherState[]

/** While one of these stands for a part of a payout no other is issued for it. */
export const holdingStates = [
  'to_issue',
  'issuing',
  'unsettled',
  'waiting',
  'agreed',
  'delivered',
  'cancelling',
] as const satisfies readonly VoucherState[]

/** Its person may have the document. */
export const givenStates = ['agreed', 'delivered'] as const satisfies readonly VoucherState[]

/** Money is in transit for these: neither with its person nor back. */
export const pendingStates = [
  'to_issue',
  'issuing',
  'unsettled',
  'waiting',
  'agreed',
  'cancelling',
] as const satisfies readonly VoucherState[]

/** Why a voucher was cancelled or never issued. */
export const voucherEnds = {
  declined: 'The person did not want it.',
  unanswered: 'Nobody answered until the deadline.',
  not_reached: 'The question did not reach its person until the deadline.',
  cancelled_by_staff: 'Staff cancelled it.',
  other_part: 'Another part of the same payout could not be issued.',
  odd_card: 'The FSP issued a card that can not be given to anybody.',
  not_wanted_any_more: 'The distribution was cancelled, or the person is no longer paid.',
  answer_lost: 'The FSP’s answer was lost; what it may have issued was taken back.',
  replaced: 'It was lost; what was left on it went to another voucher.',
} as const
export type VoucherEnd = keyof typeof voucherEnds

/**
 * In how many cards an amount is given: as few as the highest card allows, the largest first, and none of less than the
 * least that a card holds. Where that can not be, the last one is what is left: the FSP turns it away, and people see to it.
 * @param highestMinor null: one card holds any amount
 */
export function partsOf(amountMinor: bigint, highestMinor: bigint | null, leastMinor = 0n): readonly bigint[] {
  if (amountMinor <= 0n) throw new RangeError('A voucher holds more than nothing.')
  if (highestMinor === null || amountMinor <= highestMinor) return [amountMinor]
  if (highestMinor <= 0n) throw new RangeError('A card holds more than nothing.')
  const cards = (amountMinor + highestMinor - 1n) / highestMinor
  const least = cards * leastMinor <= amountMinor && leastMinor <= highestMinor ? leastMinor : 0n
  const parts: bigint[] = []
  let left = amountMinor
  for (let after = cards - 1n; left > 0n; after -= 1n) {
    const most = left - after * least
    const part = most < highestMinor ? most : highestMinor
    parts.push(part)
    left -= part
  }
  return parts
}

/** Whether cards can hold an amount: otherwise the FSP would turn one of them away. */
export const hasParts = (amountMinor: bigint, highestMinor: bigint | null, leastMinor: bigint): boolean =>
  partsOf(amountMinor, highestMinor, leastMinor).every(part => part >= leastMinor)

/** How people of a programme are asked. Seconds; hours of the programme’s own day. */
export interface AskingRules {
  /** false: what is issued is wanted, nobody is asked */
  readonly ask: boolean
  /** after the question, in order */
  readonly remindersAfterS: readonly number[]
  readonly deadlineS: number
  /** nobody is asked, reminded or told of an end from this hour of the evening until that of the morning; alike: at any hour */
  readonly quietFromHour: number
  readonly quietUntilHour: number
  readonly timeZone: string
}

const hour = 3_600
const day = 24 * hour
export const usualAsking: Omit<AskingRules, 'timeZone'> = {
  ask: true,
  remindersAfterS: [16 * hour, 3 * day, 7 * day],
  deadlineS: 14 * day,
  quietFromHour: 20,
  quietUntilHour: 8,
}

/** The moment itself, or the morning after, where it falls into the night of the time zone. */
export function outsideTheNight(
  at: Date,
  { quietFromHour, quietUntilHour, timeZone }: Pick<AskingRules, 'quietFromHour' | 'quietUntilHour' | 'timeZone'>,
): Date {
  if (quietFromHour === quietUntilHour) return at
  let moment = at
  // Clocks may change in the night: one look more than one night needs.
  for (let looks = 0; looks < 3; looks++) {
    const { hours, minutes, seconds } = clockIn(moment, timeZone)
    const quiet =
      quietFromHour < quietUntilHour
        ? hours >= quietFromHour && hours < quietUntilHour
        : hours >= quietFromHour || hours < quietUntilHour
    if (!quiet) return moment
    const hoursLeft = (quietUntilHour - hours + 24) % 24
    const ms = ((hoursLeft * 60 - minutes) * 60 - seconds) * 1_000
    moment = new Date(moment.getTime() + Math.max(ms, 1_000))
  }
  return moment
}

function clockIn(at: Date, timeZone: string): { hours: number; minutes: number; seconds: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find(each => each.type === type)?.value ?? 0)
  return { hours: part('hour'), minutes: part('minute'), seconds: part('second') }
}

/** What is due with somebody who was asked and has not answered. */
export type QuestionDue =
  { is: 'remind' } | { is: 'giveUp' } | { is: 'wait'; until: Date; for: 'reminder' | 'deadline' }

/** @param reminders how many have gone out already */
export function questionDue(
  { askedAt, deadlineAt, reminders }: { askedAt: Date; deadlineAt: Date; reminders: number },
  rules: AskingRules,
  now: Date,
): QuestionDue {
  if (now >= deadlineAt) return { is: 'giveUp' }
  const after = rules.remindersAfterS[reminders]
  const remindAt = after === undefined ? null : outsideTheNight(new Date(askedAt.getTime() + after * 1_000), rules)
  if (remindAt === null || remindAt >= deadlineAt) return { is: 'wait', until: deadlineAt, for: 'deadline' }
  // Due in the day, but looked at only in the night: it waits for the morning again.
  const from = remindAt > now ? remindAt : outsideTheNight(now, rules)
  if (from <= now) return { is: 'remind' }
  return from < deadlineAt
    ? { is: 'wait', until: from, for: 'reminder' }
    : { is: 'wait', until: deadlineAt, for: 'deadline' }
}

/** How long after a failed try to take a card back the next one comes: a minute, growing to six hours. Milliseconds. */
export const waitBeforeNextCancelMs = (tries: number): number =>
  Math.min(60_000 * 2 ** Math.min(tries, 9), 6 * 3_600_000)

/** After so many tries somebody looks, while it goes on. */
export const triesBeforeACase = 5

/** A lost issue is taken for one that never was after so many answers that there is nothing to take back. */
export const denialsBeforeAnother = 2
