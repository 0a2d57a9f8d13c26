/** Where the carrier calls us: to be entered in its settings. They are secrets, so they are shown only when asked for. */
import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Copyable } from '../accounts/Copyable.tsx'

interface Props {
  readonly id: string
  /** each message tells it where to report to: that is not to be entered */
  readonly namesStatus: boolean
}

export function CarrierAddresses({ id, namesStatus }: Props) {
  const { t } = useTranslation()
  const asked = useMutation({
    mutationFn: () => ask(api.GET('/carrier-accounts/{id}/callback-paths', { params: { path: { id } } })),
  })
  return (
    <Stack gap="sm">
      <Text>{t('carriers.addressesSay')}</Text>
      {asked.data ? (
        <>
          <Copyable label={t('carriers.incoming')} value={asked.data.incomingUrl} />
          {!namesStatus && <Copyable label={t('carriers.statusEnter')} value={asked.data.statusUrl} />}
        </>
      ) : (
        <Button
          variant="default"
          size="compact-md"
          loading={asked.isPending}
          onClick={() => asked.mutate()}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('accounts.showAddresses')}
        </Button>
      )}
      {asked.error && <ProblemAlert error={asked.error} />}
    </Stack>
  )
}
