/** Weeks, months and waits in few letters, as they stand below a chart. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

export interface Periods {
  /** by its first day: `23 Nov` */
  week(day: string): string
  /** `Nov 2026`, of `2026-11` or its first day */
  month(day: string): string
  /** `3 days`, `5 hours`: the largest unit of which there are two */
  wait(minutes: number): string
}

export function usePeriods(): Periods {
  const { i18n } = useTranslation()
  const { language } = i18n
  return useMemo(() => {
    const utc = { timeZone: 'UTC' } as const
    const week = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', ...utc })
    const month = new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', ...utc })
    const unit = (name: 'minute' | 'hour' | 'day', value: number): string =>
      new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value)
    return {
      week: day => week.format(new Date(`${day}T00:00:00Z`)),
      month: day => month.format(new Date(`${day.slice(0, 7)}-01T00:00:00Z`)),
      wait: minutes =>
        minutes >= 2_880
          ? unit('day', Math.round(minutes / 1_440))
          : minutes >= 120
            ? unit('hour', Math.round(minutes / 60))
            : unit('minute', minutes),
    }
  }, [language])
}
