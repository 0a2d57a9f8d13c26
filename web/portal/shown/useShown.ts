/** How money, numbers and moments are written for whoever reads. */
import { useTranslation } from 'react-i18next'
import type { Surroundings } from '../api/shapes.ts'
import { useSurroundings } from '../session/surroundings.ts'
import { formatMoney } from './money.ts'
import { wholePercent } from './wholePercent.ts'

export interface Shown {
  money(minor: string, currency: string): string
  number(value: number): string
  /** part of a whole, in whole percent: 100 for all of it alone, 0 for none */
  percent(part: number, whole: number): string
  /** day and minute, in the reader’s own time zone */
  moment(iso: string | null | undefined): string
  day(iso: string | null | undefined): string
  /** of a calendar: `2026-11-30`, the same day wherever it is read; `2026-11-30 09:05` of rounds minutes apart */
  date(day: string): string
  /** `2026-11` */
  month(month: string): string
  /** `in 3 days`, `2 hours ago` */
  ago(iso: string): string
  /** of milliseconds, in the largest unit of which they are whole: `14 days`, `36 hours`, `1.5 seconds` */
  duration(ms: number): string
  /** what somebody wrote, within a sentence of ours or beside one: kept apart where letters run from right to left */
  name(text: string): string
  /** `first, second and third`, joined as the language joins them */
  list(values: readonly string[]): string
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

type Currencies = Surroundings['currencies']

/** Made once for a language: every part of a page asks for them. */
let made: { readonly language: string; readonly currencies: Currencies; readonly shown: Shown } | null = null

export function useShown(): Shown {
  const { i18n } = useTranslation()
  const { currencies } = useSurroundings()
  const { language } = i18n
  if (made?.language !== language || made.currencies !== currencies)
    made = { language, currencies, shown: shownIn(language, i18n.dir() === 'rtl', currencies) }
  return made.shown
}

function shownIn(language: string, right: boolean, currencies: Currencies): Shown {
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' })
  const minute = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const joined = new Intl.ListFormat(language, { type: 'unit', style: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  // Beside each other, sums and moments would be read as one row of figures where letters run from right to left.
  const apart = (text: string): string => (right ? `\u2068${text}\u2069` : text)
  return {
    money: (minor, currency) => apart(formatMoney(minor, currency, currencies, language)),
    number: value => number.format(value),
    percent: (part, whole) => percent.format(wholePercent(part, whole) / 100),
    moment: iso => (iso ? apart(moment.format(new Date(iso))) : '–'),
    day: iso => (iso ? apart(day.format(new Date(iso))) : '–'),
    date: text =>
      text.includes(' ')
        ? minute.format(new Date(`${text.replace(' ', 'T')}:00Z`))
        : date.format(new Date(`${text}T00:00:00Z`)),
    month: text => month.format(new Date(`${text}-01T00:00:00Z`)),
    ago: iso => {
      const away = new Date(iso).getTime() - Date.now()
      const [unit, ms] = units.find(([, ms]) => Math.abs(away) >= ms) ?? units[3]
      return relative.format(Math.round(away / ms), unit)
    },
    duration: ms => {
      const [unit, size] = units.find(([, size]) => ms > 0 && ms % size === 0) ?? units[3]
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(ms / size)
    },
    name: apart,
    list: values => joined.format(values),
  }
}
