/** How callbacks of the last day came in, in plain words. Only figures: an alarm leads to its case. */
import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { healthQuery } from './queries.ts'

export function CallbackHealth({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const health = useQuery(healthQuery(accountId))
  return (
    <Section title={t('reconciling.callbacks')}>
      <Loaded of={health}>
        {({ state, alarm, lastAt, expected, told, waiting, late, missed, lag, notices, refused, hours }) => (
          <Stack gap="sm">
            <Text>{t(`reconciling.callbackState.${state}`)}</Text>
            {alarm && (
              <Alert color="orange">
                {t('reconciling.alarm', { when: shown.ago(alarm.since) })}{' '}
                <Anchor
                  size="sm"
                  c="inherit"
                  td="underline"
                  renderRoot={props => <Link to="/work/$caseId" params={{ caseId: alarm.caseId }} {...props} />}
                >
                  {t('waiting.toCase')}
                </Anchor>
              </Alert>
            )}
            <Text size="sm" c="dimmed">
              {t('reconciling.lastHours', { hours: shown.number(hours) })}
            </Text>
            <Facts
              facts={[
                { name: t('reconciling.lastCallback'), value: lastAt === null ? '–' : shown.ago(lastAt) },
                { name: t('reconciling.expected'), value: shown.number(expected) },
                { name: t('reconciling.told'), value: shown.number(told) },
                { name: t('reconciling.stillWaiting'), value: shown.number(waiting) },
                { name: t('reconciling.late'), value: shown.number(late) },
                { name: t('reconciling.missed'), value: shown.number(missed) },
                ...(lag === null
                  ? []
                  : [
                      { name: t('reconciling.usual'), value: t('reconciling.seconds', { number: seconds(lag.p90Ms) }) },
                    ]),
                {
                  name: t('reconciling.notUnderstood'),
                  value: shown.number(notices.unmatched + notices.contradiction + notices.failed),
                },
                {
                  name: t('reconciling.turnedAway'),
                  value: shown.number(refused.source + refused.content_type + refused.too_large + refused.malformed),
                },
              ]}
            />
          </Stack>
        )}
      </Loaded>
    </Section>
  )

  function seconds(ms: number): string {
    return shown.number(Math.max(1, Math.round(ms / 1_000)))
  }
}
