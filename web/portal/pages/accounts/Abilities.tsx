/** What an account can pay, and what its provider can never tell, said before money is on its way. */
import { Alert, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FspAccount } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'
import { abilitiesQuery } from './queries.ts'
import { useToldText } from '../../shown/useToldText.ts'

export function Abilities({ account: { id, currency } }: { readonly account: FspAccount }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const abilities = useQuery(abilitiesQuery(id))
  const bound = (minor: string | null): string =>
    minor === null ? t('accounts.noBound') : shown.money(minor, currency)
  return (
    <Loaded of={abilities}>
      {can => (
        <Stack gap="sm">
          <Facts
            facts={[
              { name: t('accounts.gives'), value: t(`accounts.givesWhat.${can.gives}`) },
              { name: t('accounts.step'), value: shown.money(can.stepMinor, currency) },
              { name: t('accounts.least'), value: bound(can.minMinor) },
              { name: t('accounts.most'), value: bound(can.maxMinor) },
              ...(can.requestsPerSecond === null
                ? []
                : [{ name: t('accounts.perSecond'), value: shown.number(can.requestsPerSecond) }]),
              { name: t('accounts.asksBack'), value: t(can.validates ? 'admin.yes' : 'admin.no') },
            ]}
          />
          {can.cannotTell.length + can.says.length === 0 ? (
            <Text>{t('accounts.tellsAll')}</Text>
          ) : (
            <Alert color="orange" title={t('accounts.cannotTellTitle')}>
              <List size="sm">
                {can.cannotTell.map(each => (
                  <List.Item key={each}>{t(`accounts.cannotTell.${each}`)}</List.Item>
                ))}
                {can.says.map((each, at) => (
                  <List.Item key={each}>{told(can.saysSaid[at] ?? null, each)}</List.Item>
                ))}
              </List>
            </Alert>
          )}
        </Stack>
      )}
    </Loaded>
  )
}
