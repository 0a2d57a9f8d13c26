/** What the rest of a programme is and what it would be, side by side, with the differences. */
import { Alert, Stack, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from '../../parts/parts.module.css'
import { useShown } from '../../shown/useShown.ts'
import type { AheadOf } from './Ahead.tsx'

interface Props {
  readonly now: AheadOf
  readonly then: AheadOf
}

/** Side by side in a dialog; on a phone they scroll. */
const narrow = { minWidth: '34rem' }

const lastOf = ({ rounds }: AheadOf): string | null => rounds.at(-1)?.date ?? null

export function Beside({ now, then }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { currency } = then
  const money = (minor: string): string => shown.money(minor, currency)
  const signed = (by: bigint, text: (size: string) => string): string =>
    by === 0n ? '–' : `${by > 0n ? '+' : '−'}${text((by > 0n ? by : -by).toString())}`
  const count = (name: string, before: number, after: number) => ({
    name,
    before: shown.number(before),
    after: shown.number(after),
    difference: signed(BigInt(after - before), size => shown.number(Number(size))),
  })
  const sum = (name: string, before: string, after: string) => ({
    name,
    before: money(before),
    after: money(after),
    difference: signed(BigInt(after) - BigInt(before), money),
  })
  const [lastNow, lastThen] = [lastOf(now), lastOf(then)]
  const later =
    lastNow === null || lastThen === null
      ? 0n
      : BigInt(Math.round((Date.parse(lastThen) - Date.parse(lastNow)) / 86_400_000))
  const day = (date: string | null): string => (date === null ? '–' : shown.date(date))
  const lines = [
    count(t('calendar.rounds'), now.rounds.length, then.rounds.length),
    sum(t('calendar.inAll'), now.amountMinor, then.amountMinor),
    sum(t('distribution.feeReserve'), now.feeReserveMinor, then.feeReserveMinor),
    sum(t('roundPlans.missingSum'), now.missingMinor, then.missingMinor),
    count(t('roundPlans.dateless'), now.personRoundsWithoutDate, then.personRoundsWithoutDate),
    {
      name: t('roundPlans.lastDay'),
      before: day(lastNow),
      after: day(lastThen),
      difference:
        later === 0n ? '–' : t('roundPlans.inDays', { number: signed(later, size => shown.number(Number(size))) }),
    },
  ]
  return (
    <Stack gap="sm">
      {then.missingMinor !== '0' && (
        <Alert color="orange">{t('calendar.missing', { sum: money(then.missingMinor) })}</Alert>
      )}
      {then.personRoundsWithoutDate > 0 && (
        <Alert color="orange">
          {t('calendar.withoutDate', { number: shown.number(then.personRoundsWithoutDate) })}
        </Alert>
      )}
      <div className={classes['scroll']} tabIndex={0} role="group" aria-label={t('roundPlans.compared')}>
        <Table style={narrow}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('roundPlans.compared')}</Table.Th>
              <Table.Th ta="end">{t('roundPlans.now')}</Table.Th>
              <Table.Th ta="end">{t('roundPlans.then')}</Table.Th>
              <Table.Th ta="end">{t('roundPlans.difference')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(({ name, before, after, difference }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td ta="end">{before}</Table.Td>
                <Table.Td ta="end">{after}</Table.Td>
                <Table.Td ta="end" fw={difference === '–' ? 400 : 700}>
                  <bdi>{difference}</bdi>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <DayByDay now={now} then={then} />
    </Stack>
  )
}

/** Every day on which a round is, or would be. */
function DayByDay({ now, then }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const days = [...new Set([...now.rounds, ...then.rounds].map(({ date }) => date))].sort()
  if (days.length === 0) return null
  const said = ({ rounds, currency }: AheadOf, day: string): string => {
    const round = rounds.find(({ date }) => date === day)
    if (!round) return '–'
    return t('roundPlans.each', {
      people: shown.number(round.people),
      sum: shown.money(round.amountMinor, currency),
    })
  }
  return (
    <div className={classes['scroll']} tabIndex={0} role="group" aria-label={t('roundPlans.dayByDay')}>
      <Table style={narrow}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('calendar.day')}</Table.Th>
            <Table.Th ta="end">{t('roundPlans.now')}</Table.Th>
            <Table.Th ta="end">{t('roundPlans.then')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.map(day => (
            <Table.Tr key={day}>
              <Table.Th scope="row">{shown.date(day)}</Table.Th>
              <Table.Td ta="end">{said(now, day)}</Table.Td>
              <Table.Td ta="end" fw={said(now, day) === said(then, day) ? 400 : 700}>
                {said(then, day)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
