/** The rounds still to come and the money they take, if nobody comes, goes or fails. */
import { Alert, Button, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Calendar } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'

export type AheadOf = NonNullable<Calendar['ahead']>

interface Props {
  readonly ahead: AheadOf
  /** leaves one out */
  readonly skip?: (plannedDate: string) => void
}

export function Ahead({ ahead, skip }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const { currency } = ahead
  const money = (minor: string): string => shown.money(minor, currency)
  return (
    <Stack gap="sm">
      {ahead.missingMinor !== '0' && (
        <Alert color="orange">{t('calendar.missing', { sum: money(ahead.missingMinor) })}</Alert>
      )}
      {ahead.personRoundsWithoutDate > 0 && (
        <Alert color="orange">
          {t('calendar.withoutDate', { number: shown.number(ahead.personRoundsWithoutDate) })}
        </Alert>
      )}
      <Facts
        facts={[
          { name: t('calendar.rounds'), value: shown.number(ahead.rounds.length) },
          { name: t('calendar.inAll'), value: money(ahead.amountMinor) },
          { name: t('distribution.feeReserve'), value: money(ahead.feeReserveMinor) },
          { name: t('money.account.available'), value: money(ahead.availableMinor) },
          ...ahead.notPayable.map(({ why, said, count }) => ({
            name: `${t('distributions.notPayable')}: ${told(said, why)}`,
            value: shown.number(count),
          })),
        ]}
      />
      {ahead.rounds.length === 0 ? (
        <Empty title={t('calendar.noRounds')} says={t('calendar.noRoundsSays')} />
      ) : (
        <ShortTable
          label={t('calendar.ahead')}
          heads={[
            { name: t('calendar.day') },
            { name: t('distribution.people'), end: true },
            { name: t('distribution.sum'), end: true },
            ...(skip ? [{ name: t('admin.acts') }] : []),
          ]}
          rows={ahead.rounds.map(({ plannedDate, date, people, amountMinor }) => ({
            key: plannedDate,
            cells: [
              shown.date(date),
              shown.number(people),
              money(amountMinor),
              skip && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('calendar.skipDay', { day: shown.date(date) })}
                  onClick={() => skip(plannedDate)}
                >
                  {t('calendar.act.skip')} …
                </Button>
              ),
            ],
          }))}
        />
      )}
    </Stack>
  )
}
