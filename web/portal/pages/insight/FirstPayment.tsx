/** How long people waited from registration to first payment: how many in which span, half of them, and nine of ten. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ChartSection } from '../../parts/charts/ChartSection.tsx'
import { Columns } from '../../parts/charts/Columns.tsx'
import classes from '../../parts/charts/charts.module.css'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'
import { firstPaymentQuery, type Among } from './queries.ts'
import { usePeriods } from './usePeriods.ts'

export function FirstPayment({ among }: { readonly among: Among }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { wait } = usePeriods()
  const waited = useQuery(firstPaymentQuery(among))
  const data = waited.data
  const spanName = (from: number, to: number | null): string =>
    to === null ? `${shown.number(from)}+` : `${shown.number(from)}–${shown.number(to)}`
  return (
    <ChartSection
      title={t('insight.wait.title')}
      says={t('insight.wait.says')}
      file="registration-to-first-payment"
      columns={[
        { head: t('insight.wait.days') },
        { head: t('insight.people'), shown: value => shown.number(Number(value)), end: true },
      ]}
      rows={(data?.spans ?? []).map(({ from, to, people }) => [to === null ? `${from}+` : `${from}–${to}`, people])}
    >
      <Loaded of={waited} lines={6}>
        {({ people, medianMinutes, p90Minutes, waiting, spans }) =>
          people === 0 || medianMinutes === null || p90Minutes === null ? (
            <Empty title={t('insight.nobodyPaid')} says={t('insight.nothingSays')} />
          ) : (
            <>
              <dl className={classes['key']}>
                <div>
                  <dt>{t('insight.wait.half')}</dt>
                  <dd>{wait(medianMinutes)}</dd>
                </div>
                <div>
                  <dt>{t('insight.wait.nineOfTen')}</dt>
                  <dd>{wait(p90Minutes)}</dd>
                </div>
                <div>
                  <dt>{t('insight.wait.waiting')}</dt>
                  <dd>{shown.number(waiting)}</dd>
                </div>
              </dl>
              <Columns
                label={t('insight.wait.title')}
                number={shown.number}
                columns={spans.map(({ from, to, people }) => ({
                  name: spanName(from, to),
                  parts: [{ kind: 'good', value: people }],
                  says: shown.number(people),
                }))}
              />
              <Text size="sm" ta="center" c="dimmed">
                {t('insight.wait.days')}
              </Text>
            </>
          )
        }
      </Loaded>
    </ChartSection>
  )
}
