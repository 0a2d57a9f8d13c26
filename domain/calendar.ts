/**
 * When the rounds of a programme are: every so many days, weeks or months from a first date on, at a local time, holidays
 * left out or moved. Pure: dates are `2026-11-30`, moments are `Date`s. The planned date of a round is its name, whatever
 * holiday moves it and whatever the clocks do that night.
 *
 * For play with the sandbox rounds may also be minutes apart: the same calendar, Schedule and rounds, in less time. Such a
 * round is named by its local minute too, `2026-11-30 09:05`.
 */
export type Frequency =
  /** `times`: so many rounds in all, because a last date can not tell minutes */
  | { readonly unit: 'minutes'; readonly every: number; readonly times: number }
  | { readonly unit: 'days'; readonly every: number }
  /** weekday 1 (Monday) to 7 */
  | { readonly unit: 'weeks'; readonly every: number; readonly weekday: number }
  /** day 1 to 31; in shorter months the last one */
  | { readonly unit: 'months'; readonly every: number; readonly day: number }

export const holidayRules = ['skip', 'next_working_day'] as const
export type HolidayRule = (typeof holidayRules)[number]

export interface Calendar {
  readonly frequency: Frequency
  /** no round is before it */
  readonly firstDate: string
  /** `09:00`, in the time zone */
  readonly time: string
  /** IANA, like `Africa/Nairobi` */
  readonly timeZone: string
  /** no round is planned after it; null: until somebody ends it */
  readonly lastDate: string | null
  readonly holidays: readonly string[]
  readonly onHoliday: HolidayRule
  /** on which nobody works, 1 (Monday) to 7: where a round that moves does not come to lie */
  readonly weekend: readonly number[]
}

export interface PlannedRound {
  /** the date by the frequency alone, with its minute where rounds are minutes apart: what a round is known by */
  readonly plannedDate: string
  /** on which it takes place, moved by a holiday or not */
  readonly date: string
  readonly at: Date
}

type OfMinutes = Extract<Frequency, { unit: 'minutes' }>
type OfDays = Exclude<Frequency, OfMinutes>
type InDays = Calendar & { readonly frequency: OfDays }

const minuteMs = 60_000
const dayMs = 86_400_000
/** Rounds minutes apart: enough for a play, and what was forgotten comes to an end. */
export const mostTimes = 500
export const mostMinutes = 1_440
/** Dates looked at for one answer: ten years of days. */
const mostSteps = 3_660
/** A round that is moved for longer than this is left out. */
const longestMove = 14

const toDay = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs
const toDate = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)
/** 1 (Monday) to 7; day 0 was a Thursday */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && toDate(toDay(text)) === text

/**
 * Why this can be no programme’s calendar; null when it can.
 * @param sandbox whether FSPs and carriers are simulated here: only then may rounds be minutes apart
 */
export function wrongWithCalendar(calendar: Calendar, sandbox = false): string | null {
  const { frequency, firstDate, time, timeZone, lastDate, holidays, weekend } = calendar
  const wrong = wrongWithFrequency(frequency, sandbox)
  if (wrong !== null) return wrong
  if (!isDate(firstDate)) return 'The first date is a day like 2026-11-30.'
  if (lastDate !== null && (!isDate(lastDate) || lastDate < firstDate))
    return 'The last date is a day like 2027-05-31, and not before the first one.'
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return 'The time is one of the day, like 09:00.'
  if (!isTimeZone(timeZone)) return 'The time zone is one of the IANA, like Africa/Nairobi.'
  if (holidays.length > 400 || !holidays.every(isDate)) return 'Holidays are days like 2026-12-25, at most 400 of them.'
  if (weekend.length > 6 || !weekend.every(day => within(day, 1, 7))) return 'A weekend is at most six days, 1 to 7.'
  return null
}

function wrongWithFrequency(frequency: Frequency, sandbox: boolean): string | null {
  if (frequency.unit === 'minutes') {
    if (!sandbox)
      return 'Rounds minutes apart are for play: only where Mkono runs with its sandbox. Choose days, weeks or months.'
    return within(frequency.every, 1, mostMinutes) && within(frequency.times, 1, mostTimes)
      ? null
      : 'A calendar in minutes has 1 to 500 rounds, 1 to 1440 minutes apart.'
  }
  const most = { days: 366, weeks: 52, months: 24 }[frequency.unit]
  if (!within(frequency.every, 1, most)) return `A round is every 1 to ${most} ${frequency.unit}.`
  if (frequency.unit === 'weeks' && !within(frequency.weekday, 1, 7)) return 'A weekday is 1 (Monday) to 7 (Sunday).'
  if (frequency.unit === 'months' && !within(frequency.day, 1, 31)) return 'A day of the month is 1 to 31.'
  return null
}

const within = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to

export function isTimeZone(text: string): boolean {
  if (text !== 'UTC' && !/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2}$/.test(text)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format() !== ''
  } catch {
    return false
  }
}

