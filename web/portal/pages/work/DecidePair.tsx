/** Two people who may be one, side by side. */
import { Alert, Radio, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import type { ActProps } from './CaseActs.tsx'

export function DecidePair({ found, id, close }: ActProps) {
  const { t } = useTranslation()
  const shown = useShown()
  /** `different`, or whom of the two is declined */
  const [is, setIs] = useState<string | null>(null)
  const programmeId = found.programmeId ?? ''
  const pair = useQuery({
    queryKey: ['duplicates', programmeId, id],
    queryFn: async () => {
      const query = found.beneficiaryId === null ? {} : { beneficiaryId: found.beneficiaryId }
      const asked = api.GET('/programmes/{id}/duplicates', { params: { path: { id: programmeId }, query } })
      return (await ask(asked)).items.find(each => each.id === id) ?? null
    },
  })
  const decide = useAct({
    run: ({ is, reason }: { is: string; reason: string }, header) =>
      ask(
        api.POST('/duplicates/{id}/decide', {
          params: { path: { id }, header },
          body: is === 'different' ? { is, reason } : { is: 'duplicate', declineId: is, reason },
        }),
      ),
    says: () => t(is === 'different' ? 'work.pairDifferent' : 'work.pairDeclined'),
    done: close,
  })
  const people = pair.data?.people ?? []
  return (
    <Confirm
      opened
      close={close}
      title={t('work.act.decidePair')}
      says={t('work.actSays.decidePair')}
      act={t('work.act.decidePair')}
      reason="needed"
      disabled={is === null || people.length === 0}
      busy={decide.isPending}
      error={pair.error ?? decide.error}
      run={reason => is !== null && decide.mutate({ is, reason })}
    >
      {pair.data === null && <Alert color="orange">{t('work.pairGone')}</Alert>}
      {pair.data && <Text>{pair.data.says}</Text>}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {people.map(person => (
          <Facts
            key={person.beneficiaryId}
            facts={[
              { name: t('people.ref'), value: person.ref },
              { name: t('people.name'), value: <bdi>{person.name}</bdi> },
              { name: t('people.phone'), value: <bdi dir="ltr">{person.phone ?? '–'}</bdi> },
              { name: t('people.nationalId'), value: <bdi dir="ltr">{person.nationalId ?? '–'}</bdi> },
              { name: t('people.place'), value: <bdi>{person.place}</bdi> },
              { name: t('people.household'), value: shown.number(person.householdSize) },
            ]}
          />
        ))}
      </SimpleGrid>
      <Radio.Group label={t('waiting.yourDecision')} value={is} onChange={setIs}>
        <Stack gap="xs" mt="xs">
          <Radio value="different" label={t('work.areDifferent')} />
          {people.map(({ beneficiaryId, ref }) => (
            <Radio key={beneficiaryId} value={beneficiaryId} label={t('work.areOne', { ref })} />
          ))}
        </Stack>
      </Radio.Group>
    </Confirm>
  )
}
