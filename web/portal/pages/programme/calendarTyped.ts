/** A calendar as it stands in the fields of a form, and as the API takes it. */
import type { Calendar } from '../../api/shapes.ts'

type Rules = NonNullable<Calendar['calendar']>['rules']

export interface Typed {
  readonly unit: 'days' | 'weeks' | 'months'
  readonly every: number
  readonly weekday: number
  readonly day: number
  readonly firstDate: string
  /** empty: until somebody ends it */
  readonly lastDate: string
  readonly time: string
  readonly timeZone: string
  /** days, one a line */
  readonly holidays: string
  readonly onHoliday: Rules['calendar']['onHoliday'] | ''
  readonly weekend: readonly number[]
  readonly roundsEach: number
  readonly late: Rules['late'] | ''
  readonly missed: Rules['missed'] | ''
  readonly overlap: Rules['overlap'] | ''
}

/** What matters is chosen by people: it has no default. */
export const fresh = (): Typed => ({
  unit: 'months',
  every: 1,
  weekday: 1,
  day: 1,
  firstDate: '',
  lastDate: '',
  time: '09:00',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  holidays: '',
  onHoliday: '',
  weekend: [],
  roundsEach: 1,
  late: '',
  missed: '',
  overlap: '',
})

export function typedOf({ calendar, roundsEach, late, missed, overlap }: Rules): Typed {
  const { frequency, holidays, lastDate, firstDate, time, timeZone, onHoliday, weekend } = calendar
  return {
    ...fresh(),
    firstDate,
    time,
    timeZone,
    onHoliday,
    weekend,
    ...offered(frequency),
    lastDate: lastDate ?? '',
    holidays: holidays.join('\n'),
    roundsEach,
    late,
    missed,
    overlap,
  }
}

/** Minutes are for play, and not to be chosen here: whoever changes such a calendar chooses anew. */
const offered = (frequency: Rules['calendar']['frequency']): Partial<Typed> =>
  frequency.unit === 'minutes' ? {} : frequency

/** Null where a line is no day. */
export function daysOf(text: string): string[] | null {
  const days = text.split(/[\s,;]+/).filter(each => each !== '')
  return days.every(each => /^\d{4}-\d{2}-\d{2}$/.test(each)) ? days : null
}

export const isWhole = (typed: Typed): boolean =>
  daysOf(typed.holidays) !== null &&
  [typed.firstDate, typed.time, typed.onHoliday, typed.late, typed.missed, typed.overlap].every(each => each !== '')

/** Of a form that is whole. */
export function rulesOf(typed: Typed): Rules {
  const { unit, every, weekday, day, lastDate, holidays, roundsEach, firstDate, time, timeZone, weekend } = typed
  const frequency =
    unit === 'days' ? { unit, every } : unit === 'weeks' ? { unit, every, weekday } : { unit, every, day }
  return {
    calendar: {
      frequency,
      firstDate,
      time,
      timeZone,
      lastDate: lastDate === '' ? null : lastDate,
      holidays: daysOf(holidays) ?? [],
      onHoliday: typed.onHoliday === '' ? 'skip' : typed.onHoliday,
      weekend: [...weekend],
    },
    roundsEach,
    late: typed.late === '' ? 'all' : typed.late,
    missed: typed.missed === '' ? 'none' : typed.missed,
    overlap: typed.overlap === '' ? 'skip' : typed.overlap,
  }
}

/** 1 is Monday, by name in that language. */
export function weekdays(language: string): readonly { readonly number: number; readonly name: string }[] {
  const names = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, at) => ({
    number: at + 1,
    name: names.format(new Date(Date.UTC(2024, 0, at + 1))),
  }))
}
