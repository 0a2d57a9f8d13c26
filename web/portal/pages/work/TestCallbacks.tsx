/** Is the address that callbacks come to reached, and ours? Changes nothing; the case ends when callbacks come again. */
import { Alert, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { ActProps } from './CaseActs.tsx'
import { useToldText } from '../../shown/useToldText.ts'

export function TestCallbacks({ id, close }: ActProps) {
  const { t } = useTranslation()
  const told = useToldText()
  const test = useMutation({
    mutationFn: () => ask(api.POST('/fsp-accounts/{id}/callback-test', { params: { path: { id } } })),
  })
  const seen = test.data
  return (
    <Confirm
      opened
      close={close}
      title={t('work.act.testCallbacks')}
      says={t('work.actSays.testCallbacks')}
      act={t('work.act.testCallbacks')}
      busy={test.isPending}
      error={test.error}
      run={() => test.mutate()}
    >
      {seen && (
        <Alert color={seen.mend === null ? 'green' : 'orange'} role="status">
          <Text size="sm">{told(seen.said, seen.says)}</Text>
          {seen.mend !== null && <Text size="sm">{told(seen.mendSaid, seen.mend)}</Text>}
          {seen.warnings.map((each, at) => (
            <Text key={each} size="sm">
              {told(seen.warningsSaid[at] ?? null, each)}
            </Text>
          ))}
        </Alert>
      )}
    </Confirm>
  )
}
