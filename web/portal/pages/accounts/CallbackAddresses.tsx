/** Where the provider calls us back: to be entered there. They are secrets, so they are shown only when asked for. */
import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Copyable } from './Copyable.tsx'

const which = ['notification', 'validation', 'insights'] as const

export function CallbackAddresses({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation()
  const asked = useMutation({
    mutationFn: () => ask(api.GET('/fsp-accounts/{id}/callback-urls', { params: { path: { id: accountId } } })),
  })
  return (
    <Stack gap="sm" align="stretch">
      <Text>{t('accounts.addressesSay')}</Text>
      {asked.data ? (
        which.map(each => <Copyable key={each} label={t(`accounts.address.${each}`)} value={asked.data[each]} />)
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
