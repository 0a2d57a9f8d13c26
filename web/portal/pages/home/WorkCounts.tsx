/** How much waits on the work lists, over all that one reaches. */
import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'

const countsQuery = {
  queryKey: ['cases', 'counts'],
  queryFn: () => ask(api.GET('/cases/counts')),
  refetchInterval: 30_000,
} as const

export function WorkCounts() {
  const { t } = useTranslation()
  const shown = useShown()
  const counts = useQuery(countsQuery)
  return (
    <Section title={t('home.work')}>
      <Loaded of={counts} lines={1}>
        {({ total, overdue, escalated }) => (
          <Group gap="xl">
            <Count name={t('home.open')} value={shown.number(total)} />
            <Count name={t('home.overdue')} value={shown.number(overdue)} />
            <Count name={t('home.escalated')} value={shown.number(escalated)} />
          </Group>
        )}
      </Loaded>
    </Section>
  )
}

const Count = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <Text size="xl" fw={700}>
      {value}
    </Text>
    <Text size="sm" c="dimmed">
      {name}
    </Text>
  </div>
)
