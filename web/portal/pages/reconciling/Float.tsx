/** What the account holds against what is still to be sent through it. Asked of the provider now and then, and whenever somebody wants to know. */
import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { floatQuery } from './queries.ts'

export function Float({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const asked = useAct({
    run: (_: undefined, header) =>
      ask(api.POST('/fsp-accounts/{id}/balance', { params: { path: { id: accountId }, header } })),
    says: ({ balanceMinor, currency }) => t('looks.balanceNow', { money: shown.money(balanceMinor, currency) }),
  })
  const float = useQuery(floatQuery(accountId))
  return (
    <Section
      title={t('reconciling.float')}
      acts={
        <Button size="compact-md" variant="default" loading={asked.isPending} onClick={() => asked.mutate(undefined)}>
          {t('looks.askBalance')}
        </Button>
      }
    >
      {asked.error && <ProblemAlert error={asked.error} />}
      <Loaded of={float}>
        {({ currency, reading, toSendMinor, inTransitMinor, spareMinor, needs }) => {
          const short = spareMinor !== null && spareMinor.startsWith('-')
          return (
            <Stack gap="sm">
              <Text>
                {reading === null
                  ? t('reconciling.floatUnknown')
                  : short
                    ? t('reconciling.floatShort', { money: shown.money((spareMinor ?? '0').slice(1), currency) })
                    : t('reconciling.floatEnough')}
              </Text>
              <Facts
                facts={[
                  {
                    name: t('reconciling.held'),
                    value:
                      reading === null ? '–' : `${shown.money(reading.heldMinor, currency)} (${shown.ago(reading.at)})`,
                  },
                  { name: t('reconciling.toSend'), value: shown.money(toSendMinor, currency) },
                  { name: t('reconciling.inTransit'), value: shown.money(inTransitMinor, currency) },
                  ...(spareMinor === null || short
                    ? []
                    : [{ name: t('reconciling.spare'), value: shown.money(spareMinor, currency) }]),
                ]}
              />
              {needs.map(({ distributionId, programmeName, name, toSendMinor }) => (
                <Text key={distributionId} size="sm">
                  <Anchor
                    size="sm"
                    renderRoot={props => (
                      <Link to="/distributions/$distributionId" params={{ distributionId }} {...props} />
                    )}
                  >
                    <bdi>{programmeName}</bdi>: <bdi>{name}</bdi>
                  </Anchor>{' '}
                  {shown.money(toSendMinor, currency)}
                </Text>
              ))}
            </Stack>
          )
        }}
      </Loaded>
    </Section>
  )
}