/** The rounds that take place after `after`, in order, at most `limit` of them. */
export function plannedRounds(calendar: Calendar, wanted: { after: Date; limit: number }): PlannedRound[] {
  const { frequency } = calendar
  return frequency.unit === 'minutes'
    ? roundsOfMinutes(calendar, frequency, wanted)
    : roundsOfDays({ ...calendar, frequency }, wanted)
}

/** On a holiday there is none: the next working day has its own. The hour that clocks show twice has its rounds once. */
function roundsOfMinutes(
  { firstDate, time, timeZone, lastDate, holidays }: Calendar,
  { every, times }: OfMinutes,
  { after, limit }: { after: Date; limit: number },
): PlannedRound[] {
  const found: PlannedRound[] = []
  const first = momentOf(firstDate, time, timeZone).getTime()
  const apart = every * minuteMs
  for (let step = stepsUntil(after.getTime() - first, apart); step < times && found.length < limit; step += 1) {
    const at = new Date(first + step * apart)
    const local = new Date(at.getTime() + offsetMs(at.getTime(), timeZone)).toISOString()
    const [day, minute] = [local.slice(0, 10), local.slice(11, 16)]
    if (lastDate !== null && day > lastDate) break
    const isFirstOfItsName = momentOf(day, minute, timeZone).getTime() === at.getTime()
    if (at <= after || holidays.includes(day) || !isFirstOfItsName) continue
    const name = `${day} ${minute}`
    found.push({ plannedDate: name, date: name, at })
  }
  return found
}

/** How many steps of this length lie before; none before the first one. */
const stepsUntil = (passed: number, step: number): number => Math.max(0, Math.floor(passed / step))

function roundsOfDays(calendar: InDays, { after, limit }: { after: Date; limit: number }): PlannedRound[] {
  const found: PlannedRound[] = []
  const { lastDate } = calendar
  // A little before, because a holiday may have moved a round to after it.
  const from = stepBefore(calendar, after.getTime() / dayMs - longestMove - 2)
  for (let step = from; step < from + mostSteps && found.length < limit; step += 1) {
    const day = dayOfStep(calendar, step)
    if (lastDate !== null && toDate(day) > lastDate) break
    const date = dateHeld(calendar, day, dayOfStep(calendar, step + 1))
    if (date === null) continue
    const at = momentOf(date, calendar.time, calendar.timeZone)
    if (at > after) found.push({ plannedDate: toDate(day), date, at })
  }
  return found
}

/** The step of the frequency that begins at or before this day; the first one is 0. */
function stepBefore(calendar: InDays, day: number): number {
  const { unit, every } = calendar.frequency
  const longestStep = every * { days: 1, weeks: 7, months: 31 }[unit]
  return stepsUntil(day - dayOfStep(calendar, 0), longestStep)
}

/** Each counted from the first one, so that the 31st is the 31st again after a February. */
function dayOfStep({ frequency, firstDate }: InDays, step: number): number {
  const first = toDay(firstDate)
  if (frequency.unit === 'days') return first + step * frequency.every
  if (frequency.unit === 'weeks')
    return first + ((frequency.weekday - weekdayOf(first) + 7) % 7) + step * 7 * frequency.every
  const [year = 0, month = 0] = firstDate.split('-').map(Number)
  const inFirst = dayInMonth(year, month - 1, frequency.day)
  return dayInMonth(year, month - 1 + (inFirst < first ? 1 : 0) + step * frequency.every, frequency.day)
}

/** `month` counts from 0 and may go beyond 11. */
function dayInMonth(year: number, month: number, day: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(day, last)) / dayMs
}

/** Where a round takes place; null where a holiday takes it away, or would move it onto the next one. */
function dateHeld({ holidays, onHoliday, weekend }: Calendar, day: number, next: number): string | null {
  if (!holidays.includes(toDate(day))) return toDate(day)
  if (onHoliday === 'skip') return null
  for (let later = day + 1; later <= day + longestMove && later < next; later += 1)
    if (!holidays.includes(toDate(later)) && !weekend.includes(weekdayOf(later))) return toDate(later)
  return null
}

/**
 * The moment of a local time. Where the clocks jump over it, it is later by what they jump; where they show it twice, the
 * first time.
 */
export function momentOf(date: string, time: string, timeZone: string): Date {
  const local = Date.parse(`${date}T${time}:00Z`)
  const before = local - offsetMs(local - dayMs, timeZone)
  const after = local - offsetMs(local + dayMs, timeZone)
  const fits = [before, after].find(at => at + offsetMs(at, timeZone) === local)
  return new Date(fits ?? before)
}

/** How far a zone is ahead of UTC at a moment. */
function offsetMs(at: number, timeZone: string): number {
  const parts = formatIn(timeZone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find(each => each.type === type)?.value ?? 0)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(at / 1_000) * 1_000
}

const formats = new Map<string, Intl.DateTimeFormat>()
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...digits })
  formats.set(timeZone, made)
  return made
}
const digits = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const
