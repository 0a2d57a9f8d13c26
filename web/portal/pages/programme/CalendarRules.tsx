/** By which rules a programme runs: as they stand, in words. */
import { useTranslation } from 'react-i18next'
import type { Calendar } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { useShown } from '../../shown/useShown.ts'
import { weekdays } from './calendarTyped.ts'

type Rules = NonNullable<Calendar['calendar']>['rules']

export function CalendarRules({ rules }: { readonly rules: Rules }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const { calendar, roundsEach, late, missed, overlap } = rules
  const { frequency } = calendar
  const day = (number: number): string => weekdays(i18n.language).find(each => each.number === number)?.name ?? ''
  return (
    <Facts
      facts={[
        {
          name: t('calendar.every'),
          value:
            frequency.unit === 'minutes'
              ? shown.duration(frequency.every * 60_000)
              : `${shown.number(frequency.every)} · ${t(`calendar.units.${frequency.unit}`)}`,
        },
        ...(frequency.unit === 'weeks' ? [{ name: t('calendar.weekday'), value: day(frequency.weekday) }] : []),
        ...(frequency.unit === 'months'
          ? [{ name: t('calendar.dayOfMonth'), value: shown.number(frequency.day) }]
          : []),
        { name: t('calendar.firstDate'), value: shown.date(calendar.firstDate) },
        {
          name: t('calendar.lastDate'),
          value: calendar.lastDate === null ? '–' : shown.date(calendar.lastDate),
        },
        { name: t('calendar.time'), value: <bdi dir="ltr">{`${calendar.time} ${calendar.timeZone}`}</bdi> },
        { name: t('calendar.roundsEach'), value: shown.number(roundsEach) },
        { name: t('calendar.late.label'), value: t(`calendar.late.${late}`) },
        { name: t('calendar.missed.label'), value: t(`calendar.missed.${missed}`) },
        { name: t('calendar.overlap.label'), value: t(`calendar.overlap.${overlap}`) },
        { name: t('calendar.holidays'), value: shown.number(calendar.holidays.length) },
        { name: t('calendar.onHoliday.label'), value: t(`calendar.onHoliday.${calendar.onHoliday}`) },
        { name: t('calendar.weekend'), value: shown.list(calendar.weekend.map(day)) || '–' },
      ]}
    />
  )
}
